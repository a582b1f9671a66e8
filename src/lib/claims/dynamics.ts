/** V6 to V11: how the updates of two players move near, and around, an equilibrium. */
import { alternatingInvariant, bilinearFactor, bilinearGame } from '../theory/bilinear.ts';
import { eigenvalues, jacobianOf, spectralRadius } from '../theory/complex.ts';
import {
  alternatingEigenvalues,
  diracEigenvalues,
  diracField,
  diracUpdate,
  nonSaturatingCycle2,
  nonSaturatingRadius2,
  type DiracMethod,
  type DiracSettings,
} from '../theory/diracGan.ts';
import { after, alternating, consensus, extragradient, flow, optimistic, play, simultaneous } from '../theory/games.ts';
import type { Point, Update } from '../theory/games.ts';
import { absolute, relative, type Check, type Claim } from './claim.ts';

const origin: Point = [0, 0];
const start: Point = [1, 0.5];
const squared = ([x, y]: Point) => x * x + y * y;

/** Eigenvalues at the origin by finite differences, the one with the larger imaginary (or real) part first. */
const measuredEigenvalues = (map: (z: Point) => Point) => eigenvalues(jacobianOf(map, origin, 1e-4));

export const V6: Claim = {
  id: 'V6',
  title: 'The Dirac-GAN rotates, and simultaneous steps spiral out',
  statement:
    'At $(0,0)$ the field has eigenvalues $\\pm i/2$; simultaneous steps of $h$ have $|\\lambda| = \\sqrt{1 + h^2/4}$.',
  cost: 'instant',
  run() {
    const [first] = measuredEigenvalues(diracField('simultaneous'));
    const radius = (h: number) => {
      const update = diracUpdate('simultaneous', h);
      return spectralRadius(measuredEigenvalues((z) => update(z, z)));
    };
    return [
      absolute('real part of an eigenvalue of the field', 0, first.re, 1e-8),
      absolute('its imaginary part', 1 / 2, first.im, 1e-8),
      ...[0.1, 1].map((h) =>
        absolute(`spectral radius of a step, h = ${h}`, Math.sqrt(1 + (h * h) / 4), radius(h), 1e-8),
      ),
    ];
  },
};

export const V7: Claim = {
  id: 'V7',
  title: 'Alternating steps stay on the unit circle up to h = 4',
  statement:
    "With $\\alpha = h f'(0)$ the eigenvalues are $1 - \\alpha^2/2 \\pm \\sqrt{(1 - \\alpha^2/2)^2 - 1}$: modulus 1 for $\\alpha \\le 2$.",
  cost: 'instant',
  run() {
    const radius = (h: number) => {
      const update = diracUpdate('alternating', h);
      return spectralRadius(measuredEigenvalues((z) => update(z, z)));
    };
    return [
      ...[0.3, 1, 3.9].map((h) => absolute(`spectral radius, h = ${h}`, 1, radius(h), 1e-6)),
      absolute('spectral radius, h = 4.5', spectralRadius(alternatingEigenvalues(4.5)), radius(4.5), 1e-6),
      absolute('the same as a number', 2.69087, radius(4.5), 1e-5),
    ];
  },
};

export const V8: Claim = {
  id: 'V8',
  title: 'R1, instance noise and consensus damp the rotation',
  statement:
    "$-\\frac{\\gamma}{2} \\pm \\sqrt{\\frac{\\gamma^2}{4} - \\frac14}$ (R1, R2), $f''\\sigma^2 \\pm \\sqrt{f''^2 \\sigma^4 - f'^2}$ (instance noise), $-\\frac{\\gamma}{4} \\pm \\frac i2$ (consensus).",
  cost: 'instant',
  run() {
    const checks = (name: string, method: DiracMethod, settings: Partial<DiracSettings>, tolerance = 1e-7): Check[] => {
      const [expected] = diracEigenvalues(method, settings)!;
      const [measured] = measuredEigenvalues(diracField(method, settings));
      return [
        absolute(`${name}: real part`, expected.re, measured.re, tolerance),
        absolute(`${name}: imaginary part`, expected.im, measured.im, tolerance),
      ];
    };
    return [
      ...[0.2, 0.6, 2].flatMap((gamma) => checks(`R1, gamma = ${gamma}`, 'r1', { gamma })),
      // A double root: an error of 1e-9 in the matrix is one of its square root in the eigenvalue.
      ...checks('R1, critically damped (gamma = 1)', 'r1', { gamma: 1 }, 1e-3),
      ...[0.5, 1, 2].flatMap((sigma) => checks(`instance noise, sigma = ${sigma}`, 'instanceNoise', { sigma })),
      ...[0.3, 1].flatMap((gamma) => checks(`consensus, gamma = ${gamma}`, 'consensus', { gamma })),
      ...[1, 5].flatMap((unrolled) => checks(`G unrolls ${unrolled} steps of 0.2`, 'unrolled', { unrolled, eta: 0.2 })),
    ];
  },
};

