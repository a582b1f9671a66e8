/**
 * Sends replayed steps to the GPU: several in one submit where they are short, since a submit costs as much as many dispatches,
 * but never more than a few milliseconds of work, so that the page can still draw.
 */

/** The longest that one submit should keep the GPU busy, milliseconds. */
export const submitBudget = 8;
const maximumStepsPerSubmit = 16;
/** Work sent ahead before `pace` asks for patience, milliseconds. */
const aheadBudget = 50;

export class Submitter {
  #device: GPUDevice;
  #encoder: GPUCommandEncoder | null = null;
  #steps = 0;
  /** Called at each submit: places for inputs are free again. */
  #listeners = new Set<() => void>();
  /** Steps sent and not known to be done. */
  #ahead = 0;
  #lastDone = 0;
  #waiting: Promise<void> | null = null;
  /** Milliseconds of one step on the device, measured; null before the first. */
  stepMilliseconds: number | null = null;
  submits = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How many steps go into one submit at present. */
  get stepsPerSubmit(): number {
    if (this.stepMilliseconds === null) return 1;
    const fit = Math.floor(submitBudget / Math.max(this.stepMilliseconds, 1e-3));
    return Math.max(1, Math.min(maximumStepsPerSubmit, fit));
  }

  get pending(): number {
    return this.#steps;
  }

  /** The encoder of the submit that is being filled. */
  encoder(): GPUCommandEncoder {
    return (this.#encoder ??= this.#device.createCommandEncoder());
  }

  /** A step has been encoded. It is sent when the submit is full, when ordinary code uses the GPU, or at the next pause of the thread. */
  stepEncoded(onSubmit: () => void): void {
    this.#listeners.add(onSubmit);
    this.#steps += 1;
    if (this.#steps >= this.stepsPerSubmit) this.flush();
    else if (this.#steps === 1) setTimeout(() => this.flush());
  }

  /** Sends what is waiting. */
  flush(): void {
    if (!this.#encoder) return;
    const steps = this.#steps;
    const { queue } = this.#device;
    queue.submit([this.#encoder.finish()]);
    this.submits += 1;
    this.#encoder = null;
    this.#steps = 0;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
    if (steps === 0) return;
    const sent = performance.now();
    this.#ahead += steps;
    const done = queue.onSubmittedWorkDone().then(
      () => {
        const now = performance.now();
        this.#ahead -= steps;
        this.#measured((now - Math.max(sent, this.#lastDone)) / steps);
        this.#lastDone = now;
      },
      () => (this.#ahead -= steps), // the device is lost: somebody else's business
    );
    this.#waiting = done.then(() => {});
  }

  /** A mean that forgets, quick to rise: a submit that is too long is worse than one that is too short. */
  #measured(milliseconds: number): void {
    const old = this.stepMilliseconds;
    const weight = old !== null && milliseconds < old ? 0.1 : 0.3;
    this.stepMilliseconds = old === null ? milliseconds : old + weight * (milliseconds - old);
  }

  /** A promise to await before more steps are sent, where the GPU is far behind; null where it is not. */
  pace(): Promise<void> | null {
    return this.#ahead * (this.stepMilliseconds ?? aheadBudget / 4) > aheadBudget ? this.#waiting : null;
  }
}
