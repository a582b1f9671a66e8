import { beforeEach, expect, test, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
});
const progress = async () => {
  vi.resetModules(); // a reader who comes back
  return import('../../src/lib/book/progress.ts');
};
beforeEach(() => kept.clear());

test('what is solved is there on the next visit, and gone once it is erased', async () => {
  (await progress()).saveSolved('ex:a');
  const later = await progress();
  expect([...later.loadSolved()]).toEqual(['ex:a']);
  later.eraseSolved();
  expect(later.loadSolved().size).toBe(0);
  expect((await progress()).loadSolved().size).toBe(0);
});

test('a file carries it to another browser, which adds it to its own', async () => {
  const first = await progress();
  for (const label of ['ex:b', 'ex:a', 'ex:gone']) first.saveSolved(label);
  const file = first.exportSolved();
  kept.clear();
  const second = await progress();
  second.saveSolved('ex:c');
  expect(second.importSolved(file, new Set(['ex:a', 'ex:b', 'ex:c']))).toBe(2);
  expect([...(await progress()).loadSolved()].sort()).toEqual(['ex:a', 'ex:b', 'ex:c']);
});

test('a file of another kind is refused with a sentence, and nothing changes', async () => {
  const { importSolved, loadSolved } = await progress();
  const known = new Set(['ex:a']);
  expect(() => importSolved('a,b\n1,2', known)).toThrow('This file is not JSON.');
  for (const text of ['null', '[]', '{"solved":3}', '{"solved":[1]}'])
    expect(() => importSolved(text, known)).toThrow('has no list of solved exercises');
  expect(loadSolved().size).toBe(0);
});
