import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encode,
  faultsOf,
  figuresOf,
  take,
  textsFor,
  wanted,
  type Knob,
} from '../../src/components/demos/sharing/link.ts';
import { hasRaceSettings } from '../../src/lib/linkText.ts';
import { parseQuery } from '../../src/lib/experiments/query.ts';

const centre: Knob = {
  name: 'cp',
  title: 'Centre of p',
  kind: 'number',
  value: '-1',
  initial: '-1',
  min: -6,
  max: 6,
  step: 0.05,
};
const seed: Knob = {
  name: 'seed',
  title: 'Seed',
  kind: 'number',
  value: '1',
  initial: '1',
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
  step: 1,
};
const shape: Knob = {
  name: 'shape',
  title: 'Shapes',
  kind: 'choice',
  value: 'bells',
  initial: 'bells',
  options: ['bells', 'peaks', 'boxes'],
};
const grid: Knob = { name: 'grid', title: 'Grid', kind: 'switch', value: '0', initial: '0' };
const drawn: Knob = { name: 'drawn', title: 'drawn', kind: 'text', value: '', initial: '' };
const knobs = [centre, seed, shape, grid, drawn];
const set = (values: Record<string, string>) =>
  knobs.map((knob) => ({ ...knob, value: values[knob.name] ?? knob.value }));

describe('a link to a figure', () => {
  it('holds what differs from the record, and nothing else', () => {
    expect(encode('two-densities', knobs)).toBe('');
    expect(encode('two-densities', set({ cp: '-1.5', seed: '3' }))).toBe('?two-densities.cp=-1.5&two-densities.seed=3');
    expect(encode('two-densities', set({ cp: '-1.00' }))).toBe('');
  });
  it('leaves out a number that is being typed', () => {
    expect(encode('f', set({ seed: '' }))).toBe('');
  });
  it('gives the state again that it was made of', () => {
    const states = fc.record({
      cp: fc.integer({ min: -120, max: 120 }).map((n) => String(Number((n * 0.05).toFixed(10)))),
      seed: fc.nat().map(String),
      shape: fc.constantFrom(...shape.options!),
      grid: fc.constantFrom('0', '1'),
      drawn: fc.string({ maxLength: 100 }).map((text) => text.trim()),
    });
    fc.assert(
      fc.property(states, (state) => {
        const link = encode('figure-2', set(state));
        const texts = textsFor(link, 'figure-2');
        expect(faultsOf(link, 'figure-2', knobs)).toEqual([]);
        for (const knob of knobs) expect(wanted(knob, texts)).toBe(state[knob.name as keyof typeof state]);
      }),
    );
  });
  it('speaks to one figure of a page and not to its neighbours', () => {
    const link = '?a.seed=4&a-b.seed=5&data=ring';
    expect([...textsFor(link, 'a')]).toEqual([['seed', '4']]);
    expect([...textsFor(link, 'a-b')]).toEqual([['seed', '5']]);
    expect(textsFor(link, 'b').size).toBe(0);
    expect(figuresOf(link)).toEqual(['a', 'a-b']);
  });
  it('is not the race’s, nor the race’s a figure’s', () => {
    expect(hasRaceSettings('?a.seed=4')).toBe(false);
    expect(hasRaceSettings('?a.seed=4&seed=1')).toBe(true);
    expect(parseQuery('?a.seed=4&seed=7')).toEqual({ config: { seed: 7 }, backend: 'auto', messages: [] });
    expect(figuresOf('?data=ring&seed=7')).toEqual([]);
  });
});

describe('a link that nobody copied', () => {
  it.each([
    ['f.cp=9', 'Centre of p, 9, is outside -6 to 6; using 6.', 'cp', '6'],
    ['f.cp=1.03', 'Centre of p goes in steps of 0.05; using 1.05.', 'cp', '1.05'],
    ['f.cp=NaN', 'Centre of p: “NaN” is not a number; left as it was.', 'cp', '-1'],
    ['f.cp=', 'Centre of p: “” is not a number; left as it was.', 'cp', '-1'],
    ['f.cp=0x1', 'Centre of p: “0x1” is not a number; left as it was.', 'cp', '-1'],
    ['f.seed=1.5', 'Seed goes in steps of 1; using 2.', 'seed', '2'],
    ['f.seed=-1', `Seed, -1, is outside 0 to 9,007,199,254,740,991; using 0.`, 'seed', '0'],
    ['f.shape=stars', 'Shapes: “stars” is not one of bells, peaks and boxes; left as it was.', 'shape', 'bells'],
    ['f.grid=yes', 'Grid: “yes” is neither 1 (on) nor 0 (off); left as it was.', 'grid', '0'],
    ['f.colour=red', 'This figure has no setting “colour”; it was ignored.', 'cp', '-1'],
    ['f.cp=1&f.cp=2', '“f.cp” is given twice; the first is used.', 'cp', '1'],
    [`f.drawn=${'x'.repeat(201)}`, 'drawn: more than 200 characters; left as it was.', 'drawn', ''],
    [`f.drawn=${'x'.repeat(5000)}`, /too long to be a setup/, 'drawn', ''],
  ])('%s is answered with a sentence', (link, sentence, name, value) => {
    const messages = faultsOf(link, 'f', knobs);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toEqual(sentence instanceof RegExp ? expect.stringMatching(sentence) : sentence);
    const knob = knobs.find((one) => one.name === name)!;
    expect(wanted(knob, textsFor(link, 'f'))).toBe(value);
  });
  it('uses the rest', () => {
    const link = '?f.cp=2&f.shape=stars&f.nobody=1&f.seed=12';
    expect(faultsOf(link, 'f', knobs)).toHaveLength(2);
    const texts = textsFor(link, 'f');
    expect(knobs.map((knob) => wanted(knob, texts))).toEqual(['2', '12', 'bells', '0', '']);
  });
  it('never leaves a control outside of what it offers, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double().map(String)), (text) => {
        for (const knob of knobs) {
          const { value, message } = take(knob, text);
          if (value === null) expect(message).toMatch(/\.$/);
          else if (knob.kind === 'number') {
            expect(Number(value)).toBeGreaterThanOrEqual(knob.min!);
            expect(Number(value)).toBeLessThanOrEqual(knob.max!);
          } else if (knob.kind === 'choice') expect(knob.options).toContain(value);
        }
        expect(faultsOf(`?f.cp=${text}&${text}`, 'f', knobs).length).toBeLessThanOrEqual(6);
      }),
    );
  });
  it('says the first few things and the number of the others', () => {
    const link = Array.from({ length: 40 }, (_, i) => `f.x${i}=1`).join('&');
    const messages = faultsOf(link, 'f', knobs);
    expect(messages).toHaveLength(6);
    expect(messages.at(-1)).toBe('And 35 more settings were not understood.');
  });
});

describe('limits that move', () => {
  it('are those of the moment: a t beyond T is taken once T is longer', () => {
    const t: Knob = { name: 't', title: 't', kind: 'number', value: '100', initial: '100', min: 0, max: 200, step: 1 };
    const texts = textsFor('?f.t=600&f.T=1000', 'f');
    expect(wanted(t, texts)).toBe('200');
    expect(wanted({ ...t, max: 1000 }, texts)).toBe('600');
  });
  it('steps end where the last whole step fits', () => {
    const odd: Knob = { ...centre, min: 0, max: 1, step: 0.3 };
    expect(take(odd, '1').value).toBe('0.9');
  });
});
