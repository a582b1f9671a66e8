import { describe, expect, test } from 'vitest';
import { rk4, rk45, type Field } from '../../../src/lib/theory/ode.ts';

const turn: Field = (_, [x, y]) => [-y!, x!];
const growth: Field = (t, [y]) => [2 * t * y!]; // y = exp(t^2)

describe('the method of order four', () => {
  test('follows a circle, forwards and back, with the error of its order', () => {
    const error = (steps: number) => {
      const [x, y] = rk4(turn, [1, 0], 0, 3, steps);
      return Math.hypot(x! - Math.cos(3), y! - Math.sin(3));
    };
    expect(Math.abs(Math.log2(error(40) / error(80)) - 4)).toBeLessThan(0.1);
    const back = rk4(turn, rk4(turn, [1, 0], 0, 3, 200), 3, 0, 200);
    expect(back[0]).toBeCloseTo(1, 9);
    expect(back[1]).toBeCloseTo(0, 9);
  });

  test('reads the time where it belongs', () => {
    expect(rk4(growth, [1], 0, 1, 100)[0]).toBeCloseTo(Math.E, 8);
  });
});

describe('the adaptive method', () => {
  test('reaches the tolerance asked for, in both directions', () => {
    for (const relative of [1e-6, 1e-9, 1e-12]) {
      const options = { relative, absolute: relative };
      expect(Math.abs(rk45(growth, [1], 0, 2, options).y[0]! / Math.exp(4) - 1)).toBeLessThan(20 * relative);
      expect(Math.abs(rk45(growth, [Math.exp(4)], 2, 0, options).y[0]! - 1)).toBeLessThan(20 * relative);
    }
  });

  test('converges with order five', () => {
    const work = (relative: number) => rk45(turn, [1, 0], 0, 10, { relative, absolute: relative }).evaluations;
    // error ~ steps^-5, so 10^5 times less error takes ten times the steps
    const ratio = work(1e-11) / work(1e-6);
    expect(ratio).toBeGreaterThan(7);
    expect(ratio).toBeLessThan(13);
  });

  test('leaves y alone over no time, and counts its calls', () => {
    expect(rk45(turn, [1, 2], 3, 3)).toEqual({ y: Float64Array.of(1, 2), evaluations: 1 });
    let calls = 0;
    const counted: Field = (t, y) => {
      calls++;
      return turn(t, y);
    };
    expect(rk45(counted, [1, 0], 0, 1).evaluations).toBe(calls);
  });

  test('never asks beyond the end', () => {
    let latest = 0;
    rk45(
      (t, y) => {
        latest = Math.max(latest, t);
        return [y[0]!];
      },
      [1],
      0,
      1,
    );
    expect(latest).toBe(1);
  });

  test('says where it got stuck on a field that blows up', () => {
    expect(() => rk45((_, [y]) => [y! * y!], [1], 0, 2, { maxSteps: 500 })).toThrow('was not solved up to t = 2');
    expect(() => rk45(() => [NaN], [1], 0, 2)).toThrow('was not solved');
  });
});
