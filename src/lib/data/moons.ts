import { curveMixture } from './curve.ts';
import { mixtureDataset, type Dataset } from './dataset.ts';

/** Components along each arc. */
const each = 48;

/** Two interleaved half circles of radius 1 (scikit-learn's make_moons with noise 0.08), uniform along the arcs. */
export function moons(): Dataset {
  const upper = (u: number): [number, number] => [Math.cos(Math.PI * u), Math.sin(Math.PI * u)];
  const lower = (u: number): [number, number] => [1 - Math.cos(Math.PI * u), 0.5 - Math.sin(Math.PI * u)];
  return mixtureDataset('moons', 'Two moons', curveMixture([upper, lower], each, 0.08), {
    separateModes: false,
    classes: ['upper', 'lower'],
    classOf: (component) => Math.floor(component / each),
  });
}
