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
