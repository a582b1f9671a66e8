import { describe, expect, test } from 'vitest';
import type { BackendReport } from '../../../src/lib/engine/backends.ts';
import { keepTimings, knownTimings, withTimings, type Shelf } from '../../../src/lib/session/timings.ts';
import type { Opened, OpenRequest, Session } from '../../../src/lib/session/types.ts';

const opened = (key: string | null, milliseconds: BackendReport['milliseconds']) => ({
  backend: { name: 'wasm', key, milliseconds } as BackendReport,
});

function shelf(): Shelf & { content: Map<string, string> } {
  const content = new Map<string, string>();
  return {
    content,
    getItem: (key) => content.get(key) ?? null,
    setItem: (key, value) => void content.set(key, value),
  };
}

const day = 24 * 3600 * 1000;

describe('times of engines', () => {
  test('are kept by what they are true for, for a week', () => {
    const here = shelf();
    keepTimings(() => here, opened('a', { wasm: 9, webgpu: 2 }), 0);
    keepTimings(() => here, opened('b', { wasm: 5 }), 3 * day);
    expect(knownTimings(() => here, 6 * day)).toEqual({ a: { wasm: 9, webgpu: 2 }, b: { wasm: 5 } });
    expect(knownTimings(() => here, 8 * day)).toEqual({ b: { wasm: 5 } });
  });

  test('do not get younger by being used', () => {
    const here = shelf();
    keepTimings(() => here, opened('a', { wasm: 9 }), 0);
    keepTimings(() => here, opened('a', { wasm: 9 }), 5 * day);
    expect(knownTimings(() => here, 8 * day)).toEqual({});
    keepTimings(() => here, opened('a', { wasm: 9, webgpu: 1 }), 5 * day);
    expect(knownTimings(() => here, 8 * day)).toEqual({ a: { wasm: 9, webgpu: 1 } });
  });

  test('are not kept where there is nothing to keep, and not without bound', () => {
    const here = shelf();
    keepTimings(() => here, opened(null, { wasm: 9 }));
    keepTimings(() => here, opened('a', {}));
    expect(here.content.size).toBe(0);
    for (let i = 0; i < 30; i++) keepTimings(() => here, opened(`key ${i}`, { wasm: i + 1 }), i);
    expect(Object.keys(knownTimings(() => here, 30))).toHaveLength(20);
    expect(knownTimings(() => here, 30)['key 29']).toEqual({ wasm: 30 });
    expect(knownTimings(() => here, 30)['key 9']).toBeUndefined();
  });

  test.each([
    [
      'forbidden',
      () => {
        throw new Error('The operation is insecure.');
      },
    ],
    [
      'full',
      () => ({
        getItem: () => null,
        setItem: () => {
          throw new Error('QuotaExceededError');
        },
      }),
    ],
    ['spoilt', () => ({ getItem: () => '{"a": null', setItem: () => {} })],
    ['foreign', () => ({ getItem: () => '{"a": null}', setItem: () => {} })],
  ] as [string, () => Shelf][])('are as if never taken where storage is %s', (_, broken) => {
    expect(knownTimings(broken)).toEqual({});
    expect(() => keepTimings(broken, opened('a', { wasm: 9 }))).not.toThrow();
  });

  test('go to the next opening, and what it finds is kept', async () => {
    const here = shelf();
    const asked: OpenRequest[] = [];
    const session = {
      open: async (request: OpenRequest) => {
        asked.push(request);
        return opened('a', { wasm: 9 }) as Opened;
      },
    } as Session;
    const remembering = withTimings(session, () => here);
    await remembering.open({ experiment: 'ring', assets: '' });
    await remembering.open({ experiment: 'ring', assets: '' });
    expect(asked.map(({ known }) => known)).toEqual([{}, { a: { wasm: 9 } }]);
  });
});
