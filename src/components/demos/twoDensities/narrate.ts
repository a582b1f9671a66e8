/** What is happening now, in a plain sentence or two. Pure: numbers in, words out. */
import type { DistanceName } from '../../../lib/theory/distancesOnLine.ts';
import type { Measured } from './scene.ts';

export const distanceTitles: Record<DistanceName, string> = {
  kl: 'KL(p‖q)',
  reverseKl: 'KL(q‖p)',
  js: 'JS',
  tv: 'TV',
  w1: 'W₁',
  w2: 'W₂',
};

export const integrandTitles: Record<DistanceName, string> = {
  kl: 'p log(p/q)',
  reverseKl: 'q log(q/p)',
  js: '½ p log(p/m) + ½ q log(q/m)',
  tv: '½ |p − q|',
  w1: '|F − G|, distribution functions',
  w2: '(y − x)² p(x), y where the mass at x goes',
};

/** 0.031, 1.24, 31; the sign of infinity. */
export function short(value: number): string {
  if (value === Infinity) return '∞';
  if (value < 0.0005) return '0';
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
}

export function narrate({ scene, values }: Pick<Measured, 'scene' | 'values'>, chosen: DistanceName): string {
  const { kl, reverseKl, js, tv, w1 } = values;
  const theta = Math.abs(scene.cq - scene.cp);
  if (tv < 1e-6) return 'The two densities are the same, and every distance is 0.';
  if (tv > 1 - 1e-6)
    return `${kl === Infinity ? 'No' : 'Hardly any'} x is possible under both. JS = log 2 and TV = 1 now whatever the centres do; W₁ = ${short(w1)} still says how far it is.`;
  if (kl === Infinity || reverseKl === Infinity) {
    const [one, other] = kl === Infinity ? ['p', 'q'] : ['q', 'p'];
    const both = kl === Infinity && reverseKl === Infinity;
    return both
      ? `Each box has mass where the other has none, so KL is infinite both ways. JS = ${short(js)} is log 2 times TV = ${short(tv)} if the boxes are equally wide, and less if not.`
      : `${one} has mass where ${other} has none: KL(${one}‖${other}) is infinite, however little mass that is. The other way round it is ${short(kl === Infinity ? reverseKl : kl)}.`;
  }
  if (js > 0.68)
    return `JS = ${js.toFixed(4)} is all but at its bound log 2 = ${Math.LN2.toFixed(4)}: it can rise no more, so it pulls nowhere. W₁ = ${short(w1)} keeps pace with the distance ${short(theta)} of the centres.`;
  const said: Record<DistanceName, string> = {
    kl: 'KL(p‖q) is paid where p has mass and q lacks it; where q is the larger the integrand is negative, but never by enough.',
    reverseKl:
      'KL(q‖p) is paid where q has mass and p lacks it. What q leaves out altogether costs it nothing there: q stands in front.',
    js: 'JS compares each density with m, the average of both. m is at least half of each, so that no ratio exceeds 2, and JS cannot exceed log 2.',
    tv: 'TV is half the area between the curves: the part of its mass that one would have to throw away to become the other.',
    w1: 'W₁ is the area between the distribution functions: at each x, the mass that has to pass that place on its way.',
    w2: 'W₂ squares the way of each piece of mass, so that a far piece counts more. Here stands what each place of p pays.',
  };
  const factor = Math.max(kl, reverseKl) / Math.max(1e-12, Math.min(kl, reverseKl));
  const more = kl > reverseKl ? 'KL(p‖q)' : 'KL(q‖p)';
  const asymmetry =
    (chosen === 'kl' || chosen === 'reverseKl') && factor > 1.5
      ? ` Now ${more} is ${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)} times the other.`
      : '';
  return said[chosen] + asymmetry;
}

export function describe({ scene, values }: Pick<Measured, 'scene' | 'values'>): string {
  const list = (Object.keys(distanceTitles) as DistanceName[]).map(
    (name) => `${distanceTitles[name]} ${values[name] === Infinity ? 'infinite' : short(values[name])}`,
  );
  return `Density p around ${scene.cp.toFixed(2)}, density q around ${scene.cq.toFixed(2)}. ${list.join(', ')}.`;
}
