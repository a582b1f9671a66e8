import { curveMixture } from './curve.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/**
 * One and a half turns of an Archimedean spiral, radius = angle, from 3 pi / 2 to 9 pi / 2: the plane of scikit-learn's
 * make_swiss_roll with noise 0.5. Uniform in the angle, so the inner turn is denser.
 */
export function swissRoll(): Dataset {
  const roll = (u: number): [number, number] => {
    const angle = 1.5 * Math.PI * (1 + 2 * u);
    return [angle * Math.cos(angle), angle * Math.sin(angle)];
  };
  return mixtureDataset('swissRoll', 'Swiss roll', curveMixture([roll], 288, 0.5), { separateModes: false });
}
