import { describe, expect, it, test } from 'vitest';
import {
  gapOf,
  LinearCritic,
  NetworkCritic,
  steepest,
  type Critic,
  type Game,
} from '../../src/components/demos/criticLab/critic.ts';
import { Lab, start, straightGap, type Setup } from '../../src/components/demos/criticLab/lab.ts';
import { describe as describeLab, narrate, short, wish } from '../../src/components/demos/criticLab/narrate.ts';
import {
  gapChart,
  paintGap,
  paintLine,
  paintSweep,
  sweepChart,
  thetaAt,
  widthFor,
} from '../../src/components/demos/criticLab/pictures.ts';
import { stillLife } from '../../src/components/demos/criticLab/recorded.ts';
import { SvgPen } from '../../src/lib/plot/pen.ts';
import { fallbackTheme } from '../../src/lib/plot/theme.ts';
import { createRng } from '../../src/lib/random.ts';
import { outputLossNames } from '../../src/lib/theory/outputLosses.ts';
import { regulariserNames } from '../../src/lib/theory/pointCritic.ts';
import { bestSlope, reportedGap } from '../../src/lib/theory/wganCritic1d.ts';

const with_ = (part: Partial<Setup>): Setup => ({ ...start, ...part });
const trained = (part: Partial<Setup>, steps = 20_000): Lab => {
  const lab = new Lab(with_(part));
  lab.advance(steps);
  return lab;
};

describe('the gradient of the critics', () => {
  const critics: [string, () => Critic][] = [
    ['linear', () => new LinearCritic()],
    ['network', () => new NetworkCritic(createRng(4))],
  ];
  const games = outputLossNames.flatMap((loss) => regulariserNames.map((regulariser) => [loss, regulariser] as const));

  test.each(critics)('of the %s one is that of finite differences, for every loss and regulariser', (_, make) => {
    for (const [loss, regulariser] of games) {
      const game: Game = { loss, regulariser, theta: 1.3, strength: 0.7 };
      const critic = make();
      const gradient = critic.gradient(game);
      const h = 1e-6;
      for (let i = 0; i < critic.weights.length; i++) {
        const kept = critic.weights[i]!;
        const at = (v: number) => {
          critic.weights[i] = v;
          return critic.objective(game);
        };
        const difference = (at(kept + h) - at(kept - h)) / (2 * h);
        critic.weights[i] = kept;
        expect(Math.abs(gradient[i]! - difference), `${loss}, ${regulariser}, weight ${i}`).toBeLessThan(1e-6);
      }
    }
  });

  it('has the slope that its outputs have', () => {
    const critic = new NetworkCritic(createRng(4));
    for (const regulariser of ['none', 'spectral'] as const) {
      critic.objective({ loss: 'hinge', regulariser, theta: 1, strength: 1 });
      for (const x of [-0.9, 0.03, 0.4])
        expect(critic.slope(x)).toBeCloseTo((critic.T(x + 1e-6) - critic.T(x - 1e-6)) / 2e-6, 6);
    }
  });
});

describe('training', () => {
  it('takes a straight critic to the slope and the gap of the closed form', () => {
    for (const loss of outputLossNames)
      for (const regulariser of ['gradientPenalty', 'oneSided', 'r1', 'clip', 'spectral'] as const) {
        const lab = trained({ loss, regulariser, theta: 1.5, strength: 0.6 });
        expect(Math.abs(lab.gap - lab.expected), `${loss}, ${regulariser}`).toBeLessThan(6e-3);
      }
  });

  it('takes a network with a gradient penalty to the gap of the straight critic, as the proposition says', () => {
    for (const [theta, strength] of [
      [2, 1],
      [1, 0.1],
      [1, 10],
    ] as const)
      // prettier-ignore
      for (const regulariser of ['gradientPenalty', 'oneSided'] as const) {
        const lab = trained({ critic: 'network', regulariser, theta, strength });
        expect(lab.end).toBe('settled');
        expect(Math.abs(lab.gap / reportedGap(theta, strength) - 1)).toBeLessThan(2e-3);
        expect(Math.abs(lab.read().steepest - bestSlope(theta, strength))).toBeLessThan(0.05);
      }
  });

  it('never gives a gap over its steepest slope that exceeds the distance', () => {
    for (const regulariser of regulariserNames) {
      const lab = trained({ critic: 'network', regulariser, theta: 1.5 }, 1500);
      expect(lab.read().honest).toBeLessThanOrEqual(1.5 + 1e-9);
    }
  });

  it('holds a spectrally normalised network to slope 1, and takes it to W1', () => {
    const lab = trained({ critic: 'network', regulariser: 'spectral', theta: 3 });
    expect(lab.read().steepest).toBeLessThanOrEqual(1 + 1e-9);
    expect(lab.gap).toBeCloseTo(3, 1);
  });

  it('lets clipped weights make a network far steeper than their bound', () => {
    const lab = trained({ critic: 'network', regulariser: 'clip', theta: 2, strength: 1 });
    expect(lab.gap).toBeCloseTo(2 * 16, 6); // 16 c^2 theta
  });

  it('runs off without a regulariser, and stops where there is nothing to see', () => {
    expect(trained({ regulariser: 'none' }).end).toBe('away');
    expect(trained({ regulariser: 'none', loss: 'leastSquares' }).gap).toBeCloseTo(2, 3);
    expect(straightGap(with_({ regulariser: 'none', loss: 'minimax' }))).toBe(Infinity);
  });

  it('goes on with the same critic where the distance or the strength is changed', () => {
    const lab = trained({});
    expect(lab.end).toBe('settled');
    lab.retune({ theta: 1 });
    expect(lab.end).toBeNull();
    expect(lab.gap).toBeCloseTo(bestSlope(2, 1), 3); // the old slope over the new distance
    lab.advance(5000);
    expect(lab.gap).toBeCloseTo(reportedGap(1, 1), 3);
  });

  it('is the same for the same seed, and another for another', () => {
    const gap = (seed: number) => trained({ critic: 'network', seed }, 20).gap;
    expect(gap(3)).toBe(gap(3));
    expect(gap(3)).not.toBe(gap(4));
  });
});

