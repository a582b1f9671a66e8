/** The factor on the learning rate at `step` of `steps`: 1, then linear to `last` over the final `tail` of the run. */
export function decayLearningRate(step: number, steps: number, { tail = 0.4, last = 0.02 } = {}): number {
  const start = steps * (1 - tail);
  if (step <= start) return 1;
  return Math.max(last, 1 - ((1 - last) * (step - start)) / (steps - start));
}
