import { describe, expect, it } from 'vitest';
import {
  average,
  binMeans,
  boundTerms,
  halfBelow,
  logBins,
  sum,
} from '../../src/components/demos/forwardReverse/bars.ts';
import { Due } from '../../src/components/demos/forwardReverse/due.ts';
import { narrate } from '../../src/components/demos/forwardReverse/narrate.ts';
import { figures, signalToNoise } from '../../src/components/demos/forwardReverse/numbers.ts';
import {
  alphaBarAt,
  clustersOf,
  count,
  createCloud,
  forwardAt,
  memory,
  offeredData,
  samplingStream,
  split,
  type Setup,
} from '../../src/components/demos/forwardReverse/points.ts';
import { exactReverse, indexAt, placesAt } from '../../src/components/demos/forwardReverse/reverse.ts';
import { floorInSlices, inSlices } from '../../src/components/demos/forwardReverse/slices.ts';
import { offeredT } from '../../src/lib/experiments/config.ts';
import { lossFloorPerT } from '../../src/lib/theory/lossFloor.ts';

const setup: Setup = { data: 'ring', schedule: 'linear', T: 200, seed: 1 };
const ring = createCloud(setup);

describe('the bars', () => {
  it.each(offeredT.map((T) => [T]))('cover every t of 1..%i once', (T) => {
    const bins = logBins(T);
    expect(bins.length).toBeLessThanOrEqual(40);
    expect(bins[0]!.from).toBe(1);
    expect(bins.at(-1)!.to).toBe(T + 1);
    bins.slice(1).forEach(({ from }, i) => expect(from).toBe(bins[i]!.to));
  });
  it('hold the mean of their stretch', () => {
    const bins = [
      { from: 1, to: 2 },
      { from: 2, to: 5 },
    ];
    expect(binMeans([7, 1, 2, 6], bins)).toEqual([7, 3]);
    expect(sum([1, 2, 3])).toBe(6);
    expect(average([1, 2, 3])).toBe(2);
  });
  it('find where half of an excess lies, whatever is negative', () => {
    expect(halfBelow([1, 1, 1, 1])).toBe(2);
    expect(halfBelow([-5, 3, 0, 1])).toBe(2);
  });
  it('weigh the loss as equation 12 of Ho et al. does', () => {
    // At t = 2: beta^2 / (2 betaTilde alpha (1 - alphaBar)) = beta / (2 alpha (1 - alphaBar_1)), times d = 2.
    const { betas, alphasCumprod } = ring.schedule;
    const terms = boundTerms(ring.schedule, new Float64Array(200).fill(1));
    expect(terms[1]).toBeCloseTo(betas[1]! / ((1 - betas[1]!) * (1 - alphasCumprod[0]!)), 10);
  });
});

describe('the points', () => {
  it('start at the data and end in noise', () => {
    expect(forwardAt(ring, 0)).toEqual(ring.x0);
    const end = forwardAt(ring, 200);
    end.forEach((x, i) => expect(Math.abs(x - ring.eps[i]!)).toBeLessThan(0.03));
  });
  it('see alphaBar between whole steps', () => {
    const [a, b] = [alphaBarAt(ring.schedule, 40), alphaBarAt(ring.schedule, 41)];
    expect(alphaBarAt(ring.schedule, 40.5)).toBeCloseTo((a + b) / 2, 12);
    expect(alphaBarAt(ring.schedule, 0)).toBe(1);
  });
  it('remember their cluster at first and forget it at last', () => {
    expect(memory(ring, forwardAt(ring, 1), 1)).toBeGreaterThan(0.999);
    expect(memory(ring, forwardAt(ring, 200), 200)).toBeCloseTo(1 / 8, 1);
  });
  it('split into one cluster and the rest', () => {
    for (const data of offeredData) {
      const cloud = createCloud({ ...setup, data });
      const { marked, others } = split(cloud.x0, cloud.nearest, cloud);
      expect(marked.length + others.length).toBe(2 * count);
      expect(marked.length / (2 * count)).toBeGreaterThan(0.4 / clustersOf(cloud));
    }
  });
});

