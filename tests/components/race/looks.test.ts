import { expect, it } from 'vitest';
import { RunFault } from '../../../src/lib/faults.ts';
import { Looks, shares, type Look, type LookName } from '../../../src/components/demos/race/looks.ts';

/** Looks that cost a given time on a clock of our own. */
function setUp(costs: Record<LookName, number>, wanted: Partial<Record<LookName, boolean>> = {}) {
  let now = 0;
  const spent = { total: 0 };
  const looks = Object.fromEntries(
    (Object.keys(shares) as LookName[]).map((name): [LookName, Look] => [
      name,
      {
        share: shares[name],
        period: 0.1,
        wanted: () => wanted[name] ?? true,
        async run() {
          now += costs[name];
          spent.total += costs[name];
        },
      },
    ]),
  ) as Record<LookName, Look>;
  return { looks: new Looks(looks, () => now), spent };
}
const expensive = { gan: 0.02, ddpm: 0.4, D: 0.01, force: 0.01, field: 0.02, ganMetrics: 0.1, ddpmMetrics: 1 };

it('shares add up to less than a quarter', () => {
  expect(Object.values(shares).reduce<number>((sum, share) => sum + share, 0)).toBeLessThan(0.25);
});

it('looking costs less than a quarter of the training time, once the first looks are paid for', async () => {
  const { looks, spent } = setUp(expensive);
  for (let trained = 0; trained < 60; trained += 0.1) await looks.make(trained);
  const first = 2 * Object.values(expensive).reduce((sum, cost) => sum + cost); // the second is paid for after it
  expect(spent.total - first).toBeLessThan(0.25 * 60);
  expect(spent.total).toBeGreaterThan(0.1 * 60); // and it does look
});

it('one look that took long does not blind the reader', async () => {
  const costs = { ...expensive, gan: 5 };
  const { looks } = setUp(costs);
  await looks.make(2);
  costs.gan = 0.001;
  expect(await looks.make(2.2)).toContain('gan');
  costs.gan = 5;
  await looks.make(2.4);
  costs.gan = 0.001;
  expect(await looks.make(2.6)).toContain('gan');
});

it('a cheap look keeps its period', async () => {
  const { looks } = setUp({ ...expensive, gan: 1e-6 });
  expect(await looks.make(0)).toContain('gan');
  expect(await looks.make(0.05)).not.toContain('gan');
  expect(await looks.make(0.11)).toContain('gan');
});

it('what the reader asks for comes at the next report, whatever it cost', async () => {
  const { looks } = setUp(expensive);
  await looks.make(2);
  await looks.make(4);
  expect(await looks.make(4.01)).toEqual([]);
  looks.ask('field');
  expect(await looks.make(4.02)).toEqual(['field']);
});

it('makes no look that nobody sees, not even when all are made', async () => {
  const { looks } = setUp(expensive, { field: false });
  expect(await looks.make(0, { all: true })).not.toContain('field');
});

it('a look that is stopped is the last, and is not made again at once', async () => {
  let now = 0;
  const run = (name: string, seconds: number) => async () => {
    now += seconds;
    if (name === stopped) throw new RunFault('Stopped', 'The question was stopped.');
  };
  let stopped = '';
  const look = (name: LookName): [LookName, Look] => [name, { share: shares[name], period: 0.1, run: run(name, 1) }];
  const looks = new Looks(Object.fromEntries((['gan', 'ddpm', 'field'] as const).map(look)) as never, () => now);
  await looks.make(1);
  await looks.make(2);
  stopped = 'ddpm';
  expect(await looks.make(100)).toEqual(['gan']);
  stopped = '';
  expect(await looks.make(100.1)).toEqual(['field']);
  expect(await looks.make(120)).toContain('ddpm');
});

it('a look that fails fails as a whole', async () => {
  const failing: Look = { share: 1, period: 0, run: () => Promise.reject(new RunFault('DeviceLost', 'gone')) };
  await expect(new Looks({ gan: failing } as never).make(0)).rejects.toThrow('gone');
});
