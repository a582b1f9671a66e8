/** A picture of a result as SVG text: samples over data beside the losses, for points; a sheet of samples for images. */
import { extent, line as lineShape, scaleLinear } from 'd3';
import type { Dataset } from '../src/lib/data/index.ts';

export interface Picture {
  title: string;
  dataset: Dataset;
  /** Standardised coordinates, [n, dim] flat. */
  data: Float32Array;
  samples: Float32Array;
  /** Curves over steps, with the line each is measured against. */
  curves: {
    name: string;
    steps: ArrayLike<number>;
    values: ArrayLike<number>;
    reference?: { value: number; meaning: string } | undefined;
  }[];
}

const ink = '#22252b';
const size = 420;
const margin = 46;
const shown = 2000;

const colours: Record<string, string> = { gan: '#c8401c', ddpm: '#0b62a8' };
const colourOf = (name: string) => colours[name.split('.')[0]!] ?? ink;
const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

function scatter({ dataset, data, samples }: Picture, colour: string): string {
  const range = scaleLinear([-dataset.extent, dataset.extent], [0, size]);
  const dots = (points: Float32Array, fill: string, r: number) => {
    const { dim } = dataset;
    let path = '';
    for (let i = 0; i < Math.min(points.length / dim, shown); i++) {
      const x = range(points[dim * i]!);
      const y = dim === 1 ? size / 2 : size - range(points[dim * i + 1]!);
      if (x >= 0 && x <= size && y >= 0 && y <= size) path += `M${x.toFixed(1)},${y.toFixed(1)}h0`;
    }
    return `<path d="${path}" stroke="${fill}" stroke-width="${2 * r}" stroke-linecap="round" fill="none" opacity="0.6"/>`;
  };
  return `<rect width="${size}" height="${size}" fill="none" stroke="#c9ccd2"/>${dots(data, '#9aa0aa', 1.1)}${dots(samples, colour, 1.1)}`;
}

function sheet({ dataset, samples }: Picture): string {
  const { width, height, black, white } = dataset.images!;
  const across = 12;
  const cell = size / across;
  const pixel = (cell - 3) / width;
  let out = '';
  for (let k = 0; k < Math.min(across * across, samples.length / dataset.dim); k++) {
    for (let i = 0; i < width * height; i++) {
      const v = (samples[k * dataset.dim + i]! - black) / (white - black);
      const grey = Math.round(255 * (1 - Math.min(1, Math.max(0, v))));
      if (grey > 250) continue;
      const x = (k % across) * cell + (i % width) * pixel;
      const y = Math.floor(k / across) * cell + Math.floor(i / width) * pixel;
      out += `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${pixel.toFixed(2)}" height="${pixel.toFixed(2)}" fill="rgb(${grey},${grey},${grey})"/>`;
    }
  }
  return `<rect width="${size}" height="${size}" fill="#fff" stroke="#c9ccd2"/>${out}`;
}

/** Means over at most 200 stretches: a loss is noise around a trend. */
function smooth(steps: ArrayLike<number>, values: ArrayLike<number>): [number, number][] {
  const stretch = Math.max(1, Math.ceil(values.length / 200));
  const points: [number, number][] = [];
  for (let i = 0; i + stretch <= values.length; i += stretch) {
    let sum = 0;
    for (let k = i; k < i + stretch; k++) sum += values[k]!;
    points.push([steps[i + (stretch >> 1)]!, sum / stretch]);
  }
  return points;
}

function chart({ curves }: Picture): string {
  const smoothed = curves.map((curve) => ({ ...curve, points: smooth(curve.steps, curve.values) }));
  const all = smoothed.flatMap(({ points, reference }) => [
    ...points.map(([, y]) => y),
    ...(reference ? [reference.value] : []),
  ]);
  const steps = smoothed.flatMap(({ points }) => points.map(([x]) => x));
  if (all.length === 0) return '';
  const x = scaleLinear([0, Math.max(1, ...steps)], [0, size]);
  const y = scaleLinear(extent(all) as [number, number], [size, 0]).nice();
  const draw = lineShape<[number, number]>(
    (p) => x(p[0]),
    (p) => y(p[1]),
  );
  const ticks = y
    .ticks(5)
    .map(
      (v) =>
        `<text x="-8" y="${y(v) + 4}" text-anchor="end">${v}</text><path d="M0,${y(v)}h${size}" stroke="#eceef1"/>`,
    );
  const xTicks = x.ticks(5).map((v) => `<text x="${x(v)}" y="${size + 18}" text-anchor="middle">${v}</text>`);
  const lines = smoothed.map(({ name, points, reference }, i) => {
    const colour = colourOf(name);
    const dash = i % 2 ? ' stroke-dasharray="5 3"' : '';
    const goal = reference
      ? `<path d="M0,${y(reference.value)}h${size}" stroke="${ink}" stroke-dasharray="2 4"><title>${escape(reference.meaning)}</title></path>`
      : '';
    return `${goal}<path d="${draw(points)}" fill="none" stroke="${colour}" stroke-width="1.6"${dash}/><text x="${size - 4}" y="${16 + 16 * i}" text-anchor="end" fill="${colour}">${escape(name)}</text>`;
  });
  return `${ticks.join('')}${xTicks.join('')}${lines.join('')}<text x="${size / 2}" y="${size + 36}" text-anchor="middle">step</text>`;
}

export function renderPicture(picture: Picture): string {
  const width = 2 * size + 3 * margin + 20;
  const height = size + 2 * margin + 24;
  const family = picture.curves[0]?.name ?? '';
  const left = picture.dataset.images ? sheet(picture) : scatter(picture, colourOf(family));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="${ink}">
<title>${escape(picture.title)}</title><rect width="${width}" height="${height}" fill="#fff"/>
<text x="${margin}" y="28" font-size="16">${escape(picture.title)}</text>
<g transform="translate(${margin},${margin})">${left}</g>
<g transform="translate(${size + 2 * margin + 20},${margin})">${chart(picture)}</g>
</svg>
`;
}
