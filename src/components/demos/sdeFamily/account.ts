/** The account that the flow keeps of its density: from a chosen point of the plane to the noise. No page, no drawing. */
import { hutchinson, trace } from '../../../lib/diffusion/likelihood.ts';
import { drawProbe, probeVariance, type ProbeKind } from '../../../lib/diffusion/probes.ts';
import { createRng } from '../../../lib/random.ts';
import { gaussianMixture, logDensity } from '../../../lib/theory/mixture.ts';
import { rk45 } from '../../../lib/theory/ode.ts';
import { vpFlow } from '../../../lib/theory/probabilityFlow.ts';

export const plane = gaussianMixture(
  [
    [-1.1, 0.3],
    [0.95, 0.6],
    [0.2, -0.85],
  ],
  [0.35, 0.45, 0.3],
  [0.35, 0.4, 0.25],
);
const flow = vpFlow(plane);

export interface Choice {
  px: number;
  py: number;
  /** How many random vectors. */
  probes: number;
  kind: ProbeKind;
}
export const startChoice: Choice = { px: 0, py: 1.2, probes: 8, kind: 'signs' };
export const places = { min: -1.8, max: 1.8, step: 0.05 } as const;
export const probeRange = { min: 1, max: 64, step: 1 } as const;

/** Moments of time that are drawn, dense near the data, where most happens. */
const nodes = 48;
const options = { relative: 1e-9, absolute: 1e-10 };

export interface Account {
  times: number[];
  /** The curve of the flow, [nodes + 1] points. */
  path: [number, number][];
  /** log q_t along it, exact. */
  exact: number[];
  /** log q_1 at its end plus the divergence from there back to t. At t = 0 the log density of the start. */
  byFlow: number[];
  /** The same at t = 0 with N(0, I) in place of q_1. */
  withNormal: number;
  /** Integral of the Jacobian of the velocity from t to 1, [2, 2] each. */
  jacobians: Float64Array[];
}

/** A probe stays the same along the curve, so all probes need one integral, that of the Jacobian. */
export function keepAccount({ px, py }: Pick<Choice, 'px' | 'py'>): Account {
  const times = Array.from({ length: nodes + 1 }, (_, i) => (i / nodes) ** 1.7);
  const field = (t: number, y: Float64Array) => {
    const at = y.subarray(0, 2);
    return [...flow.velocity(at, t), ...flow.jacobian(at, t)];
  };
  let state: Float64Array = Float64Array.of(px, py, 0, 0, 0, 0);
  const states = [state];
  for (let i = 0; i < nodes; i++) states.push((state = rk45(field, state, times[i]!, times[i + 1]!, options).y));
  const jacobians = states.map((s) => state.slice(2).map((whole, k) => whole - s[2 + k]!));
  const end = state.subarray(0, 2);
  const logEnd = flow.logDensity(end, 1);
  const logNormal = -(end[0]! ** 2 + end[1]! ** 2) / 2 - Math.log(2 * Math.PI);
  return {
    times,
    path: states.map((s) => [s[0]!, s[1]!]),
    exact: states.map((s, i) => flow.logDensity(s.subarray(0, 2), times[i]!)),
    byFlow: jacobians.map((M) => logEnd + trace(M)),
    withNormal: logNormal + trace(jacobians[0]!),
    jacobians,
  };
}

/** log p of the start, exact, from the mixture's own formula. */
export const exactLog = ({ px, py }: Pick<Choice, 'px' | 'py'>): number => logDensity(plane, [px, py]);

const product = (M: Float64Array) => (v: Float64Array) => [
  M[0]! * v[0]! + M[1]! * v[1]!,
  M[2]! * v[0]! + M[3]! * v[1]!,
];

export interface Estimate {
  /** One line for each probe: the account with v^T M v in place of the trace. */
  lines: number[][];
  /** Their mean. */
  mean: number[];
  /** Of the mean at t = 0, by the theorem. */
  standardError: number;
}

export function estimate(account: Account, { probes, kind }: Pick<Choice, 'probes' | 'kind'>, seed: number): Estimate {
  const rng = createRng(seed).fork('probes');
  const logEnd = account.byFlow.at(-1)!;
  const lines = Array.from({ length: probes }, () => {
    const v = drawProbe(kind, 2, rng);
    return account.jacobians.map((M) => logEnd + hutchinson(product(M), v));
  });
  return {
    lines,
    mean: account.times.map((_, i) => lines.reduce((sum, line) => sum + line[i]!, 0) / probes),
    standardError: Math.sqrt(probeVariance(account.jacobians[0]!, kind) / probes),
  };
}
