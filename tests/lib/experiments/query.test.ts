import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ganLossNames,
  offeredT,
  penaltyNames,
  offeredSchedules,
  type Config,
} from '../../../src/lib/experiments/config.ts';
import { defaultConfig } from '../../../src/lib/experiments/config.ts';
import { numberRules, parseQuery, raceData, toQuery } from '../../../src/lib/experiments/query.ts';
import { discreteSamplerNames } from '../../../src/lib/model.ts';

describe('parseQuery', () => {
  it('reads a setup', () => {
    expect(parseQuery('?data=moons&seed=7&backend=wasm&learningRate=2e-3')).toEqual({
      config: { data: 'moons', seed: 7, learningRate: 0.002 },
      backend: 'wasm',
      messages: [],
    });
  });
  it('takes an empty query for no setup', () => {
    expect(parseQuery('')).toEqual({ config: {}, backend: 'auto', messages: [] });
  });
  it.each([
    ['data=rung', /“rung” is not one of ring, .* and digits; using the default/],
    ['data=line', /“line” is not one of/],
    ['data=table', /made with data of somebody’s own, and a link does not contain data/],
    ['data=__proto__', /“__proto__” is not one of/],
    ['__proto__=1', /unknown setting, and it was ignored: “__proto__”/],
    ['constructor=1', /unknown setting, and it was ignored: “constructor”/],
    ['lerning_rate=1', /unknown setting.*“lerning_rate”/],
    ['seed=Infinity', /“Infinity” is not a number/],
    ['seed=', /“” is not a number/],
    ['seed=0x10', /“0x10” is not a number/],
    ['seed=1e400', /“1e400” is not a number/],
    ['seed=NaN', /“NaN” is not a number/],
    ['seed=-3', /is outside 0 to .*; using 0/],
    ['seed=1.5', /whole number; using 2/],
    ['learningRateG=5', /5, is outside 0.000001 to 1; using 1/],
    ['T=150', /T = 150 is not offered .*; using 100/],
    ['backend=cuda', /“cuda” is not one of auto, webgpu, wasm and cpu; using the fastest/],
    ['seed=1&seed=2', /“seed” is given twice; the first is used/],
    ['T=50&samplerSteps=100', /100 sampler steps are more than T = 50; using 50/],
    ['%E0%A4%A', /unknown setting/],
  ])('answers %s with a sentence', (query, sentence) => {
    const { messages } = parseQuery(query);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(sentence);
  });
  it('refuses a link of a book’s length', () => {
    const { config, messages } = parseQuery(`?seed=1&x=${'y'.repeat(12_470)}`);
    expect(config).toEqual({});
    expect(messages).toEqual(['This link is too long to be a setup (12,480 characters, limit 4,096). Ignored.']);
  });
  it('does not drown the reader in sentences', () => {
    const { messages } = parseQuery(Array.from({ length: 40 }, (_, i) => `x${i}=1`).join('&'));
    expect(messages).toHaveLength(6);
    expect(messages.at(-1)).toBe('And 35 more settings were not understood.');
  });

  const allowed = (config: Partial<Config>) => {
    for (const [key, rule] of Object.entries(numberRules)) {
      const value = config[key as keyof typeof numberRules];
      if (value === undefined) continue;
      expect(Number.isFinite(value) && value >= rule.min && value <= rule.max).toBe(true);
      if (rule.integer) expect(Number.isInteger(value)).toBe(true);
    }
    if (config.data !== undefined) expect(raceData).toContain(config.data);
    if (config.loss !== undefined) expect(ganLossNames).toContain(config.loss);
    if (config.T !== undefined) expect(offeredT).toContain(config.T);
  };
  it('never throws, never leaves the limits, and never touches a prototype, whatever the link', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const keys = fc.oneof(
      fc.constantFrom(...Object.keys(defaultConfig), 'backend', '__proto__', 'toString'),
      fc.string(),
    );
    const values = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.integer().map(String),
      fc.constantFrom('ring', '1e9', ''),
    );
    const query = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.tuple(keys, values)).map((pairs) => `?${new URLSearchParams(pairs)}`),
    );
    fc.assert(
      fc.property(query, (search) => {
        const { config, backend, messages } = parseQuery(search);
        allowed(config);
        expect(['auto', 'webgpu', 'wasm', 'cpu']).toContain(backend);
        expect(messages.length).toBeLessThanOrEqual(6);
        expect(Object.getPrototypeOf(config)).toBe(Object.prototype);
      }),
      { numRuns: 2000 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  });
});

describe('toQuery', () => {
  const within = ({ min, max, integer }: { min: number; max: number; integer: boolean }) =>
    integer ? fc.integer({ min, max: Math.min(max, 2 ** 31) }) : fc.double({ min, max, noNaN: true });
  const numbers = Object.fromEntries(
    Object.entries(numberRules).map(([key, rule]) => [key, within(rule)]),
  ) as unknown as Record<keyof typeof numberRules, fc.Arbitrary<number>>;
  const configs = fc.record({
    ...numbers,
    data: fc.constantFrom(...raceData),
    loss: fc.constantFrom(...ganLossNames),
    penalty: fc.constantFrom(...penaltyNames),
    T: fc.constantFrom(...offeredT),
    schedule: fc.constantFrom(...offeredSchedules),
    sampler: fc.constantFrom(...discreteSamplerNames),
    samplerSteps: fc.integer({ min: 1, max: 50 }),
  });
  it('gives a link that parseQuery reads back without a word', () => {
    fc.assert(
      fc.property(configs, (part) => {
        const config: Config = { ...defaultConfig, ...part };
        const back = parseQuery(toQuery(config, defaultConfig, 'cpu'));
        expect(back.messages).toEqual([]);
        expect(back.backend).toBe('cpu');
        expect({ ...defaultConfig, ...back.config }).toEqual(config);
      }),
    );
  });
  it('names the data set and the seed, and otherwise only what differs', () => {
    expect(toQuery({ ...defaultConfig, T: 500 }, defaultConfig)).toBe('?data=ring&T=500&seed=1');
  });
});