describe('the exact way back', () => {
  it.each(['ddim', 'ancestral'] as const)('lands on the ring from pure noise by %s', (sampler) => {
    const { mixture, schedule } = ring;
    const walk = exactReverse({ mixture, schedule, sampler, samplerSteps: 50, n: 100, rng: samplingStream(setup) });
    const places = [...walk];
    expect(places).toHaveLength(51);
    expect(places[0]!.t).toBe(200);
    expect(places.at(-1)!.t).toBe(0);
    const { x } = places.at(-1)!;
    let near = 0;
    for (let i = 0; i < 100; i++) {
      const distances = mixture.means.map(([a, b]) => Math.hypot(x[2 * i]! - a!, x[2 * i + 1]! - b!));
      if (Math.min(...distances) < 4 * mixture.stds[0]!) near += 1;
    }
    expect(near).toBeGreaterThan(90);
  });
  it('sets out from the noise that the session starts with', () => {
    const first = exactReverse({ ...ring, sampler: 'ddim', samplerSteps: 5, n: 3, rng: samplingStream(setup) }).next();
    expect((first.value as { x: Float32Array }).x).toEqual(samplingStream(setup).normals(6));
  });
  it('is found at any time, on straight lines between its places', () => {
    const places = [
      { t: 10, x: Float32Array.of(0, 0) },
      { t: 5, x: Float32Array.of(1, 2) },
      { t: 0, x: Float32Array.of(3, 2) },
    ];
    expect(indexAt(places, 10)).toBe(0);
    expect(indexAt(places, 7.5)).toBe(0.5);
    expect(indexAt(places, 0)).toBe(2);
    expect([...placesAt(places, 2.5)]).toEqual([2, 2]);
    expect(placesAt([], 3)).toHaveLength(0);
  });
});

describe('slices', () => {
  it('give the floor that one piece gives', async () => {
    const whole = lossFloorPerT(ring.mixture, ring.schedule.alphasCumprod);
    const sliced = await floorInSlices(ring.mixture, ring.schedule.alphasCumprod, () => false);
    sliced!.forEach((value, i) => expect(Math.abs(value - whole[i]!)).toBeLessThan(2e-3));
  });
  it('give up when the setup has changed', async () => {
    expect(await inSlices([1, 2, 3].values() as unknown as Generator<number>, () => true)).toBeNull();
  });
});

describe('a look that is due', () => {
  it('waits for its period unless it is asked for', async () => {
    const due = new Due(0.1, 60_000);
    let looks = 0;
    const look = async () => void (looks += 1);
    await due.run(false, look);
    await due.run(false, look);
    expect(looks).toBe(1);
    await due.run(true, look);
    due.now();
    await due.run(false, look);
    expect(looks).toBe(3);
  });
});

describe('numbers and words', () => {
  it('have as many digits as can be read', () => {
    expect([1990, 12.34, 1.234, 0.1234, 0.00123, NaN].map(figures)).toEqual([
      '1,990',
      '12.3',
      '1.23',
      '0.123',
      '0.00123',
      '–',
    ]);
    expect(signalToNoise(1)).toBe('∞');
    expect(signalToNoise(0.5)).toBe('1.00');
  });
  it('tell what is lost and what the net lacks', () => {
    const scene = { t: 40, T: 200, alphaBar: 0.66, memory: 0.42, clusters: 8, led: 'exact' as const, training: null };
    expect(narrate(scene)).toContain('81\u00a0%');
    expect(narrate({ ...scene, memory: 0.13 })).toContain('memory of the cluster is gone');
    expect(narrate({ ...scene, t: 0 })).toContain('nothing is lost');
    const training = { step: 500, overFloor: 1.1, excessBelow: 6, excessNats: 0.8 };
    expect(narrate({ ...scene, training })).toMatch(/1\.10 times its floor.*0\.80 nats.*t\u00a0≤\u00a06/);
  });
});