export const V9: Claim = {
  id: 'V9',
  title: 'Five ways to play xy',
  statement:
    'Each simultaneous step multiplies $\\|z\\|$ by $\\sqrt{1+h^2}$, extragradient by $\\sqrt{1-h^2+h^4}$, consensus by $\\sqrt{(1-h\\gamma)^2+h^2}$, optimistic in the long run by 0.994936 at $h = 0.1$; alternating steps conserve $x^2+y^2-h\\,xy$.',
  cost: 'instant',
  run() {
    const eta = 0.1;
    const growth = (steps: number, update: Update) => Math.sqrt(squared(after(steps, update, start)) / squared(start));
    const rotating = alternating(bilinearGame, eta);
    const settled = optimistic(bilinearGame, eta);
    const ratio = Math.sqrt(squared(after(2001, settled, start)) / squared(after(2000, settled, start)));
    return [
      relative('simultaneous, 140 steps', (1 + eta ** 2) ** 70, growth(140, simultaneous(bilinearGame, eta)), 1e-9),
      absolute(
        'alternating: the invariant after 100,000 steps',
        1.2,
        alternatingInvariant(after(100_000, rotating, start), eta),
        1e-9,
      ),
      relative(
        'extragradient, 200 steps',
        (1 - eta ** 2 + eta ** 4) ** 100,
        growth(200, extragradient(bilinearGame, eta)),
        1e-9,
      ),
      relative(
        'consensus with gamma = 1, 100 steps',
        ((1 - eta) ** 2 + eta ** 2) ** 50,
        growth(100, consensus(bilinearGame, eta, 1)),
        1e-9,
      ),
      absolute('optimistic: the ratio of two late radii', bilinearFactor.optimistic(eta), ratio, 1e-9),
      absolute('the same as a number', 0.994936, ratio, 1e-6),
    ];
  },
};

/** Mean of |z|^2 over the last updates of a run. */
function lateRadius2(update: Update, steps: number, last: number): number {
  let [sum, step] = [0, 0];
  for (const z of play(update, [1, 0])) {
    if (step > steps - last) sum += squared(z);
    if (step++ === steps) break;
  }
  return sum / last;
}

export const V10: Claim = {
  id: 'V10',
  title: 'Non-saturating: no linear convergence, only 1/t',
  statement:
    'The flow decays like $r^2 = 1/(1/r_0^2 + t/8)$; simultaneous steps end on the circle $r^2 = 2h$; alternating steps follow the flow.',
  cost: 'seconds',
  run() {
    const expected = nonSaturatingRadius2(1, 2000);
    const h = 0.1;
    const radius2 = lateRadius2(diracUpdate('nonSaturating', 0.05), 200_000, 50_000);
    const alternate = alternating({ field: diracField('nonSaturating'), jacobian: () => [[0, 0], [0, 0]] }, h); // prettier-ignore
    const followed = lateRadius2(alternate, 2000 / h, 126); // one rotation: its ellipse averages out
    return [
      relative(
        'the flow at t = 2000',
        expected,
        squared(flow(diracField('nonSaturating'), [1, 0], 2000, 40_000)),
        0.05,
      ),
      relative('simultaneous steps of 0.05: mean r^2', nonSaturatingCycle2(0.05), radius2, 0.1),
      relative('alternating steps of 0.1 at t = 2000', expected, followed, 0.05),
    ];
  },
};

export const V11: Claim = {
  id: 'V11',
  title: 'The minimax flow goes round for ever',
  statement: 'Along the flow of Goodfellow’s game on two points, $\\theta^2 + \\psi^2$ is constant.',
  cost: 'instant',
  run: () => [
    absolute('theta^2 + psi^2 at t = 200', 1.25, squared(flow(diracField('simultaneous'), start, 200, 20_000)), 1e-6),
    absolute(
      'theta^2 + psi^2 at t = 200, far out',
      13,
      squared(flow(diracField('simultaneous'), [3, 2], 200, 20_000)),
      1e-6,
    ),
  ],
};
