/** Calls across a process or a worker: numbered requests, each answered once. */

export interface Call {
  id: number;
  method: string;
  args: unknown[];
}
export type Answer = { id: number; result: unknown } | { id: number; error: string };

/** Runs one call on an object of async methods. */
export async function answer(target: object, { id, method, args }: Call): Promise<Answer> {
  try {
    const f = (target as Record<string, (...args: unknown[]) => Promise<unknown>>)[method];
    if (!f) throw new Error(`There is no method "${method}".`);
    return { id, result: await f.apply(target, args) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** An object whose methods are sent away. `send` delivers a call; `receive` is given each answer. */
export function caller<T extends object>(
  send: (call: Call) => void,
): { remote: T; receive(a: Answer): void; fail(e: Error): void } {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 0;
  const remote = new Proxy({} as T, {
    get: (_, method) => {
      if (method === 'then') return undefined;
      return (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = next++;
          waiting.set(id, { resolve, reject });
          send({ id, method: String(method), args });
        });
    },
  });
  return {
    remote,
    receive(a) {
      const call = waiting.get(a.id);
      waiting.delete(a.id);
      if ('error' in a) call?.reject(new Error(a.error));
      else call?.resolve(a.result);
    },
    fail(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}
