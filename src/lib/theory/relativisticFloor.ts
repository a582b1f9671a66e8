/** What D of the relativistic game reaches (Jolicoeur-Martineau 2019): it tells a pair (real, fake) from the same pair turned round. */
import { js } from './divergences.ts';

/** The law of independent pairs. [n n] */
const pairs = (p: readonly number[], q: readonly number[]): number[] => p.flatMap((a) => q.map((b) => a * b));

/** min over T of E -log sigmoid(T(x) - T(y)), x ~ p and y ~ q on finitely many points: log 2 - JS(p x q, q x p), at T = log p/q. */
export const relativisticFloor = (p: readonly number[], q: readonly number[]): number =>
  Math.LN2 - js(pairs(p, q), pairs(q, p));
