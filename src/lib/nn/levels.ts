/** The size of an image, pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

/**
 * The sizes that a convolutional net works at, finest first: halved while both sides are even and above 7.
 * 28 gives 28, 14, 7; 8 gives 8, 4.
 */
export function levels({ width, height }: ImageSize): ImageSize[] {
  const sizes = [{ width, height }];
  for (let w = width, h = height; Math.min(w, h) > 7 && w % 2 === 0 && h % 2 === 0;) {
    w /= 2;
    h /= 2;
    sizes.push({ width: w, height: h });
  }
  return sizes;
}
