import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadInput } from '../../../src/lib/data/badInput.ts';
import { parseIdx } from '../../../src/lib/data/idx.ts';
import { idxFile } from '../../helpers/idx.ts';

describe('an IDX file', () => {
  test('of every type and shape is read as it was written', () => {
    const kinds = [
      [0x08, Uint8Array, fc.integer({ min: 0, max: 255 })],
      [0x09, Int8Array, fc.integer({ min: -128, max: 127 })],
      [0x0b, Int16Array, fc.integer({ min: -32768, max: 32767 })],
      [0x0c, Int32Array, fc.integer()],
      [0x0d, Float32Array, fc.float()],
      [0x0e, Float64Array, fc.double()],
    ] as const;
    for (const [type, Kind, value] of kinds) {
      const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(shape, fc.infiniteStream(value as fc.Arbitrary<number>), (dims, stream) => {
          const values = [...stream.take(dims.reduce((a, b) => a * b))];
          const read = parseIdx(idxFile(dims, values, type));
          expect(read.dims).toEqual(dims);
          expect(read.values).toEqual(Kind.from(values));
        }),
        { numRuns: 30, seed: type },
      );
    }
  });

  test('may lie in the middle of a larger buffer', () => {
    const file = idxFile([2, 2], [1, 2, 3, 4], 0x0b);
    const padded = new Uint8Array(file.length + 3);
    padded.set(file, 3);
    expect(parseIdx(padded.subarray(3)).values).toEqual(Int16Array.of(1, 2, 3, 4));
  });

  test.each([
    ['nothing', new Uint8Array(0), 'train.idx: it is empty; that is not IDX'],
    ['an unknown type', Uint8Array.of(0, 0, 0x07, 3, 0), 'train.idx: the first bytes 00 00 07 03 are not IDX'],
    ['a type swapped with the rank', Uint8Array.of(0, 0, 0x0d, 7), 'it says that it has 7 dimensions; 1 to 4'],
    ['no dimension', Uint8Array.of(0, 0, 8, 0), 'it says that it has 0 dimensions'],
    ['half a header', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1), 'its header has 16 bytes, the file has 8'],
    ['an empty dimension', idxFile([0, 28, 28], []), 'it is 0 × 28 × 28, which is empty'],
    [
      'a cut file',
      idxFile([60000, 28, 28], new Uint8Array(999_984)),
      'promises 47,040,016 bytes, the file has 1,000,000',
    ],
    [
      'something behind the values',
      idxFile([3], [1, 2, 3, 4]),
      'promises 11 bytes, the file has 12. Something follows',
    ],
    [
      'four billion rows',
      idxFile([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []),
      'the limit is 268,435,456',
    ],
    ['a size that wraps around at 2^64', idxFile([2 ** 31, 2 ** 31, 4], []), 'the limit is 268,435,456'],
  ])('that is %s is refused with a sentence', (_, bytes, sentence) => {
    expect(() => parseIdx(bytes, 'train.idx')).toThrow(BadInput);
    expect(() => parseIdx(bytes, 'train.idx')).toThrow(sentence);
  });
});
