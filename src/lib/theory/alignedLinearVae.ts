/**
 * The linear VAE of `linearVae.ts` in the coordinates of the data's principal directions, where the covariance is diag(lambdas). Gradient
 * ascent does not notice the rotation, and a step costs d k^2. Besides the diagonal encoder there is the full one, N(V x, L L^T), and
 * the KL to the prior has a weight beta (Higgins et al. 2017).
 */
import { cholesky, choleskySolve } from './linearAlgebra.ts';

export type EncoderShape = 'diagonal' | 'full';

/** The numbers of the model in one list: W [d, k], V [k, d], L [k, k] lower triangular with the logarithm of its diagonal, log s2. */
export const alignedSize = (d: number, k: number): number => 2 * d * k + k * k + 1;

/** Views into that list. */
export function alignedParts(x: Float64Array, d: number, k: number) {
  return {
    W: x.subarray(0, d * k),
    V: x.subarray(d * k, 2 * d * k),
    L: x.subarray(2 * d * k, 2 * d * k + k * k),
    logVariance: x[2 * d * k + k * k]!,
  };
}

/** L itself: its diagonal is kept as a logarithm. [k, k] */
function factor(L: Float64Array, k: number): Float64Array {
  const out = L.slice();
  for (let a = 0; a < k; a++) out[a * (k + 1)] = Math.exp(L[a * (k + 1)]!);
  return out;
}

/** W^T W. [k, k] */
function gram(W: Float64Array, d: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < d; i++)
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[a * k + b]! += W[i * k + a]! * W[i * k + b]!;
  return out;
}

/** V diag(lambdas) V^T, the covariance of the encoder's mean over the data. [k, k] */
function encodedCovariance(V: Float64Array, lambdas: ArrayLike<number>, k: number): Float64Array {
  const d = lambdas.length;
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++)
      for (let j = 0; j < d; j++) out[a * k + b]! += lambdas[j]! * V[a * d + j]! * V[b * d + j]!;
  return out;
}

/**
 * The bound with the KL weighted by beta, mean per point in nats, and its gradient.
 * @param lambdas eigenvalues of the data's covariance, [d]
 */
export function alignedBound(
  x: Float64Array,
  lambdas: ArrayLike<number>,
  k: number,
  { beta = 1, shape = 'diagonal' as EncoderShape } = {},
): { value: number; gradient: Float64Array } {
  const d = lambdas.length;
  const { W, V, L: packed, logVariance } = alignedParts(x, d, k);
  const L = factor(packed, k);
  const s2 = Math.exp(logVariance);
  const G = gram(W, d, k);
  const H = encodedCovariance(V, lambdas, k);
  // Second moment of z over data and encoder, H + L L^T. [k, k]
  const moment = H.slice();
  let spread = 0; // tr(L L^T)
  let logDeterminant = 0;
  for (let a = 0; a < k; a++) {
    logDeterminant += 2 * packed[a * (k + 1)]!;
    for (let b = 0; b < k; b++) {
      for (let c = 0; c <= Math.min(a, b); c++) moment[a * k + b]! += L[a * k + c]! * L[b * k + c]!;
    }
    for (let c = 0; c <= a; c++) spread += L[a * k + c]! ** 2;
  }
  // E ||x - W z||^2 = sum lambda_j (1 - 2 w_j . v_j) + tr(G moment), with w_j row j of W and v_j column j of V.
  let misfit = 0;
  let encoded = 0;
  for (let a = 0; a < k; a++) {
    encoded += H[a * (k + 1)]!;
    for (let b = 0; b < k; b++) misfit += G[a * k + b]! * moment[a * k + b]!;
  }
  for (let j = 0; j < d; j++) {
    let along = 0;
    for (let a = 0; a < k; a++) along += W[j * k + a]! * V[a * d + j]!;
    misfit += lambdas[j]! * (1 - 2 * along);
  }
  const value =
    -0.5 * (d * (Math.log(2 * Math.PI) + logVariance) + misfit / s2) -
    0.5 * beta * (spread + encoded - k - logDeterminant);

  const gradient = new Float64Array(x.length);
  for (let j = 0; j < d; j++) {
    for (let a = 0; a < k; a++) {
      let pull = lambdas[j]! * V[a * d + j]!;
      let push = W[j * k + a]!;
      for (let b = 0; b < k; b++) {
        pull -= W[j * k + b]! * moment[b * k + a]!;
        push -= G[a * k + b]! * V[b * d + j]!;
      }
      gradient[j * k + a] = pull / s2;
      gradient[d * k + a * d + j] = lambdas[j]! * (push / s2 - beta * V[a * d + j]!);
    }
  }
  for (let a = 0; a < k; a++) {
    for (let b = shape === 'full' ? 0 : a; b <= a; b++) {
      let slope = -beta * L[a * k + b]!;
      for (let c = b; c < k; c++) slope -= (G[a * k + c]! * L[c * k + b]!) / s2;
      gradient[2 * d * k + a * k + b] = a === b ? slope * L[a * k + a]! + beta : slope;
    }
  }
  gradient[x.length - 1] = -0.5 * d + misfit / (2 * s2);
  return { value, gradient };
}

