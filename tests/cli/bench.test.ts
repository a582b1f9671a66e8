import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limitOf } from '../../cli/bench/limits.ts';
import { table } from '../../cli/bench/report.ts';
import { pairedRatio, quantile, summary } from '../../cli/bench/statistics.ts';
import { wasmLimits } from '../../cli/bench/wasmLimits.ts';
import { readOptions, UsageError } from '../../cli/options.ts';
import { slope } from '../../cli/soak/slope.ts';

describe('summaries of repetitions', () => {
  test('quantiles interpolate between sorted values', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 0], 0.1)).toBeCloseTo(1);
    expect(summary([5, 1, 3])).toMatchObject({ median: 3, min: 1 });
  });

  test('a ratio is taken round by round, so that a slow round of both does not count', () => {
    expect(pairedRatio([1, 10, 1], [2, 20, 2])).toBe(0.5);
  });

  test('the slope of a line is its slope', () => {
    expect(slope([0, 1, 2, 3], [5, 7, 9, 11])).toBeCloseTo(2);
  });

  test('a table is aligned', () => {
    expect(
      table([
        ['', 'ms'],
        ['ours', '1.5'],
      ]),
    ).toBe('        ms\nours   1.5');
  });
});

describe('the limit of a machine', () => {
  test('it is the largest of arithmetic, memory and launches', () => {
    const limits = { flopsPerSecond: 1e9, bytesPerSecond: 1e9, secondsPerLaunch: 1e-4 };
    expect(limitOf({ flops: 2e6, bytes: 1e6 }, 1, limits)).toMatchObject({ milliseconds: 2, by: 'arithmetic' });
    expect(limitOf({ flops: 2e6, bytes: 3e6 }, 1, limits)).toMatchObject({ milliseconds: 3, by: 'memory' });
    expect(limitOf({ flops: 2e6, bytes: 3e6 }, 100, limits)).toMatchObject({ milliseconds: 10, by: 'launches' });
  });

  test('the micro-kernels assemble, and measure numbers of this world', async () => {
    const { flopsPerSecond, bytesPerSecond, secondsPerLaunch } = await wasmLimits();
    expect(flopsPerSecond).toBeGreaterThan(1e8);
    expect(flopsPerSecond).toBeLessThan(1e12);
    expect(bytesPerSecond).toBeGreaterThan(1e8);
    expect(secondsPerLaunch).toBeLessThan(1e-5);
  });
});

test('a flag needs no value, and takes none', () => {
  const options = { quick: { kind: 'flag', help: 'short' } } as const;
  expect(readOptions(['--quick'], '', options)).toEqual({ quick: true });
  expect(readOptions([], '', options)).toEqual({ quick: false });
  expect(() => readOptions(['--quick=yes'], '', options)).toThrow(UsageError);
});

test('the stand-in for the seam, with which TensorFlow.js runs alone, gives all that models import from it', () => {
  const source = readFileSync('cli/bench/eagerCompile.ts', 'utf8');
  const given = [...source.matchAll(/export (?:const (\w+)|\{([^}]+)\})/g)].flatMap(([, one, list]) =>
    one ? [one] : list!.split(',').map((name) => name.trim()),
  );
  const families = ['gan', 'diffusion', 'vae', 'flow', 'nn', 'experiments'].flatMap((folder) =>
    readdirSync(`src/lib/${folder}`).map((file) => readFileSync(`src/lib/${folder}/${file}`, 'utf8')),
  );
  const imported = families.flatMap((text) =>
    [...text.matchAll(/import \{([^}]+)\} from '\.\.\/engine\/compile\.ts'/g)].flatMap(([, list]) =>
      list!
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type ')),
    ),
  );
  expect(imported).toContain('normals');
  expect([...new Set(imported)].filter((name) => !given.includes(name))).toEqual([]);
});
