import { readdirSync } from 'node:fs';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const eslint = new ESLint({
  // The rules under test need no types, and types would take half a minute.
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parserOptions: { projectService: false, project: null } },
      rules: {
        '@typescript-eslint/no-floating-promises': 'off',
        '@typescript-eslint/no-misused-promises': 'off',
        '@typescript-eslint/await-thenable': 'off',
      },
    },
  ],
});

/** Messages for one line of code in a file of that folder. */
async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: file });
  return result!.messages.filter(({ ruleId }) => ruleId?.includes('restricted')).map(({ message }) => message);
}

test.each([
  ['src/lib/gan/new.ts', "import { q } from '../diffusion/forward.ts';", /model families do not know each other/],
  ['src/lib/diffusion/new.ts', "import { G } from '../gan/gan.ts';", /model families do not know each other/],
  ['src/lib/diffusion/new.ts', "import * as tf from '@tensorflow/tfjs-core';", /loaded in src\/lib\/tf\.ts/],
  ['src/lib/experiments/new.ts', "import * as tf from '@tensorflow/tfjs-core';", /loaded in src\/lib\/tf\.ts/],
  ['src/lib/nn/new.ts', "import { ring } from '../data/ring.ts';", /Layers are below the models/],
  ['src/lib/theory/new.ts', "import * as tf from '../tf.ts';", /typed arrays in float64/],
  ['src/lib/metrics/new.ts', "import { readFileSync } from 'node:fs';", /neither files nor the site/],
  ['src/lib/plot/new.ts', "import { createGan } from '../gan/gan.ts';", /page never loads TensorFlow/],
  ['src/lib/session/client.ts', "import './worker.ts';", /page never loads TensorFlow/],
  ['src/components/demos/new.ts', "import * as tf from '../../lib/tf.ts';", /page never loads TensorFlow/],
  ['src/lib/engine/new.ts', 'export const a = () => Math.random();', /Randomness comes from an Rng/],
  ['src/lib/session/new.ts', 'export const a = (t) => t.dataSync();', /synchronous read-back/],
])('%s may not say: %s', async (file, code, reason) => {
  expect((await complaints(file, `${code}\n`)).join()).toMatch(reason);
});

test.each([
  ['src/lib/gan/new.ts', "import * as tf from '../tf.ts';"],
  ['src/lib/gan/new.ts', "import { dense } from '../nn/dense.ts';"],
  ['src/lib/experiments/new.ts', "import { createGan } from '../gan/gan.ts';"],
  ['src/lib/session/worker.ts', "import url from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';"],
  ['src/components/demos/new.ts', "import type { Session } from '../../lib/session/types.ts';"],
  ['src/components/demos/new.ts', "import { connect } from '../../lib/session/client.ts';"],
])('%s may say: %s', async (file, code) => {
  expect(await complaints(file, `${code}\n`)).toEqual([]);
});

test('every folder of the library has an import rule, or is named here with its reason', async () => {
  const free = ['book', 'engine']; // runs at build time only; owns the backends
  const folders = readdirSync('src/lib', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) {
    const config = (await eslint.calculateConfigForFile(`src/lib/${name}/new.ts`)) as {
      rules: Record<string, unknown>;
    };
    expect([name, 'no-restricted-imports' in config.rules || free.includes(name)]).toEqual([name, true]);
  }
});
