import { curveMixture } from './curve.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/** Two spiral arms of one and a half turns each, opposite one another; uniform in area swept, so nearly so in arc length. */
export function spiral(): Dataset {
  const arm =
    (sign: number) =>
    (u: number): [number, number] => {
      const radius = Math.sqrt(0.02 + 0.98 * u);
      const angle = 3 * Math.PI * radius;
      return [sign * radius * Math.cos(angle), sign * radius * Math.sin(angle)];
    };
  return mixtureDataset('spiral', 'Two-armed spiral', curveMixture([arm(1), arm(-1)], 180, 0.03), {
    separateModes: false,
  });
}
