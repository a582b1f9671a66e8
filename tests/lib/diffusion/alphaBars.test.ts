import { describe, expect, it } from 'vitest';
import { alphaBarSchedule, karrasSchedule } from '../../../src/lib/diffusion/alphaBars.ts';
import { cosineBetas, noiseSchedule } from '../../../src/lib/diffusion/schedule.ts';
import { karrasSigmas, sigmaOf } from '../../../src/lib/diffusion/sigmas.ts';

describe('a schedule by its levels', () => {
  it('gives back the betas of the chain whose levels it is given', () => {
    const cosine = noiseSchedule(cosineBetas(100));
    const again = alphaBarSchedule(cosine.alphasCumprod);
    again.betas.forEach((beta, i) => expect(beta).toBeCloseTo(cosine.betas[i]!, 12));
    again.posteriorVariance.forEach((v, i) => expect(v).toBeCloseTo(cosine.posteriorVariance[i]!, 12));
  });

  it('refuses levels that do not fall', () => {
    expect(() => alphaBarSchedule([0.9, 0.5, 0.5])).toThrow(/t = 3/);
    expect(() => alphaBarSchedule([1, 0.5])).toThrow(/t = 1/);
    expect(() => alphaBarSchedule([0.5, 0])).toThrow(RangeError);
  });

  it('visits the levels of Karras et al., the largest at T', () => {
    const { alphasCumprod } = karrasSchedule(40);
    const sigmas = karrasSigmas(40);
    expect(sigmaOf(alphasCumprod[39]!)).toBeCloseTo(80, 8);
    alphasCumprod.forEach((a, i) => expect(sigmaOf(a) / sigmas[39 - i]!).toBeCloseTo(1, 8));
  });
});
