import { beforeAll, expect, test } from 'vitest';
import { inPacks, pack } from '../../../src/lib/gan/pack.ts';
import * as tf from '../../../src/lib/tf.ts';
import { useBackend } from '../../helpers/backends.ts';

beforeAll(async () => void (await useBackend('cpu')));

test('packs take rows in order, m at a time', async () => {
  const x = tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]); // prettier-ignore
  expect(await pack(x, 2).array()).toEqual([[1, 2, 3, 4], [5, 6, 7, 8]]); // prettier-ignore
  expect(pack(x, 1)).toBe(x);
});

test('a batch fills whole packs, one at least', () => {
  expect([inPacks(256, 1), inPacks(256, 3), inPacks(8, 2), inPacks(1, 4)]).toEqual([256, 255, 8, 4]);
});
