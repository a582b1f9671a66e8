import { expect, test } from 'vitest';
import { inventory } from '../../src/lib/book/inventory.ts';

const demos = new Set(['Race']);
const faultsOf = (text: string) =>
  inventory('one.mdx', text, demos).faults.map(({ line, message }) => `${line}: ${message}`);
const numbersIn = (text: string) =>
  faultsOf(text).map((fault) => /^\d+: "([^"]*)" looks like a result/.exec(fault)?.[1]);

test('what a chapter holds is counted', () => {
  const { faults, ...counts } = inventory(
    'one.mdx',
    `Three words here <Cite key="ho2020,song2021" /> and <Value of={1 / 3} />.

$$
a=b \\label{eq:a}
$$

$$
c=d
$$

<Theorem id="thm:a" title="A" source="ho2020">
<Assumptions>

None.

</Assumptions>

Yes.

</Theorem>

<Figure id="fig:a" caption="A" alt="a">
<Race />
</Figure>

<Figure id="fig:b" caption="B" alt="b">
<Picture />
</Figure>

<Exercise id="ex:a" answer={2} tolerance={0.1}>

How much?

<Solution>

Two.

</Solution>
</Exercise>

<Claim id="V1" />

<Source file="a.ts" name="a" />
`,
    demos,
  );
  expect(faults).toEqual([]);
  expect(counts).toMatchObject({ theorems: 1, equations: 2, labelled: 1, figures: 2, demos: 1, exercises: 1 });
  expect(counts).toMatchObject({ claims: 1, values: 1, listings: 1, sources: 2 });
});

test('a theorem without assumptions, or without source and proof, is told; a definition needs neither', () => {
  const theorem = (kind: string, inside: string) =>
    `<Theorem id="x:a" kind="${kind}" title="A">\n${inside}\n\nYes.\n\n</Theorem>`;
  const assumptions = '<Assumptions>\n\nNone.\n\n</Assumptions>';
  const proof = '<Proof>\n\nClear.\n\n</Proof>';
  expect(faultsOf(theorem('Definition', ''))).toEqual([]);
  expect(faultsOf(theorem('Lemma', `${assumptions}\n\n${proof}`))).toEqual([]);
  expect(faultsOf(theorem('Lemma', proof))[0]).toMatch('does not say what it assumes');
  expect(faultsOf(theorem('Lemma', assumptions))[0]).toMatch('neither a source nor a proof');
});

test('an exercise that nothing checks, or without a solution, is told', () => {
  const faults = faultsOf('<Exercise id="ex:a">\n\nHow much?\n\n</Exercise>');
  expect(faults).toHaveLength(2);
  expect(faults[0]).toMatch('no answer that the page can check');
  expect(faults[1]).toMatch('no <Solution>');
});

test('a typed result is found, in words and in formulas', () => {
  expect(numbersIn('The loss falls to 0.104.')).toEqual(['0.104']);
  expect(numbersIn('It covers 25 of 25 modes.')).toEqual(['25 of 25']);
  expect(numbersIn('Its variance is $0.25$ then.')).toEqual(['0.25']);
  expect(numbersIn('That is 31 % faster.')).toEqual(['31 %']);
  expect(numbersIn('So $x\\approx0.6935$.')).toEqual(['\\approx0.6935']);
  expect(numbersIn('| loss | 0.25 |\n| --- | --- |\n| error | 0.125 |')).toEqual(['0.25', '0.125']);
});

test('what was computed, cited or chosen is left alone, and so are the givens of an exercise', () => {
  expect(numbersIn('The loss falls to <Value of={0.104} />.')).toEqual([]);
  expect(numbersIn('<Cite key="ho2020" /> report a loss of 0.104.')).toEqual([]);
  expect(numbersIn('A loss of <Given>1.000</Given> is that of zero.')).toEqual([]);
  expect(numbersIn('Take $\\beta=0.02$ and 1000 steps. See section 2.')).toEqual([]);
  expect(numbersIn('Take a mean of 0.5.')).toEqual([]); // not beside a result
  expect(
    numbersIn(
      '<Exercise id="ex:a" answer={1}>\n\nThe error is 0.25. Why?\n\n<Solution>\n\nSo.\n\n</Solution>\n</Exercise>',
    ),
  ).toEqual([]);
  expect(
    numbersIn(
      '<Exercise id="ex:a" answer={1}>\n\nWhy?\n\n<Solution>\n\nThe error is 0.125.\n\n</Solution>\n</Exercise>',
    ),
  ).toEqual(['0.125']);
});
