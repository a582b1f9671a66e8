/** The header of a saved run: everything but the arrays, and where each array lies. */
import type { RngState } from '../../random.ts';
import type { SessionSnapshot } from '../types.ts';
import type { Checkpoint } from './format.ts';

/** An array in the payload. The name of a model's is "gan/D.0", that of a curve "/loss/gan.d". */
export interface Part {
  name: string;
  shape: [number];
  /** Bytes from the start of the payload. */
  offset: number;
  length: number;
}

export interface Header {
  experiment: string;
  config: SessionSnapshot['config'];
  backend: string;
  step: number;
  seconds: number;
  sampleCount: number;
  savedAt: number;
  models: Record<string, { numbers: Record<string, number>; rng: RngState }>;
  streams: Record<string, RngState>;
  /** Name, shape and offset of each array, in the order of the payload. */
  manifest: [name: string, shape: [number], offset: number][];
}

export function encodeHeader({ snapshot, savedAt, curves }: Checkpoint): { json: string; arrays: Float32Array[] } {
  const named = [
    ...Object.entries(snapshot.models).flatMap(([model, { tensors }]) =>
      Object.entries(tensors).map(([name, array]) => [`${model}/${name}`, array] as const),
    ),
    ...Object.entries(curves).map(([name, array]) => [`/${name}`, array] as const),
  ];
  let offset = 0;
  const manifest = named.map(([name, array]): Header['manifest'][number] => {
    const entry: Header['manifest'][number] = [name, [array.length], offset];
    offset += array.byteLength;
    return entry;
  });
  const { experiment, config, backend, step, seconds, sampleCount, streams } = snapshot;
  const models = Object.fromEntries(
    Object.entries(snapshot.models).map(([name, { numbers, rng }]) => [name, { numbers, rng }]),
  );
  const header: Header = {
    experiment,
    config,
    backend,
    step,
    seconds,
    sampleCount,
    savedAt,
    models,
    streams,
    manifest,
  };
  return { json: JSON.stringify(header), arrays: named.map(([, array]) => array) };
}
