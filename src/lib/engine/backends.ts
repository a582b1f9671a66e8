export const backendNames = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** What runs, why, and what the others would have taken. */
export interface BackendReport {
  name: BackendName;
  /** The adapter's own words on WebGPU, null elsewhere. */
  adapter: string | null;
  /** One sentence for the reader. */
  reason: string;
  /** Milliseconds of one training step on each backend that was timed. */
  milliseconds: Partial<Record<BackendName, number>>;
  /** Why a backend was not tried or failed. */
  refused: Partial<Record<BackendName, string>>;
}
