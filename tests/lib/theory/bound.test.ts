import { describe, expect, test } from 'vitest';
import {
  gaussianBoundGap,
  gaussianKl,
  gaussianReverseVariance,
  noiseLossWeights,
  priorKl,
  reverseVariance,
} from '../../../src/lib/theory/bound.ts';

/** DDPM's linear schedule, rescaled to T, written out here so that the oracle is independent of the library. */
function chain(T: number) {
  const betas = Array.from({ length: T }, (_, i) => (1000 / T) * (1e-4 + ((0.02 - 1e-4) * i) / (T - 1)));
  let product = 1;
  return { betas, alphasCumprod: betas.map((beta) => (product *= 1 - beta)) };
}

/**
 * The covariance of (x_0, ..., x_T) built from the forward recursion alone, then conditioned by the two-by-two formula
 * Var[a | b] = Var a - Cov(a, b)^2 / Var b: no formula of the posterior is used.
 */
function reverseVarianceByConditioning({ betas }: { betas: number[] }, dataVariance: number) {
  let variance = dataVariance;
  return betas.map((beta) => {
    const next = (1 - beta) * variance + beta;
    const covariance = Math.sqrt(1 - beta) * variance;
    const conditional = variance - covariance ** 2 / next;
    variance = next;
    return conditional;
  });
}

describe('the variational bound', () => {
  test('the true reverse variance agrees with conditioning the joint Gaussian', () => {
    for (const T of [50, 1000]) {
      const expected = reverseVarianceByConditioning(chain(T), 0.25);
      gaussianReverseVariance(chain(T), 0.25).forEach((value, i) => expect(value / expected[i]!).toBeCloseTo(1, 9));
    }
  });

  test('the gap is the KL between two joint Gaussians, by determinants and quadratic forms', () => {
    // python3: build precision matrices of q(x_0..x_T) and p(x_0..x_T) for T = 3 and use
    // KL = (tr(P^-1 Q) - d + log det P - log det Q) / 2:
    //   import numpy as np; b=np.array([.1,.3,.6]); s2=.25; a=1-b; T=3
    //   A=np.eye(4); D=np.zeros(4); D[0]=s2; D[1:]=b
    //   for t in range(3): A[t+1,t]=-np.sqrt(a[t])
    //   Ai=np.linalg.inv(A); Q=Ai@np.diag(D)@Ai.T
    //   def P(sig):
    //     B=np.eye(4); E=np.zeros(4); E[3]=1; E[:3]=sig
    //     for t in range(3): B[t,t+1]=-Q[t,t+1]/Q[t+1,t+1]
    //     Bi=np.linalg.inv(B); return Bi@np.diag(E)@Bi.T
    //   ab=np.cumprod(a); bt=b.copy(); bt[1:]=b[1:]*(1-ab[:-1])/(1-ab[1:])
    //   for sig in (b,bt): p=P(sig); print(.5*(np.trace(np.linalg.solve(p,Q))-4+np.linalg.slogdet(p)[1]-np.linalg.slogdet(Q)[1]))
    const betas = [0.1, 0.3, 0.6];
    const small = { betas, alphasCumprod: [0.9, 0.63, 0.252] };
    expect(gaussianBoundGap(small, 0.25, 'beta').total).toBeCloseTo(0.116535220197, 10);
    expect(gaussianBoundGap(small, 0.25, 'betaTilde').total).toBeCloseTo(0.274419854295, 10);
  });

  test('beta is exact for N(0, 1), betaTilde for a point mass', () => {
    const steps = chain(100);
    gaussianReverseVariance(steps, 1).forEach((v, i) => expect(v / steps.betas[i]!).toBeCloseTo(1, 10));
    const tilde = reverseVariance(steps, 'betaTilde');
    gaussianReverseVariance(steps, 0)
      .slice(1)
      .forEach((v, i) => expect(v).toBeCloseTo(tilde[i + 1]!, 14));
  });

  test('weights of the noise loss at T = 1000', () => {
    // numpy: b = linspace(1e-4, .02, 1000); ab = cumprod(1 - b); (b / (2 * (1 - b) * (1 - ab)))[[1, 9, 99, 499, 999]]
    const weights = noiseLossWeights(chain(1000), 'beta');
    const expected = { 2: 0.27269208, 10: 0.07371702, 100: 0.01008126, 500: 0.00550343, 1000: 0.01020449 };
    for (const [t, weight] of Object.entries(expected)) expect(weights[Number(t) - 1]).toBeCloseTo(weight, 7);
  });

  test('the last step almost forgets the data', () => {
    const alphaBarT = chain(1000).alphasCumprod[999]!;
    expect(priorKl(alphaBarT, 0.3) / Math.LN2).toBeCloseTo(8.734294861e-6, 13);
    expect(priorKl(0.4, 1.7)).toBeCloseTo(gaussianKl(0.6, 1, 0.4 * 1.7), 14);
  });
});
