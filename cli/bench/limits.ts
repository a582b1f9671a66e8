/** The three constants of a device's limit, measured by micro-kernels: arithmetic, memory, and the cost of one launch. */
import type { Work } from './cases.ts';
import type { Device } from './engine.ts';
import { wasmLimits } from './wasmLimits.ts';
import { webgpuLimits } from './webgpuLimits.ts';

export interface Limits {
  /** Floating-point operations a second of a loop of independent multiply-adds in registers. */
  flopsPerSecond: number;
  /** Bytes a second, read and written, of copying. */
  bytesPerSecond: number;
  /** Seconds from one launch of a kernel that does nothing to the next. */
  secondsPerLaunch: number;
}

export const measureLimits = (device: Device): Promise<Limits> | Limits =>
  device === 'wasm' ? wasmLimits() : webgpuLimits();

/** The least time that a step could take here, milliseconds, and which of the three it is. */
export function limitOf({ flops, bytes }: Work, launches: number, limits: Limits) {
  const bounds = {
    arithmetic: (1000 * flops) / limits.flopsPerSecond,
    memory: (1000 * bytes) / limits.bytesPerSecond,
    launches: 1000 * launches * limits.secondsPerLaunch,
  };
  const milliseconds = Math.max(...Object.values(bounds));
  const by = (Object.keys(bounds) as (keyof typeof bounds)[]).find((name) => bounds[name] === milliseconds)!;
  return { milliseconds, by, bounds };
}

/** The shortest of a few runs, seconds: what the machine can do, not what others leave of it. */
export async function shortest(runs: number, f: () => Promise<void> | void): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await f();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}
