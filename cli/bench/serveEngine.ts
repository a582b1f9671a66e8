/** An engine as its process or worker offers it: with what is measured around it. */
import type { Engine, EngineName, Served } from './engine.ts';
import { measureLimits } from './limits.ts';
import type { Platform } from './tensorflowEngine.ts';

async function load(name: EngineName, platform: Platform): Promise<Engine> {
  if (name === 'jax') return (await import('./jaxEngine.ts')).jaxEngine();
  return (await import('./tensorflowEngine.ts')).tensorflowEngine(name, platform);
}

/** @param processorTime milliseconds that this process has computed so far, where that can be known */
export async function serveEngine(
  name: EngineName,
  platform: Platform,
  processorTime: (() => number) | null = null,
): Promise<Served> {
  const engine = await load(name, platform);
  return {
    start: (device) => engine.start(device),
    open: (caseName) => engine.open(caseName),
    losses: (steps) => engine.losses(steps),
    count: () => engine.count(),
    limits: async (device) => measureLimits(device),
    async time(steps) {
      const before = processorTime?.();
      const time = await engine.time(steps);
      return before === undefined ? time : { ...time, processor: processorTime!() - before };
    },
    /** One step for each animation frame, as GAN Lab trains. */
    async perFrame(milliseconds) {
      let steps = 0;
      const start = performance.now();
      while (performance.now() - start < milliseconds) {
        await new Promise((frame) => requestAnimationFrame(frame));
        await engine.time(1);
        steps += 1;
      }
      return (1000 * steps) / (performance.now() - start);
    },
  };
}
