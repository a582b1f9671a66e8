import { describe, expect, test } from 'vitest';
import { encodeNpy } from '../../cli/npy.ts';

describe('encodeNpy', () => {
  test('writes the bytes that NumPy writes', () => {
    // python3 -c "import numpy as n, io; b = io.BytesIO(); n.save(b, n.array([[1, 2]], '<f4')); print(b.getvalue()[:80])"
    const bytes = encodeNpy(Float32Array.of(1, 2), [1, 2]);
    const text = Buffer.from(bytes).toString('latin1');
    expect(text.slice(0, 10)).toBe('\x93NUMPY\x01\x00v\x00');
    expect(text.slice(10, 128)).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }".padEnd(117) + '\n');
    expect([...bytes.slice(128)]).toEqual([0, 0, 128, 63, 0, 0, 0, 64]);
  });
  test('writes one-dimensional shapes with their comma', () => {
    expect(Buffer.from(encodeNpy(new Float32Array(3), [3])).toString('latin1')).toContain('(3,)');
  });
  test('refuses a shape that does not hold the numbers', () => {
    expect(() => encodeNpy(new Float32Array(3), [2, 2])).toThrow('The shape [2, 2] holds 4 numbers; got 3.');
  });
});
