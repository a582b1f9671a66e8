/** A bug planted on purpose, and the check that must see it. */
export interface PlantedBug {
  id: string;
  /** The bug in a few words: "noise also after the last step". */
  description: string;
  /** The title of the check that catches it. */
  test: string;
  /** The check's error with the bug in place; above the tolerance. */
  error(): number | Promise<number>;
  /** The check's error of the library as it is; at most the tolerance. */
  correct(): number | Promise<number>;
  tolerance: number;
}

/** A check of one part, whoever wrote that part. */
export interface Check<Part> {
  test: string;
  tolerance: number;
  error(part: Part): number | Promise<number>;
}

/** The check on the broken part and on the library's. */
export const bug = <Part>(
  id: string,
  description: string,
  { test, tolerance, error }: Check<Part>,
  broken: Part,
  library: Part,
): PlantedBug => ({ id, description, test, tolerance, error: () => error(broken), correct: () => error(library) });
