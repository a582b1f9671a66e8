import astro from 'eslint-plugin-astro';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What must not be imported, and why; the reason is the message. Types may: they are gone before the code runs. */
const forbid = {
  tensorflow: [
    '^@tensorflow/(?!.*\\.wasm)', // the address of a wasm file is no code
    'TensorFlow.js is loaded in src/lib/tf.ts and its backends in src/lib/engine, so that it can be replaced there.',
  ],
  tensors: [
    '(^@tensorflow/|/tf\\.ts$|/(nn|gan|vae|flow|engine|session)/)',
    'Data, theory and metrics are typed arrays in float64: they are the yardstick that tensors are measured with.',
  ],
  families: [
    '\\.\\./(gan|vae|diffusion|flow|experiments|session|plot)/',
    'The model families do not know each other: what needs two of them is composed in experiments/.',
  ],
  models: [
    '\\.\\./(gan|vae|diffusion|flow|experiments|session|data|metrics|theory)/',
    'Layers are below the models: they know tensors and random numbers only.',
  ],
  worker: [
    '(^@tensorflow/|/tf\\.ts$|session/(worker|session)\\.ts$|^\\./(worker|session)\\.ts$|/(nn|gan|vae|flow|engine)/)',
    'The page never loads TensorFlow.js: what computes with tensors lives behind the worker, and session/client.ts talks to it.',
  ],
  site: [
    '(^node:|^typescript$|^astro|/(components|pages|layouts|content|book)/)',
    'The library runs in a worker, in Node and at build time alike: it knows neither files nor the site.',
  ],
};
const folder = (files, ...names) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: names.map((name) => ({ regex: forbid[name][0], message: forbid[name][1], allowTypeImports: true })) },
    ],
  },
});

export default defineConfig(
  { ignores: ['dist/', 'out/', '.astro/', 'node_modules/', 'public/', 'test-results/', 'playwright-report/'] },
  ...tseslint.configs.recommended,
  ...astro.configs['flat/recommended'],
  {
    rules: {
      // Array elements and DOM parts that a line above has just made sure of; the compiler's index check stays on.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Randomness comes from an Rng (src/lib/random.ts), so that a seed names a run.',
        },
      ],
    },
  },
  {
    // Promises that nobody waits for hide errors; only a type-aware rule can see them.
    files: ['src/**/*.ts', 'scripts/**/*.ts', 'cli/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[property.name=/^(dataSync|arraySync|bufferSync)$/]',
          message:
            'A synchronous read-back stalls the GPU, and WebGPU reads it through a canvas: use data() with a deadline.',
        },
      ],
    },
  },
  // On WebAssembly tensors live in host memory: a synchronous read stalls nothing.
  { files: ['src/lib/engine/wasm/**'], rules: { 'no-restricted-syntax': 'off' } },
  // A later block replaces an earlier one for the same file, so each folder names all that it must not import.
  folder(['src/lib/*.ts', 'src/lib/{claims,experiments,session}/**'], 'tensorflow', 'site'),
  folder(['src/lib/{gan,vae,diffusion,flow}/**'], 'tensorflow', 'families', 'site'),
  folder(['src/lib/nn/**'], 'tensorflow', 'models', 'site'),
  folder(['src/lib/{data,theory,metrics}/**'], 'tensors', 'site'),
  folder(['src/lib/plot/**', 'src/lib/session/client.ts'], 'worker', 'site'),
  folder(['src/components/**', 'src/pages/**', 'src/layouts/**'], 'worker'),
  { files: ['src/lib/tf.ts'], rules: { 'no-restricted-imports': 'off' } },
  // An ambient module declaration has no other way to name a type.
  { files: ['**/*.d.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
);
