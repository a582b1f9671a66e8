/** Time to quality in the page: from the press on Train until the samples are as good as they must be. */
import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/chromium.ts';
import { serve } from '../../scripts/serve.ts';
import { chromiumArguments } from './browserHost.ts';

interface Goal {
  data: 'ring' | 'grid25';
  modes: number;
  hq: number;
  /** On wasm, two cores. */
  seconds: number;
}

export const goals: readonly Goal[] = [
  { data: 'ring', modes: 8, hq: 0.9, seconds: 30 },
  { data: 'grid25', modes: 25, hq: 0.9, seconds: 180 },
];

export interface QualityResult extends Goal {
  backend: string;
  seed: number;
  /** Seconds from the press; null if the run ended, or its time was up, before the goal was reached. */
  reached: number | null;
  step: number;
  last: { modes: number; hq: number };
  /** Every reading of the diffusion model's metrics that the page showed. */
  readings: { seconds: number; step: number; modes: number; hq: number }[];
}

export interface QualityOptions {
  folder: string;
  backend: 'wasm' | 'webgpu' | 'auto';
  seeds: readonly number[];
  note: (text: string) => void;
}

/** Runs in the page: presses Train and notes what the figure says of its diffusion model, until `limit` seconds. */
async function watch({ modes, hq, limit }: { modes: number; hq: number; limit: number }) {
  const figure = document.querySelector<HTMLElement>('[data-demo="race"]')!;
  const half = figure.querySelector<HTMLElement>('[data-model="ddpm"]')!;
  const button = [...figure.querySelectorAll('button')].find((b) => b.textContent?.trim() === 'Train')!;
  const readings: { seconds: number; step: number; modes: number; hq: number }[] = [];
  const start = performance.now();
  button.click();
  let reached: number | null = null;
  while ((performance.now() - start) / 1000 < limit) {
    await new Promise((later) => setTimeout(later, 50));
    const { state } = figure.dataset;
    const now = { modes: Number(half.dataset.modes), hq: Number(half.dataset.hq), step: Number(half.dataset.step) };
    const seconds = (performance.now() - start) / 1000;
    const before = readings.at(-1);
    if (now.step > 0 && Number.isFinite(now.hq) && (before?.hq !== now.hq || before.modes !== now.modes)) {
      readings.push({ seconds: Number(seconds.toFixed(2)), ...now });
      if (now.modes >= modes && now.hq >= hq) {
        reached = Number(seconds.toFixed(2));
        break;
      }
    }
    if (state === 'done' || state === 'failed' || state === 'error') limit = Math.min(limit, seconds + 3); // a last reading
  }
  return { reached, readings, step: Number(figure.dataset.step), backend: figure.dataset.backend ?? '' };
}

/** @returns one result for each goal and seed */
export async function measureQuality({ folder, backend, seeds, note }: QualityOptions): Promise<QualityResult[]> {
  const { url, close } = await serve(folder, '/', 0);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const results: QualityResult[] = [];
  try {
    for (const goal of goals) {
      for (const seed of seeds) {
        note(`quality: ${goal.data} on ${backend}, seed ${seed}`);
        const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
        await page.goto(`${url}race/?data=${goal.data}&backend=${backend}&seed=${seed}`);
        await page.locator('[data-demo="race"]').getByRole('button', { name: 'Train', exact: true }).waitFor();
        const { modes, hq, seconds } = goal;
        const seen = await page.evaluate(watch, { modes, hq, limit: 4 * seconds });
        const last = seen.readings.at(-1) ?? { modes: 0, hq: 0 };
        results.push({ ...goal, seed, ...seen, last: { modes: last.modes, hq: last.hq } });
        await page.close();
      }
    }
  } finally {
    await browser.close();
    await close();
  }
  return results;
}
