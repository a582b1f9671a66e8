/** The way back from noise to data, once: in five seconds, or in nine still pictures where motion is not wanted. */
import type { LiveFigure } from '../LiveFigure.ts';

const duration = 5000;
const stills = 9;
const journeys = new WeakMap<LiveFigure, number>();

export function travel(figure: LiveFigure, T: number, moveTo: (t: number) => void): void {
  const journey = (journeys.get(figure) ?? 0) + 1;
  journeys.set(figure, journey);
  const stop = () => journeys.set(figure, journey + 1);
  // The reader's own hand on any control ends the journey.
  figure.addEventListener('input', (event) => event.isTrusted && stop(), { once: true, signal: figure.signal });
  const start = performance.now();
  const tick = () => {
    if (figure.signal.aborted || journeys.get(figure) !== journey) return;
    const done = Math.min(1, (performance.now() - start) / duration);
    moveTo(T * (1 - (figure.reducedMotion ? Math.round(done * (stills - 1)) / (stills - 1) : done)));
    if (done >= 1) return;
    if (figure.reducedMotion) setTimeout(tick, duration / stills);
    else requestAnimationFrame(tick);
  };
  tick();
}