/** From the bound up to the log-likelihood, nats per point. */
export interface Ladder {
  /** The evidence lower bound (beta = 1). */
  bound: number;
  /** What the best encoder of this shape would still add for each x, were it free: the encoder's own lag. */
  amortisation: number;
  /** What no encoder of this shape can close. */
  approximation: number;
  /** Of this decoder: the bound and both gaps together. */
  logLikelihood: number;
}

/**
 * Here the posterior is N(M^-1 W^T x / s2, M^-1) with M = I + W^T W / s2. The best diagonal q has its mean and the variances 1 / M_aa, and
 * misses it by 1/2 (sum log M_aa - log det M); the full one misses nothing. The log-likelihood is that of N(0, W W^T + s2 I).
 */
export function ladder(x: Float64Array, lambdas: ArrayLike<number>, k: number, shape: EncoderShape): Ladder {
  const d = lambdas.length;
  const { W, V, L: packed, logVariance } = alignedParts(x, d, k);
  const s2 = Math.exp(logVariance);
  const L = factor(packed, k);
  const M = gram(W, d, k).map((v, at) => v / s2 + Number(at % (k + 1) === 0));
  const root = cholesky(M);
  const range = Array.from({ length: k }, (_, a) => a);
  const logDetM = 2 * range.reduce((sum, a) => sum + Math.log(root[a * (k + 1)]!), 0);
  const approximation =
    shape === 'full' ? 0 : 0.5 * (range.reduce((sum, a) => sum + Math.log(M[a * (k + 1)]!), 0) - logDetM);
  // KL(q || posterior), averaged over the data.
  let kl = -k - logDetM;
  for (const a of range) {
    kl -= 2 * packed[a * (k + 1)]!;
    for (const b of range) for (const c of range) kl += M[a * k + b]! * L[a * k + c]! * L[b * k + c]!;
  }
  let explained = 0; // tr(W^T Lambda W M^-1) / s2^2
  for (let j = 0; j < d; j++) {
    const row = Array.from(W.subarray(j * k, (j + 1) * k), (w) => w / s2);
    const best = choleskySolve(root, row);
    const off = range.map((a) => V[a * d + j]! - best[a]!);
    for (const a of range) {
      explained += lambdas[j]! * row[a]! * best[a]!;
      for (const b of range) kl += lambdas[j]! * M[a * k + b]! * off[a]! * off[b]!;
    }
  }
  const total = Array.from(lambdas).reduce((sum, v) => sum + v, 0);
  const logLikelihood = -0.5 * (d * (Math.log(2 * Math.PI) + logVariance) + logDetM + total / s2 - explained);
  return {
    bound: alignedBound(x, lambdas, k).value,
    amortisation: Math.max(0, kl / 2 - approximation),
    approximation: Math.max(0, approximation),
    logLikelihood,
  };
}
