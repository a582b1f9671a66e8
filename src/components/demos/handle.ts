/** A button over a plane that stands for a point: it can be dragged, moved by the arrow keys, and put where the reader clicks. */
import type { Frame } from '../../lib/plot/frame.ts';

type Point = readonly [number, number];
const keys: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export interface HandleOptions {
  button: HTMLElement;
  /** The plot below it. */
  plane: HTMLElement;
  frame(width: number, height: number): Frame;
  /** Both coordinates are whole steps between these. */
  range: { min: number; max: number; step: number };
  /** Steps that an arrow key takes; with Shift five times as many. */
  stride: number;
  now(): Point;
  move(to: [number, number]): void;
  /** What the button is called while the point is there. */
  label(at: Point): string;
  signal: AbortSignal;
}

export interface Handle {
  /** Puts the button where the point is drawn. */
  place(at: Point, width: number, height: number): void;
}

export function bindHandle({ button, plane, frame, range, stride, now, move, label, signal }: HandleOptions): Handle {
  const { min, max, step } = range;
  const clamp = (v: number) => Math.min(max, Math.max(min, Number((Math.round(v / step) * step).toFixed(10))));
  const follow = (event: PointerEvent) => {
    const box = plane.getBoundingClientRect();
    const { x, y } = frame(box.width, box.height);
    move([clamp(x.invert(event.clientX - box.left)), clamp(y.invert(event.clientY - box.top))]);
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
      const by = (event.shiftKey ? 5 : 1) * stride * step;
      const [x, y] = now();
      move([clamp(x + by * way[0]), clamp(y + by * way[1])]);
    },
    { signal },
  );
  return {
    place(at, width, height) {
      const { x, y } = frame(width, height);
      button.style.left = `${(100 * x(at[0])) / width}%`;
      button.style.top = `${(100 * y(at[1])) / height}%`;
      button.setAttribute('aria-label', `${label(at)}. Drag it, or move it with the arrow keys.`);
    },
  };
}
