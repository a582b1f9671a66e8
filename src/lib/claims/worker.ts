/** Checks one claim away from the page's own thread. Only a claim about tensors brings TensorFlow.js. */
import type { Claim } from './claim.ts';
import { loadClaim } from './lazy.ts';
import type { Answer, Question } from './messages.ts';
import { row } from './report.ts';

const say = (answer: Answer) => self.postMessage(answer);

async function startTensors(): Promise<void> {
  const [{ chooseBackend }, { wasmPaths }] = await Promise.all([
    import('../engine/backends.ts'),
    import('../session/wasmPaths.ts'),
  ]);
  await chooseBackend({ wanted: 'wasm', wasmPaths, timeStep: async () => 0 });
}

async function check(claim: Claim): Promise<Answer> {
  if (claim.tensors) await startTensors();
  const start = performance.now();
  let said = start;
  const checks = await claim.run((fraction) => {
    const now = performance.now();
    if (now - said < 100) return;
    said = now;
    say({ fraction });
  });
  if (checks.length === 0) return { fault: 'It checked nothing.' };
  return { rows: checks.map(row), seconds: (performance.now() - start) / 1000 };
}

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  loadClaim(data)
    .then(check)
    .then(say, (thrown: unknown) => say({ fault: thrown instanceof Error ? thrown.message : String(thrown) }));
});
