/** The start point: a button over the plane that can be dragged, and moved by the arrow keys. */
import type { Point } from '../../../lib/theory/games.ts';
import { planeFrame } from './pictures.ts';
import { startRange } from './track.ts';

const clamp = (v: number) => Math.min(startRange.max, Math.max(startRange.min, Math.round(v * 100) / 100));
const keys: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export const signed = (v: number): string => v.toFixed(2).replace('-', '−');

export interface Handle {
  /** Puts the button where the start point is drawn. */
  place(start: Point, width: number, height: number): void;
}

export function bindHandle(
  button: HTMLElement,
  plane: HTMLElement,
  start: () => Point,
  move: (to: Point) => void,
  signal: AbortSignal,
): Handle {
  const follow = (event: PointerEvent) => {
    const box = plane.getBoundingClientRect();
    const frame = planeFrame(box.width, box.height);
    move([clamp(frame.x.invert(event.clientX - box.left)), clamp(frame.y.invert(event.clientY - box.top))]);
  };
  button.addEventListener(
    'pointermove',
    (event) => {
      if (button.hasPointerCapture(event.pointerId)) follow(event); // the element took hold of it
    },
    { signal },
  );
  plane.addEventListener('click', (event) => follow(event as PointerEvent), { signal });
  button.addEventListener(
    'keydown',
    (event) => {
      const way = keys[event.key];
      if (!way) return;
      event.preventDefault();
      const by = event.shiftKey ? 0.25 : 0.05;
      const [x, y] = start();
      move([clamp(x + by * way[0]), clamp(y + by * way[1])]);
    },
    { signal },
  );
  return {
    place([x, y], width, height) {
      const frame = planeFrame(width, height);
      button.style.left = `${(100 * frame.x(x)) / width}%`;
      button.style.top = `${(100 * frame.y(y)) / height}%`;
      button.setAttribute(
        'aria-label',
        `Start point: θ ${signed(x)}, ψ ${signed(y)}. Drag it, or move it with the arrow keys.`,
      );
    },
  };
}
