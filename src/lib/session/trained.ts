/** Models that the book ships trained: their weights, fetched when they are wanted, checked, and put into a new model. */
import { missingOwn } from '../data/any.ts';
import { isOwnName, type Dataset } from '../data/index.ts';
import { readAsset } from '../data/readAsset.ts';
import { findArm } from '../experiments/arms.ts';
import { liveKeys, type Config } from '../experiments/config.ts';
import type { ExperimentName } from '../experiments/index.ts';
import type { Snapshot } from '../model.ts';
import { fingerprint } from './checkpoint/format.ts';
import { parseConfig } from './checkpoint/parseConfig.ts';
import { decodeWeights, weightsVersion, type WeightsManifest } from './checkpoint/weights.ts';

export interface Trained {
  /** What the model is called in its session. */
  model: string;
  config: Config;
  /** Steps that it was trained for. */
  steps: number;
  /** Images of the same shape and range as the data, where the data is the reader's own and may be missing; else null. */
  shape: Dataset | null;
  /** @param rng the state of the stream that training would go on with */
  snapshot(rng: Snapshot['rng']): Snapshot;
}

/** Settings of a trained model that may be others than in training: they need no other weights. */
const changeable: readonly string[] = [...liveKeys, 'batchSize'];

/**
 * @param assets as for `loadDataset`: the weights lie in its `checkpoints/`
 * @throws RangeError for an arm or a setting that there is not, Error in a sentence for files that are missing or damaged
 */
export async function loadTrained(
  experiment: ExperimentName,
  arm: string,
  assets: string,
  changes: Partial<Config> = {},
): Promise<Trained> {
  const { model } = findArm(experiment, arm);
  const name = `${experiment}-${arm}`;
  const fetched = async (ending: string) => {
    try {
      return await readAsset(assets, `checkpoints/${name}.${ending}`);
    } catch (cause) {
      throw new Error(
        `The weights of the trained model ${name} could not be loaded (${name}.${ending}). Check the connection and try again.`,
        { cause },
      );
    }
  };
  const [text, bytes] = await Promise.all([fetched('json'), fetched('bin')]);
  const damaged = (what: string): never => {
    throw new Error(
      `The weights of the trained model ${name} are damaged: ${what}. Reload the page to fetch them again.`,
    );
  };
  const manifest = parse(text, damaged);
  if (manifest.version !== weightsVersion) {
    throw new Error(
      `The weights of the trained model ${name} have version ${String(manifest.version)}, and this page reads version ${weightsVersion}. Reload the page to update.`,
    );
  }
  if (manifest.experiment !== experiment || manifest.arm !== arm || manifest.model !== model) {
    damaged(`they say that they are of ${manifest.experiment}-${manifest.arm}`);
  }
  const config = parseConfig(manifest.config, damaged);
  const tensors = decodeOrFail(manifest, bytes, damaged);
  // Without TLS a browser hashes nothing: lengths and numbers are all that is checked then.
  if (globalThis.crypto?.subtle && (await fingerprint(bytes)) !== manifest.sha256) damaged('their checksum differs');
  const other = Object.keys(changes).find(
    (key) => !changeable.includes(key) && changes[key as keyof Config] !== config[key as keyof Config],
  );
  if (other !== undefined) {
    throw new RangeError(
      `The trained model ${name} has the ${other} that it was trained with, ${String(config[other as keyof Config])}: leave it out, or train a new model.`,
    );
  }
  return {
    model,
    config: { ...config, ...changes },
    steps: manifest.numbers.steps!,
    shape: isOwnName(config.data) ? shapeOf(config.data, manifest, damaged) : null,
    snapshot: (rng) => ({ tensors, numbers: manifest.numbers, rng }),
  };
}

type Damaged = (what: string) => never;

function parse(text: Uint8Array, damaged: Damaged): WeightsManifest {
  try {
    const manifest = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)) as WeightsManifest;
    const { arrays, numbers } = manifest;
    const whole = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
    if (!arrays.every(({ name, size }) => typeof name === 'string' && whole(size))) throw new TypeError();
    if (!Object.values(numbers).every(Number.isFinite) || !whole(numbers.steps)) throw new TypeError();
    return manifest;
  } catch {
    return damaged('their list cannot be read');
  }
}

function decodeOrFail(manifest: WeightsManifest, bytes: Uint8Array, damaged: Damaged): Snapshot['tensors'] {
  const expected = 2 * manifest.arrays.reduce((sum, { size, stored }) => sum + (stored ? size : 0), 0);
  if (bytes.length !== expected) damaged(`${bytes.length} bytes arrived of ${expected}`);
  const { tensors } = decodeWeights(manifest, bytes, { key: [0, 0], counter: 0, spare: null });
  const bad = Object.entries(tensors).find(([, values]) => !values.every(Number.isFinite));
  if (bad) damaged(`${bad[0]} has numbers that are not finite`);
  return tensors;
}

/** What a model needs to know of data that are not at hand. Drawing from them says what is missing. */
function shapeOf(name: Parameters<typeof missingOwn>[0], { images }: WeightsManifest, damaged: Damaged): Dataset {
  if (!images) return damaged('they do not say what their images are like');
  return {
    name,
    title: name,
    kind: 'images',
    dim: images.width * images.height,
    sample() {
      throw missingOwn(name);
    },
    mixture: null,
    logDensity: null,
    mean: [],
    scale: 1,
    modes: null,
    extent: 1,
    images: { ...images, pixels: new Float32Array(), labels: new Uint8Array() },
  };
}
