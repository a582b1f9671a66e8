/** What a reader can take away: a link to the setup, the picture, the numbers. */
import { isOwnName } from '../../../lib/data/index.ts';
import { experiments, resolveConfig } from '../../../lib/experiments/index.ts';
import { toQuery } from '../../../lib/experiments/query.ts';
import { SvgPen } from '../../../lib/plot/pen.ts';
import { csv, download, pngOf, svgDocument } from '../../../lib/plot/save.ts';
import { readTheme } from '../../../lib/plot/theme.ts';
import type { RaceDriver } from './driver.ts';
import type { PlotName } from './picture.ts';
import { note } from './readouts.ts';
import { readBackend } from './settings.ts';

export function bindActions(driver: RaceDriver): void {
  const { figure } = driver;
  const actions: Record<string, () => Promise<void> | void> = {
    share: () => share(driver),
    'save-svg': () => download(fileName(driver, 'svg'), new Blob([pictureOf(driver).svg], { type: 'image/svg+xml' })),
    'save-png': async () => {
      const { svg, width, height } = pictureOf(driver);
      download(fileName(driver, 'png'), await pngOf(svg, width, height));
    },
    'save-csv': () => download(fileName(driver, 'csv'), new Blob([table(driver)], { type: 'text/csv' })),
  };
  for (const [name, action] of Object.entries(actions)) {
    const run = async () => {
      try {
        await action();
      } catch (error) {
        note(figure, 'messages', error instanceof Error ? error.message : String(error));
      }
    };
    figure.piece(name)?.addEventListener('click', () => void run(), { signal: figure.signal });
  }
}

const fileName = ({ config, step }: RaceDriver, ending: string) =>
  `race-${config.data}-seed${config.seed}-step${step}.${ending}`;

async function share(driver: RaceDriver): Promise<void> {
  const { figure, wanted } = driver;
  const link = new URL(
    toQuery(wanted, resolveConfig(experiments[wanted.data as 'ring']), readBackend(figure)),
    location.href.split(/[?#]/)[0],
  );
  const without = isOwnName(wanted.data) ? ' It does not contain your data: whoever opens it brings their own.' : '';
  const copied = await navigator.clipboard.writeText(link.href).then(
    () => ' is in the clipboard',
    () => '',
  );
  note(figure, 'messages', `A link to this setup${copied}: ${link.href}${without}`);
}

const gap = 24;
const half = 440;
const chart = 170;

/** The whole race as one SVG: both halves, their losses, the metrics, and a line that says what it shows. */
function pictureOf(driver: RaceDriver): { svg: string; width: number; height: number } {
  const { picture, config, figure, step } = driver;
  const theme = readTheme(figure);
  const width = 2 * half + 3 * gap;
  const third = (width - 4 * gap) / 3;
  const top = 48;
  const boxes: [PlotName, number, number, number, number][] = [
    ['gan', gap, top, half, half],
    ['ddpm', half + 2 * gap, top, half, half],
    ['loss-gan', gap, top + half + gap, half, chart],
    ['loss-ddpm', half + 2 * gap, top + half + gap, half, chart],
    ...([0, 1, 2] as const).map((i): [PlotName, number, number, number, number] => [
      `metric-${i}`,
      gap + i * (third + gap),
      top + half + chart + 2 * gap,
      third,
      chart,
    ]),
  ];
  const parts = boxes.map(([name, x, y, w, h]) => {
    const pen = new SvgPen(name);
    const above = picture.paint(name, pen, w, h, theme);
    const border = name === 'gan' || name === 'ddpm' ? `<rect class="border" width="${w}" height="${h}"/>` : '';
    return `<g transform="translate(${x} ${y})">${pen.toString()}${border}${above}</g>`;
  });
  const height = top + half + 2 * chart + 4 * gap;
  const title = `GAN and diffusion on ${config.data}, step ${step} of ${config.steps}, seed ${config.seed}, ${figure.dataset.backend || 'not run'}`;
  const names = [
    `<text class="title" x="${gap}" y="34">GAN</text>`,
    `<text class="title" x="${half + 2 * gap}" y="34">Diffusion</text>`,
    `<text class="tick" x="${gap}" y="${height - 12}">${title}</text>`,
  ];
  return { svg: svgDocument(width, height, names.join('') + parts.join(''), theme), width, height };
}

/** Metrics of both models by step. */
function table(driver: RaceDriver): string {
  const readings = driver.race?.history.readings ?? {};
  const steps = [...new Set(Object.values(readings).flatMap((list) => list.map(({ step }) => step)))].sort(
    (a, b) => a - b,
  );
  const columns: Record<string, (number | null)[]> = { step: steps };
  for (const [model, list] of Object.entries(readings)) {
    const at = new Map(list.map((reading) => [reading.step, reading]));
    const names = [
      ...new Set(list.flatMap(({ values }) => Object.keys(values))),
    ] as (keyof (typeof list)[number]['values'])[];
    columns[`${model}.seconds`] = steps.map((step) => at.get(step)?.seconds ?? null);
    for (const name of names) columns[`${model}.${name}`] = steps.map((step) => at.get(step)?.values[name] ?? null);
  }
  return csv(columns);
}
