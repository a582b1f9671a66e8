/** What each plot shows of the figure's present state, to the eye, to a screen reader, and as columns of numbers. */
import type { LossSeries } from '../race/history.ts';
import { paintChart } from '../optimalDiscriminator/pictures.ts';
import type { Paint, Panel } from '../panels.ts';
import { binMeans, boundTerms, logBins, sum } from './bars.ts';
import type { ExactSide } from './exactSide.ts';
import { boundLabel, lossLabel } from './labels.ts';
import { lossChart, paintBars, paintForward, paintReverse } from './pictures.ts';
import type { OfferedSampler, Place } from './reverse.ts';

export interface View {
  side: ExactSide;
  /** The time that is shown; between whole t's while the points travel. */
  t: number;
  led: 'exact' | 'net';
  places: readonly Place[];
  sampler: OfferedSampler;
  /** The net's loss at each t, null where no net is trained for this setup. */
  netLoss: Float32Array | null;
  losses: LossSeries;
  step: number;
  steps: number;
  meanFloor: number;
}

export type PlotName = 'forward' | 'reverse' | 'loss' | 'bound' | 'training';

export function plots(view: () => View): Record<PlotName, Panel> {
  const bars =
    (which: 'loss' | 'bound'): Paint =>
    (pen, width, height, theme) => {
      const { side, netLoss, t } = view();
      const { schedule, setup } = side.cloud;
      if (!side.floor) return '';
      const bins = logBins(setup.T);
      const per = (values: ArrayLike<number>) =>
        binMeans(which === 'loss' ? values : boundTerms(schedule, values), bins);
      const look = which === 'loss' ? { yLabel: lossLabel, top: 1.12 } : { yLabel: boundLabel };
      return paintBars(pen, width, height, theme, {
        T: setup.T,
        bins,
        floor: per(side.floor),
        net: netLoss && per(netLoss),
        t: Math.round(t),
        ...look,
      });
    };
  return {
    forward: {
      paint: (pen, width, height, theme) => paintForward(pen, width, height, theme, view().side.cloud, view().t),
      heading: () => 'Forward: noise is added',
      describe: () => `The data at t = ${Math.round(view().t)} of the forward process.`,
    },
    reverse: {
      paint: (pen, width, height, theme) =>
        paintReverse(pen, width, height, theme, view().side.cloud, view().places, view().t, view().sampler),
      heading: () => `Reverse, led by ${view().led === 'net' ? 'the trained net' : 'the exact ε*'}`,
      describe: () => {
        const { t, led } = view();
        const leader = led === 'net' ? 'the trained net' : 'the exact denoiser';
        return `Points on their way back from noise, at t = ${Math.round(t)}, led by ${leader}.`;
      },
    },
    loss: {
      paint: bars('loss'),
      describe: () => {
        const parts = view().netLoss
          ? 'Grey: the floor; blue: what the net has above it.'
          : 'The floor, which is what the exact denoiser has.';
        return `The noise loss at each t on a logarithmic axis. ${parts}`;
      },
    },
    bound: {
      paint: bars('bound'),
      describe: () => {
        const { bound } = view().side;
        const total = bound ? `: ${sum(bound).toFixed(2)} nats in all with the exact denoiser` : '';
        return `The terms of the bound at each t${total}.`;
      },
    },
    training: {
      paint: (pen, width, height, theme) => {
        const { losses, meanFloor, steps } = view();
        const curve = { steps: losses.steps, values: losses.values, smooth: losses.smooth() };
        return paintChart(pen, width, height, lossChart(theme, curve, meanFloor, steps));
      },
      describe: () =>
        `The noise loss over ${view().step} training steps, and its floor ${view().meanFloor.toFixed(3)}.`,
    },
  };
}

export function title({ side, t, step }: View): string {
  const { data, T, schedule, seed } = side.cloud.setup;
  return `Forward and reverse process on ${data}, T = ${T}, ${schedule}, t = ${Math.round(t)}, step ${step}, seed ${seed}`;
}

export function columns({ side, netLoss, losses }: View): Record<string, ArrayLike<number>> {
  const { schedule } = side.cloud;
  return {
    t: schedule.alphasCumprod.map((_, i) => i + 1),
    alphaBar: schedule.alphasCumprod,
    'loss floor': side.floor ?? [],
    'loss of the net': netLoss ?? [],
    'bound term of the exact denoiser': side.bound ?? [],
    'bound term of the net': netLoss ? boundTerms(schedule, netLoss) : [],
    'training step': losses.steps,
    'training loss': losses.values,
  };
}
