/**
 * The smallest game in which a mode can be dropped: data on two points, half each; a generator whose whole choice is the share
 * q of the first point; a discriminator that is any two beliefs. V as in Goodfellow et al. 2014.
 */
export type Beliefs = readonly [first: number, second: number];

const times = (a: number, b: number) => (a === 0 ? 0 : a * b);

/** V(D, q) = (log D1 + log D2) / 2 + q log(1 - D1) + (1 - q) log(1 - D2): for a fixed D a straight line in q. */
export const valueAgainst = ([first, second]: Beliefs, q: number): number =>
  (Math.log(first) + Math.log(second)) / 2 + times(q, Math.log1p(-first)) + times(1 - q, Math.log1p(-second));

/** D*, p / (p + q) at each point. */
export const bestBeliefs = (q: number): Beliefs => [0.5 / (0.5 + q), 0.5 / (1.5 - q)];

/** max_D V(D, q) = -log 4 + 2 JS: what the generator pays if D answers its choice. */
export const answered = (q: number): number => valueAgainst(bestBeliefs(q), q);

/** The generator's best share against a D that stands still: all of it where D believes more. NaN where D does not care. */
export const bestShare = ([first, second]: Beliefs): number => (first === second ? NaN : first > second ? 1 : 0);
