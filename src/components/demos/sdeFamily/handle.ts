/** The point whose density is asked for: a button over the plane that can be dragged, and moved by the arrow keys. */
import { fixed } from './narrate.ts';
import { planeFrame } from './pictures.ts';

type Point = [number, number];
const keys: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export interface Handle {
  /** Puts the button where the point is drawn. */
  place(at: Point, width: number, height: number): void;
}

export function bindHandle(
  button: HTMLElement,
  plane: HTMLElement,
  { min, max, step }: { min: number; max: number; step: number },
  now: () => { px: number; py: number },
  move: (to: Point) => void,
  signal: AbortSignal,
): Handle {
  const clamp = (v: number) => Math.min(max, Math.max(min, Math.round(v / step) * step));
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
      const by = event.shiftKey ? 5 * step : step;
      const { px, py } = now();
      move([clamp(px + by * way[0]), clamp(py + by * way[1])]);
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
        `The point: ${fixed(x, 2)}, ${fixed(y, 2)}. Drag it, or move it with the arrow keys.`,
      );
    },
  };
}
