/** Looking at a race that rests: what is asked for is looked at once, one look after the other, until training goes on. */
import type { LookName } from './looks.ts';

/** Everything, the cheap and visible first. */
const everything: LookName[] = ['gan', 'D', 'force', 'ddpm', 'field', 'ganMetrics', 'ddpmMetrics'];

export interface GazeOptions {
  /** Whether the session may be asked: nothing trains, and it holds this race. */
  free(): boolean;
  make(name: LookName): Promise<void>;
  done(): void;
  fail(error: unknown): void;
}

export class Gaze {
  #options: GazeOptions;
  #asked = new Set<LookName>();
  #looking: Promise<void> | null = null;

  constructor(options: GazeOptions) {
    this.#options = options;
  }

  /** No names: everything. Resolves when nothing is asked for any more. */
  look(names: readonly LookName[]): Promise<void> {
    for (const name of names.length > 0 ? names : everything) this.#asked.add(name);
    this.#looking ??= this.#work()
      .catch((error: unknown) => this.#options.fail(error))
      .finally(() => (this.#looking = null));
    return this.#looking;
  }

  /** What is asked for and not looked at yet is forgotten. */
  forget(): void {
    this.#asked.clear();
  }

  async #work(): Promise<void> {
    const { free, make, done } = this.#options;
    while (this.#asked.size > 0 && free()) {
      const [name] = this.#asked;
      this.#asked.delete(name!);
      await make(name!);
    }
    done();
  }
}
