/** One step of each method near the equilibrium of the Dirac-GAN, and the distance that follows from it. */
import { modulus, type Complex } from './complex.ts';
import { alternatingEigenvalues, diracEigenvalues, type DiracMethod, type DiracSettings } from './diracGan.ts';
import { multipliers } from './games.ts';

/**
 * Eigenvalues of a step of h at (0, 0): the step shrinks small deviations if all of them lie inside the unit circle.
 * Two, or four where the step remembers the one before. Null for the gradient penalty, whose field jumps at (0, 0).
 */
export function stepEigenvalues(
  method: DiracMethod,
  h: number,
  settings: Partial<DiracSettings> = {},
): Complex[] | null {
  if (method === 'alternating') return alternatingEigenvalues(h);
  const values = diracEigenvalues(method, settings);
  if (!values) return null;
  const map = method === 'extragradient' || method === 'optimistic' ? multipliers[method] : multipliers.simultaneous;
  return values.flatMap((lambda) => map(lambda, h));
}

/** The eigenvalue that decides in the long run: the one of largest modulus. */
export const leading = (values: readonly Complex[]): Complex =>
  values.reduce((best, value) => (modulus(value) > modulus(best) + 1e-12 ? value : best));

/**
 * r^2 of simultaneous non-saturating steps of h after time t = steps times h, averaged over a rotation, to leading order:
 * du/dt = h u / 4 - u^2 / 8, the logistic equation, which ends at 2 h. With h = 0 it is the flow, r^2 = 1 / (1 / r0^2 + t / 8).
 */
export function nonSaturatingStepped2(radius2: number, t: number, h: number): number {
  if (h === 0) return 1 / (1 / radius2 + t / 8);
  const decay = Math.exp((-h * t) / 4);
  return 1 / (decay / radius2 + (1 - decay) / (2 * h));
}

/** Distance from (0, 0) after so many steps of h, as the eigenvalues (or the averages, non-saturating) predict it. */
export function predictedRadius(
  method: DiracMethod,
  h: number,
  settings: Partial<DiracSettings>,
  radius: number,
  steps: number,
): number {
  if (method === 'nonSaturating') return Math.sqrt(nonSaturatingStepped2(radius ** 2, steps * h, h));
  const values = stepEigenvalues(method, h, settings);
  return values ? radius * modulus(leading(values)) ** steps : NaN;
}

/** What a step of h with R1 of weight gamma multiplies small deviations by in the long run. */
export const r1StepRadius = (gamma: number, h: number): number =>
  modulus(leading(stepEigenvalues('r1', h, { gamma })!));
