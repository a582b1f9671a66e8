/** Build time only: the picture before the first press, drawn by the same weights in float64. */
import { greyPng } from '../../../lib/book/png.ts';
import { cssTheme } from '../../../lib/plot/theme.ts';
import { all, classifier, draw, flat, G, real } from '../../figures/trainedStyles.ts';
import { stills } from '../still.ts';
import { grid, latentsOf, noiseEffect, noiseOf, ranges, readingOf, shown, start, table, tableRows, withCorner, type Reading } from './lab.ts'; // prettier-ignore
import { narrate, tableTitle } from './narrate.ts';
import { paintPlane } from './pictures.ts';

function png(x: ArrayLike<number>, columns: number): string {
  const [black, white] = G().range;
  const side = Math.sqrt(G().dim);
  const count = x.length / side ** 2;
  const [width, height] = [columns, count / columns].map((n) => n * (side + 1) - 1) as [number, number];
  const pixels = new Uint8Array(width * height).fill(255); // dark on light, and light between the images
  for (let p = 0; p < x.length; p++) {
    const [image, row, column] = [Math.floor(p / side ** 2), Math.floor((p % side ** 2) / side), p % side];
    const at = (Math.floor(image / columns) * (side + 1) + row) * width + (image % columns) * (side + 1) + column;
    pixels[at] = Math.round(255 * Math.min(1, Math.max(0, (white - x[p]!) / (white - black))));
  }
  return `data:image/png;base64,${Buffer.from(greyPng(pixels, width, height)).toString('base64')}`;
}

/** The curve of the start's latents and noise: every other place of the slider. */
function recordedCurve(): Reading[] {
  const g = G();
  const noise = g.noise(noiseOf(start));
  const ws = latentsOf(start.seed).map((number) => g.map(g.latent(number)));
  const { min, max, step } = ranges.psi;
  const count = Math.round((max - min) / (2 * step));
  return Array.from({ length: count + 1 }, (_, i) => {
    const psi = Number((min + 2 * step * i).toFixed(2));
    const x = flat(ws.map((w) => g.synthesise(all(g.truncate(w, psi)), noise)));
    const { probabilities } = classifier().read(x, { black: g.range[0], white: g.range[1] });
    return readingOf(psi, x, g.dim, probabilities, real().distance);
  });
}

export function stillLife() {
  const g = G();
  const recorded = recordedCurve();
  const reading = recorded.find(({ psi }) => psi === start.psi)!;
  const rows = latentsOf(start.seed).slice(0, shown);
  const images = flat(rows.map((number) => draw(number, start.psi, noiseOf(start))));
  const silent = flat(rows.map((number) => draw(number, start.psi, null)));
  const cells = tableRows(start.seed).flatMap((cell) => {
    if (!cell) return [];
    const [coarse, fine] = [cell.coarse, cell.fine].map((n) => g.map(g.latent(n))) as [Float64Array, Float64Array];
    const styles = all(coarse).map((w, layer) => (layer < start.crossover ? w : fine));
    return [g.synthesise(styles, g.noise(noiseOf(start)))];
  });
  return {
    recorded,
    reading,
    real: real(),
    range: g.range,
    sheet: png(images, grid.columns),
    table: png(withCorner(flat(cells), g.dim, g.range[0]), table.fine + 1),
    plane: stills('style')(
      'plane',
      400,
      330,
      'Confidence over diversity along the recorded sweep.',
      (pen, width, height) =>
        paintPlane(pen, width, height, cssTheme, { recorded, trail: [], now: reading, real: real() }),
    ),
    effect: noiseEffect(images, silent, g.range[1] - g.range[0]),
    sentence: narrate({ from: 'recorded', settings: start, reading, whole: reading, real: real() }),
    title: tableTitle(start.crossover),
  };
}
