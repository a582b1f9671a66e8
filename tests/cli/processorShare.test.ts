import { expect, test } from 'vitest';
import { processorShare } from '../../cli/processorShare.ts';

test('who waits has no share of the processor, and nobody has more than all of it', async () => {
  const waiting = processorShare();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const idle = waiting();
  const working = processorShare();
  const end = process.cpuUsage().user + 150_000;
  while (process.cpuUsage().user < end);
  const busy = working();
  expect(idle).toBeLessThan(busy);
  expect(idle).toBeLessThan(0.7);
  expect(busy).toBeGreaterThan(0);
  expect(busy).toBeLessThanOrEqual(1);
});
