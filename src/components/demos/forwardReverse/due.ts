/** A look at the model takes time from training: it may take a share of it, and is not made more often than its period. */
export class Due {
  #share: number;
  #period: number;
  #next = 0;

  constructor(share: number, period: number) {
    this.#share = share;
    this.#period = period;
  }
  /** Due at once. */
  now(): void {
    this.#next = 0;
  }
  async run(regardless: boolean, look: () => Promise<void>): Promise<void> {
    const start = performance.now();
    if (!regardless && start < this.#next) return;
    await look();
    const end = performance.now();
    this.#next = end + Math.max(this.#period, (end - start) / this.#share);
  }
}
