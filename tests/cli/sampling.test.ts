import { expect, test } from 'vitest';
import { drawWithProgress } from '../../cli/sampling.ts';
import type { SampleRequest, Session } from '../../src/lib/session/types.ts';

/** A session whose samples are the labels that it was asked for. */
function echo() {
  const requests: SampleRequest[] = [];
  const session = {
    async sample(_name: string, request: SampleRequest) {
      requests.push(request);
      const { n, label = -1 } = request;
      const x = Float32Array.from({ length: n }, (_, i) => (typeof label === 'object' ? label[i]! : label));
      return { x, seconds: 0.001, evaluations: 7, frames: [] };
    },
  } as unknown as Session;
  return { session, requests };
}

test('draws in portions of different seeds, each with its own labels', async () => {
  const { session, requests } = echo();
  const label = Int32Array.from({ length: 4500 }, (_, i) => i % 7); // no portion begins where another does
  const { x, evaluations } = await drawWithProgress(session, 'ddpm', 4500, { label, guidanceScale: 2 });
  expect(requests.map(({ n, seed }) => [n, seed])).toEqual([
    [2000, 0],
    [2000, 1],
    [500, 2],
  ]);
  expect([...x]).toEqual([...label]);
  expect(requests.every(({ guidanceScale }) => guidanceScale === 2)).toBe(true);
  expect(evaluations).toBe(7);
});

test('one label is that of all portions, and none is none', async () => {
  const { session, requests } = echo();
  await drawWithProgress(session, 'ddpm', 2500, { label: 3 });
  await drawWithProgress(session, 'ddpm', 100);
  expect(requests.map(({ label }) => label)).toEqual([3, 3, undefined]);
});
