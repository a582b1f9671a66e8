/**
 * The point at fraction u of the way from a to b along a great circle (Shoemake 1985), lengths interpolated as well by the
 * same weights. Between two noises a straight line passes through points that are too short to be noise (variance 1/2 in the
 * middle); the arc keeps their length, so that each point on it decodes like a sample.
 * @param a, b one latent each, [dim]
 */
export function slerp(a: ArrayLike<number>, b: ArrayLike<number>, u: number): Float64Array {
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
    ab += a[i]! * b[i]!;
  }
  const cosine = Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb)));
  const angle = Math.acos(cosine);
  // Nearly parallel: the arc is a line, and its formula is 0 / 0. Opposite: every great circle would do, so none is chosen.
  const flat = !(Math.sin(angle) > 1e-9);
  const [ofA, ofB] = flat
    ? [1 - u, u]
    : [Math.sin((1 - u) * angle) / Math.sin(angle), Math.sin(u * angle) / Math.sin(angle)];
  return Float64Array.from({ length: a.length }, (_, i) => ofA * a[i]! + ofB * b[i]!);
}

/** `count` points along that arc, both ends among them. [count, dim] flat, as a session decodes it */
export function arc(a: ArrayLike<number>, b: ArrayLike<number>, count: number): Float32Array {
  const out = new Float32Array(count * a.length);
  for (let i = 0; i < count; i++) out.set(slerp(a, b, count === 1 ? 0 : i / (count - 1)), i * a.length);
  return out;
}
