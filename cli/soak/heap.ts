/** The JavaScript heap of a page's worker, read through Chromium's own protocol after a forced collection. */
import type { CDPSession, Page } from '@playwright/test';

export interface WorkerHeap {
  /** Bytes in use right after garbage was collected. */
  used(): Promise<number>;
}

/** Attaches to workers that the page starts from now on. */
export async function watchWorker(page: Page): Promise<WorkerHeap> {
  const session: CDPSession = await page.context().newCDPSession(page);
  let attached: string | null = null;
  let next = 1;
  const waiting = new Map<number, (result: unknown) => void>();
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') attached ??= sessionId;
  });
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });

  async function send(method: string): Promise<unknown> {
    if (!attached) throw new Error('The page has no worker.');
    const id = next++;
    const result = new Promise((resolve) => waiting.set(id, resolve));
    await session.send('Target.sendMessageToTarget', {
      sessionId: attached,
      message: JSON.stringify({ id, method, params: {} }),
    });
    return result.finally(() => waiting.delete(id));
  }
  return {
    async used() {
      // Twice: what the first frees may hold what the second finds.
      await send('HeapProfiler.collectGarbage');
      await send('HeapProfiler.collectGarbage');
      const { usedSize } = (await send('Runtime.getHeapUsage')) as { usedSize: number };
      return usedSize;
    },
  };
}
