import type { Rng } from '../../src/lib/random.ts';

const edges = [0, 1, 0x7f, 0x80, 0xfe, 0xff, 0x22, 0x2c, 0x0a, 0x0d];

/** A damaged copy of a file: one to four accidents, each of a kind that happens to files, or that somebody would try. */
export function mutate(file: Uint8Array, rng: Rng): Uint8Array {
  let bytes: number[] = [...file];
  for (let left = 1 + rng.integer(4); left > 0; left--) {
    const at = rng.integer(bytes.length + 1);
    const length = 1 + rng.integer(8);
    // Headers are short and decide most: half of the accidents happen in the first 40 bytes.
    const place = rng.integer(2) === 0 ? at : Math.min(at, rng.integer(40));
    switch (rng.integer(7)) {
      case 0: // a bit flips
        if (place < bytes.length) bytes[place]! ^= 1 << rng.integer(8);
        break;
      case 1: // a byte becomes another
        if (place < bytes.length) bytes[place] = rng.integer(256);
        break;
      case 2: // a few bytes become extreme
        for (let i = place; i < Math.min(place + length, bytes.length); i++)
          bytes[i] = edges[rng.integer(edges.length)]!;
        break;
      case 3: // the end is missing
        bytes = bytes.slice(0, at);
        break;
      case 4: // something is put in
        bytes.splice(place, 0, ...Array.from({ length }, () => rng.integer(256)));
        break;
      case 5: // something is lost
        bytes.splice(place, length);
        break;
      default: // a part comes twice
        bytes.splice(place, 0, ...bytes.slice(at, at + 4 * length));
    }
  }
  return Uint8Array.from(bytes);
}
