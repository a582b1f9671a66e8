/**
 * Which exercises the reader has solved: kept in this browser and sent nowhere. Without storage it lasts for the page. It can be
 * taken along as a file, and erased.
 */

const key = 'solved';
const remembered = new Set<string>();

export function loadSolved(): Set<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    if (Array.isArray(stored)) for (const label of stored) if (typeof label === 'string') remembered.add(label);
  } catch {
    // No storage, or not ours: what this page remembers is what there is.
  }
  return remembered;
}

function keep(): void {
  try {
    localStorage.setItem(key, JSON.stringify([...remembered]));
  } catch {
    // Storage is full or refused; the tick stays until the page is left.
  }
}

export function saveSolved(label: string): void {
  loadSolved().add(label);
  keep();
}

export function eraseSolved(): void {
  remembered.clear();
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/** The text of the file that a reader takes along. */
export const exportSolved = (): string => `${JSON.stringify({ solved: [...loadSolved()].sort() }, null, 2)}\n`;

/**
 * Adds what a file says was solved. Exercises that this book does not have are left out.
 * @param known labels of the book's exercises
 * @returns how many were added
 * @throws Error with a sentence where the file is another's
 */
export function importSolved(text: string, known: ReadonlySet<string>): number {
  let solved: unknown;
  try {
    solved = (JSON.parse(text) as { solved?: unknown } | null)?.solved;
  } catch {
    throw new Error('This file is not JSON. Choose one that “Save my progress” of this page has written.');
  }
  if (!Array.isArray(solved) || !solved.every((label) => typeof label === 'string'))
    throw new Error(
      'This file has no list of solved exercises. Choose one that “Save my progress” of this page has written.',
    );
  const before = loadSolved().size;
  for (const label of solved as string[]) if (known.has(label)) remembered.add(label);
  keep();
  return remembered.size - before;
}