describe('what is said', () => {
  it('says how much the gap exceeds the distance', () => {
    expect(narrate(trained({}))).toBe(
      'The penalty charges for the slope, and the gap pays: it comes to 4.00 where W₁ is 2.00, 100 % too much. After 401 steps it stands at 4.00.',
    );
    const large = with_({ theta: 1, strength: 10 });
    expect(wish(large, straightGap(large))).toContain('5.0 % too much');
  });

  it('finds a sentence for every choice', () => {
    for (const loss of outputLossNames)
      for (const regulariser of regulariserNames)
        for (const critic of ['linear', 'network'] as const) {
          const setup = with_({ loss, regulariser, critic });
          expect(wish(setup, straightGap(setup))).toMatch(/^[A-Z].*\.$/);
          expect(wish(setup, straightGap(setup))).not.toMatch(/NaN|undefined|Infinity/);
        }
  });

  it('writes small, large and endless numbers', () => {
    expect([0, 0.0312, -1.244, 31.24, 312.4, 6123.4, Infinity].map(short)).toEqual([
      '0.00',
      '0.031',
      '−1.24',
      '31.2',
      '312',
      '6,123',
      '∞',
    ]);
  });

  it('describes what cannot be seen', () => {
    expect(describeLab(trained({ regulariser: 'none' }, 10))).toContain('straight critic: no end');
  });
});

describe('the pictures', () => {
  it('are drawn for every choice without a number that is none', () => {
    for (const loss of outputLossNames)
      for (const regulariser of regulariserNames) {
        const lab = trained({ loss, regulariser, critic: 'network' }, 40);
        for (const paint of [paintLine, paintGap, paintSweep]) {
          const pen = new SvgPen('t');
          const above = paint(pen, 400, 300, fallbackTheme, lab);
          expect(pen.toString() + above).not.toMatch(/NaN|undefined|Infinity/);
        }
      }
  });

  it('show the closed form where the gap comes to rest, and none where it has no end', () => {
    const dashed = (lab: Lab) => gapChart(lab, fallbackTheme).series.filter(({ name }) => name === 'theory');
    expect(dashed(trained({}))[0]!.y[0]).toBeCloseTo(4, 9);
    expect(dashed(trained({ regulariser: 'none' }))).toEqual([]);
  });

  it('keep the point of the present inside the sweep', () => {
    const lab = trained({ strength: 0.1, theta: 3.5 });
    expect(lab.gap).toBeLessThanOrEqual(sweepChart(lab, fallbackTheme).y[1]);
  });

  it('read a distance off the place of the pointer, on either side', () => {
    expect(thetaAt(400, 38)).toBeCloseTo(4.8, 6);
    expect(thetaAt(400, (38 + 388) / 2)).toBeCloseTo(0, 6);
    expect(thetaAt(400, 388)).toBeCloseTo(4.8, 6);
  });

  it('widen in steps', () => {
    expect([10, 301, 5000, 100_000].map(widthFor)).toEqual([300, 1000, 10_000, 60_000]);
  });

  it('are there before the first press', () => {
    const still = stillLife();
    expect(gapOf(still.lab.critic, 2)).toBeCloseTo(4, 3);
    expect(steepest(still.lab.critic, 2)).toBeCloseTo(2, 3);
    for (const svg of [still.line, still.gap, still.sweep]) expect(svg).toContain('role="img"');
  });
});
