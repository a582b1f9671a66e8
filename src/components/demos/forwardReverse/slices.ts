/** Long computations on the page's own thread, in slices, so that the page answers meanwhile. */
import type { GaussianMixture } from '../../../lib/theory/mixture.ts';
import { lossFloorPerT } from '../../../lib/theory/lossFloor.ts';

const slice = 12;
const pause = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Everything that a generator yields; null if `stale` became true on the way. */
export async function inSlices<T>(walk: Generator<T>, stale: () => boolean): Promise<T[] | null> {
  const out: T[] = [];
  let rested = performance.now();
  for (const value of walk) {
    out.push(value);
    if (performance.now() - rested > slice) {
      await pause();
      if (stale()) return null;
      rested = performance.now();
    }
  }
  return stale() ? null : out;
}

/** The floor of the noise loss at every t, a stretch of t's at a time. */
export async function floorInSlices(
  mixture: GaussianMixture,
  alphasCumprod: Float64Array,
  stale: () => boolean,
): Promise<Float64Array | null> {
  const out = new Float64Array(alphasCumprod.length);
  const stretch = Math.ceil(alphasCumprod.length / 10);
  for (let from = 0; from < out.length; from += stretch) {
    out.set(lossFloorPerT(mixture, alphasCumprod.subarray(from, from + stretch)), from);
    await pause();
    if (stale()) return null;
  }
  return out;
}
