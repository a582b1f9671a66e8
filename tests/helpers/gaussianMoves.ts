import { gaussianDenoiser } from '../../src/lib/diffusion/follow.ts';

export const data = { mean: 0.6, variance: 0.25 };
export const denoise = gaussianDenoiser(data);

/** Slopes between neighbours of log error against log steps. */
export const orders = (errors: readonly number[]): number[] => errors.slice(1).map((e, i) => Math.log2(errors[i]! / e));

/** The law of data with noise of deviation sigma. */
export const noisy = (sigma: number) => ({ mean: data.mean, variance: data.variance + sigma ** 2 });
