/**
 * Calls that wait for an answer and may all be called off. Each leaves when it is served: raced against one promise that
 * never settles, every answer that ever came would stay in memory with it.
 */
export class Waiting {
  #rejections = new Set<(reason: Error) => void>();
  #reason: Error | null = null;

  /** Settles with the promise, or rejects with the reason if all is called off before. */
  async unlessCalledOff<T>(promise: Promise<T>): Promise<T> {
    let leave = () => {};
    const calledOff = new Promise<never>((_, reject) => {
      this.#rejections.add(reject);
      leave = () => void this.#rejections.delete(reject);
      if (this.#reason) reject(this.#reason);
    });
    try {
      return await Promise.race([calledOff, promise]);
    } finally {
      leave();
    }
  }

  /** All who wait, and all who come later. */
  callOff(reason: Error): void {
    this.#reason = reason;
    for (const reject of this.#rejections) reject(reason);
  }
}
