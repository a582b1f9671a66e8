/** Where the engines are timed: each place is a device, its contestants, and what its device can be held against. */
import { cases, type BenchCase } from './cases.ts';
import type { BrowserHost } from './browserHost.ts';
import { compareEngines, type CaseResult, type Contestant } from './compareEngines.ts';
import { engineTitles, type Device, type EngineName } from './engine.ts';
import type { Limits } from './limits.ts';
import { hostInNode, type Hosted } from './nodeHost.ts';

export const placeNames = ['node-wasm', 'node-null', 'chromium-wasm', 'chromium-webgpu'] as const;
export type PlaceName = (typeof placeNames)[number];

export interface PlaceResult {
  place: PlaceName;
  title: string;
  device: Device;
  adapter: string | null;
  limits: Limits | null;
  cases: CaseResult[];
}

export interface Effort {
  repetitions: number;
  blockMilliseconds: number;
}

interface Entry {
  name: EngineName;
  title: string;
  threads?: boolean;
}

const titled = (...names: EngineName[]): Entry[] => names.map((name) => ({ name, title: engineTitles[name] }));
const threaded: Entry = { name: 'jax', title: `${engineTitles.jax}, with threads`, threads: true };

/** The first of each list is what the others' losses are compared with. */
const entries: Record<PlaceName, Entry[]> = {
  'node-wasm': titled('eager', 'patched', 'ours', 'jax'),
  'node-null': titled('eager', 'ours', 'jax'),
  'chromium-wasm': [...titled('eager', 'patched', 'ours', 'jax'), threaded],
  'chromium-webgpu': titled('eager', 'ours', 'jax'),
};

/** A GPU imitated by the processor takes seconds for a step of the large nets. */
const smallCases: readonly string[] = ['gan-32', 'ddpm-32', 'gan-lab'];

const deviceOf = (place: PlaceName): Device => (place.endsWith('wasm') ? 'wasm' : 'webgpu');

export async function measurePlace(
  place: PlaceName,
  browser: BrowserHost | null,
  effort: Effort,
  note: (text: string) => void,
): Promise<PlaceResult> {
  const device = deviceOf(place);
  const inNode = place.startsWith('node');
  const isNull = place === 'node-null';
  const hosted: Hosted[] = [];
  const contestants: Contestant[] = [];
  try {
    for (const { name, title, threads } of entries[place]) {
      const host = inNode ? await hostInNode(name, isNull ? 'null' : 'none') : await browser!.host(name, threads);
      hosted.push(host);
      await host.engine.start(device);
      contestants.push({ name, title, engine: host.engine });
    }
    const limits = isNull ? null : await contestants[0]!.engine.limits(device);
    const adapter = device === 'wasm' ? null : isNull ? 'Dawn’s null device' : browser!.adapter;
    const imitated = place === 'chromium-webgpu' && /swiftshader|llvmpipe|software/i.test(adapter ?? '');
    const chosen: readonly BenchCase[] = imitated ? cases.filter(({ name }) => smallCases.includes(name)) : cases;
    const repetitions = imitated ? Math.min(5, effort.repetitions) : effort.repetitions;
    const results: CaseResult[] = [];
    for (const c of chosen) {
      note(`${place}: ${c.title}`);
      results.push(await compareEngines(c, contestants, { ...effort, repetitions, device, limits, computes: !isNull }));
    }
    const title = inNode
      ? `Node ${process.version}, ${isNull ? 'WebGPU on Dawn’s null device: the host’s share of a step' : 'wasm'}`
      : `${browser!.version}, ${device === 'wasm' ? 'wasm' : `WebGPU on ${adapter}`}`;
    return { place, title, device, adapter, limits, cases: results };
  } finally {
    for (const { close } of hosted) await close();
  }
}
