/** One action after another: a Reset that is pressed while a run is being opened waits for it, once. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = new Map<string, Promise<void>>();

  take(name: string, action: () => Promise<void>): Promise<void> {
    const same = this.#waiting.get(name);
    if (same) return same;
    const turn = this.#last.then(() => {
      this.#waiting.delete(name);
      return action();
    });
    this.#waiting.set(name, turn);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
