/** Slow motion: one training step at a time, told in four stages for each model, each with its own picture. */
import type { Progress } from '../../../lib/session/types.ts';
import type { Observed } from './observe.ts';

const stageMilliseconds = 900;

interface Teller {
  figure: HTMLElement & { signal: AbortSignal };
  report(progress: Progress): Promise<void>;
  draw(): void;
}

/** Marks stage 1..4 of both halves as the present one; 0 marks none. */
function mark(root: HTMLElement, stage: number): void {
  for (const list of root.querySelectorAll('[data-part="stages"]')) {
    [...list.children].forEach((item, i) => {
      if (i + 1 === stage) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    });
  }
}

const wait = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/**
 * The step itself happens between stages 2 and 3. D moves before G, so stage 3 shows the new D and the old samples with
 * their pull, and stage 4 lets the samples go where the new G puts them.
 */
export async function slowStep(race: Observed, teller: Teller, stop: () => boolean): Promise<'done' | 'paused'> {
  const { figure } = teller;
  const stage = async (number: number) => {
    mark(figure, number);
    for (let waited = 0; waited < stageMilliseconds && !stop(); waited += 100) await wait(100, figure.signal);
  };
  try {
    await stage(1);
    if (stop()) return 'paused';
    await stage(2);
    if (stop()) return 'paused';
    const before = { ...race.scene.gan };
    const framesBefore = race.scene.ddpm.frames;
    const result = await race.session.train((progress) => teller.report(progress), { stopAfter: 1 });
    const after = { gan: race.scene.gan.samples, force: race.scene.gan.force, frames: race.scene.ddpm.frames };
    race.scene.gan.samples = before.samples;
    race.scene.gan.force = before.force;
    race.scene.ddpm.frames = framesBefore.length > 0 ? framesBefore : after.frames;
    teller.draw();
    await stage(3);
    race.scene.gan.samples = after.gan;
    race.scene.gan.force = after.force;
    race.scene.ddpm.frames = after.frames;
    teller.draw();
    await stage(4);
    return result;
  } finally {
    mark(figure, 0);
  }
}
