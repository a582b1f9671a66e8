import type { Denoiser, Space } from './space.ts';

/** grad log p_sigma(x) = (D(x, sigma) - x) / sigma^2: Tweedie's formula read backwards (Efron 2011). */
export const scoreOf = <X>(space: Space<X>, denoise: Denoiser<X>, x: X, sigma: number): X =>
  space.combine([1 / sigma ** 2, denoise(x, sigma)], [-1 / sigma ** 2, x]);
