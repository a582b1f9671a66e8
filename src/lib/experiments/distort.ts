import type { Rng } from '../random.ts';

/**
 * An image turned, zoomed and moved a little, at random, and read between pixels (bilinear): a classifier that saw only
 * the originals would take a shift by half a pixel for something new. Outside the image is empty.
 *
 * @param pixels [height * width], 0 is empty
 * @param shift pixels, the most that it is moved each way; 0 leaves the image as it is
 */
export function distort(pixels: Float32Array, width: number, height: number, shift: number, rng: Rng): Float32Array {
  if (shift === 0) return pixels;
  const between = (limit: number) => (2 * rng.uniform() - 1) * limit;
  const [angle, zoom] = [between(0.15), 1 + between(0.08)];
  const [dx, dy] = [between(shift), between(shift)];
  const [c, s] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const at = (i: number, j: number) => (i < 0 || j < 0 || i >= height || j >= width ? 0 : pixels[i * width + j]!);
  return Float32Array.from({ length: width * height }, (_, index) => {
    const [u, v] = [(index % width) - cx - dx, Math.floor(index / width) - cy - dy];
    const [x, y] = [c * u + s * v + cx, c * v - s * u + cy];
    const [j, i] = [Math.floor(x), Math.floor(y)];
    const [a, b] = [x - j, y - i];
    return (1 - b) * ((1 - a) * at(i, j) + a * at(i, j + 1)) + b * ((1 - a) * at(i + 1, j) + a * at(i + 1, j + 1));
  });
}
