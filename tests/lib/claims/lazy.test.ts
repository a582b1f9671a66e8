import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claims } from '../../../src/lib/claims/index.ts';
import { loadClaim, topicOf } from '../../../src/lib/claims/lazy.ts';
import { renderInline } from '../../../src/lib/book/tex.ts';

const folder = resolve(import.meta.dirname, '../../../src/lib/claims');
const fileOf = (id: string) => /['"](?:[^'"]*\/)?(\w+\.ts)['"]/.exec(topicOf[id]!.toString())![1]!;

/** Files that a module brings with it, through its static imports; types are gone before it runs. */
function brings(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !existsSync(file)) return found;
  found.add(file);
  for (const [, names, path] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) ([^;']*?)from '(\.[^']+)';/gm))
    if (!names!.startsWith('type ')) brings(join(dirname(file), path!), found);
  return found;
}
const tensorFlow = resolve(folder, '../tf.ts');

test('a page can load every claim of the registry, and no others', () => {
  expect(Object.keys(topicOf).sort()).toEqual(claims.map(({ id }) => id).sort());
});

test('an unknown number is refused, with the numbers that there are', async () => {
  await expect(loadClaim('V99')).rejects.toThrow(/no claim "V99".*V1, V2/);
  await expect(loadClaim('toString')).rejects.toThrow(RangeError);
});

test('a claim about tensors brings them when it runs', () => {
  expect(brings(join(folder, 'powerRatios.ts')).has(tensorFlow)).toBe(true);
});

describe.each(claims.map((claim) => [claim.id, claim] as const))('%s', (id, claim) => {
  test('is the same claim in both', async () => {
    expect(await loadClaim(id)).toBe(claim);
  });

  test('does not bring TensorFlow.js before it runs', () => {
    expect(brings(join(folder, fileOf(id))).has(tensorFlow)).toBe(false);
  });

  test('has a title and a statement that KaTeX can set', () => {
    expect(renderInline(claim.title).length).toBeGreaterThan(5);
    expect(renderInline(claim.statement)).not.toContain('$');
  });
});
