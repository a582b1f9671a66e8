import { expect, test } from 'vitest';
import { exportedDeclarations } from '../../src/lib/book/source.ts';

const text = `import { x } from './x.ts';

/** Not this one. */
const inside = 1;

/**
 * The doc comment
 * in two lines.
 */
export function shown(a: number): number {
  return a + inside;
}

// A plain remark is not part of it.
export const first = 1,
  second = 2;

export interface Shape {
  a: number;
}
export type Name = 'a' | 'b';
/** Overloaded. */
export function twice(a: string): string;
export function twice(a: number): number;
export function twice(a: unknown): unknown {
  return a;
}
export class Thing {}
export default 5;
`;
const slices = exportedDeclarations(text);

test('every exported declaration is found, and nothing else', () => {
  expect([...slices.keys()]).toEqual(['shown', 'first', 'second', 'Shape', 'Name', 'twice', 'Thing']);
});

test('a slice begins with its doc comment and ends with its last line', () => {
  const { code, from, to } = slices.get('shown')!;
  expect(code.split('\n')[0]).toBe('/**');
  expect(code.split('\n').at(-1)).toBe('}');
  expect([from, to]).toEqual([6, 12]);
  expect(
    text
      .split('\n')
      .slice(from - 1, to)
      .join('\n'),
  ).toBe(code);
});

test('a remark above is left out, all names of a statement share its slice', () => {
  expect(slices.get('first')!.code).toBe('export const first = 1,\n  second = 2;');
  expect(slices.get('second')!.code).toBe(slices.get('first')!.code);
});

test('overloads are one listing', () => {
  expect(slices.get('twice')!.code.match(/export function twice/g)).toHaveLength(3);
  expect(slices.get('twice')!.code).toContain('/** Overloaded. */');
});
