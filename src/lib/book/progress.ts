/** Which exercises the reader has solved: kept in this browser and sent nowhere. Without storage it lasts for the page. */

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

export function saveSolved(label: string): void {
  loadSolved().add(label);
  try {
    localStorage.setItem(key, JSON.stringify([...remembered]));
  } catch {
    // Storage is full or refused; the tick stays until the page is left.
  }
}
