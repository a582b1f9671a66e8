import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ownDatasetNames } from '../../../src/lib/data/dataset.ts';
import { buffersOf, isOwnName, openOwnData, type OwnData } from '../../../src/lib/data/own.ts';
import { createRng } from '../../../src/lib/random.ts';
import { smallMnist } from '../../helpers/idx.ts';
import { picture } from '../../helpers/pictures.ts';

const { images, labels } = smallMnist(25);
const table = new TextEncoder().encode(Array.from({ length: 30 }, (_, i) => `${i},${(i * i) % 7}`).join('\n'));
const brought: OwnData[] = [
  { name: 'mnist', images: new Uint8Array(gzipSync(images)), labels },
  { name: 'table', bytes: table },
  {
    name: 'drawing',
    strokes: [
      [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
    ],
  },
  {
    name: 'images',
    files: Array.from({ length: 20 }, (_, k) => ({ name: `${k}.png`, bytes: picture('png') })),
    side: 8,
  },
];

test('there is a way for every kind of data that a reader can bring', () => {
  expect(brought.map(({ name }) => name)).toEqual([...ownDatasetNames]);
  expect(ownDatasetNames.every(isOwnName)).toBe(true);
  expect(isOwnName('ring')).toBe(false);
});

test.each(brought.map((data) => [data.name, data] as const))(
  '%s survives the way to a worker and becomes a data set',
  async (name, data) => {
    const bytes = buffersOf(data).reduce((sum, buffer) => sum + buffer.byteLength, 0);
    expect(bytes > 0).toBe(name !== 'drawing');
    const sent = structuredClone(data, { transfer: buffersOf(data) as ArrayBuffer[] });
    const { dataset, notes } = await openOwnData(sent, async (_, { width, height }) => ({
      width,
      height,
      rgba: Uint8Array.from({ length: 4 * width * height }, (_, i) => i % 256),
    }));
    expect(dataset.name).toBe(name);
    expect(dataset.sample(4, createRng(1))).toHaveLength(4 * dataset.dim);
    expect(Array.isArray(notes)).toBe(true);
  },
);
