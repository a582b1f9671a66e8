/** GAN Lab's design, one training step for each animation frame, against steps that do not wait for frames. */
import type { BrowserHost } from './browserHost.ts';
import { findCase } from './cases.ts';

export interface FrameResult {
  case: string;
  title: string;
  /** Steps a second of TensorFlow.js, eager, one step a frame. */
  perFrame: number;
  /** Steps a second of the same, not waiting for frames. */
  eager: number;
  /** Steps a second of this book's engine. */
  ours: number;
}

const rounded = (x: number) => Number(x.toPrecision(3));

export async function measureFrames(browser: BrowserHost, milliseconds: number): Promise<FrameResult> {
  const c = findCase('gan-lab');
  const [eager, ours] = [await browser.host('eager'), await browser.host('ours')];
  try {
    for (const { engine } of [eager, ours]) {
      await engine.start('wasm');
      await engine.open(c.name);
      await engine.time(20);
    }
    const rate = async (steps: number, host: typeof eager) => {
      const rates: number[] = [];
      for (let i = 0; i < 5; i++) rates.push((1000 * steps) / (await host.engine.time(steps)).total);
      return rounded(Math.max(...rates));
    };
    const perFrame = rounded(await eager.engine.perFrame(milliseconds));
    return { case: c.name, title: c.title, perFrame, eager: await rate(50, eager), ours: await rate(200, ours) };
  } finally {
    await eager.close();
    await ours.close();
  }
}
