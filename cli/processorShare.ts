/**
 * The share of the time since the call in which this process had a processor, at most 1. The engines on the CPU work in one thread, so
 * on a machine with other work to do a clock time multiplied by it is the time that the work itself took.
 */
export function processorShare(): () => number {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    const busy = (user + system) / 1000;
    return Math.min(1, busy / Math.max(performance.now() - began, 1e-3));
  };
}
