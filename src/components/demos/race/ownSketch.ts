/** What a reader draws, by pointer or by keys: a pen that moves, and ink where it is down. The square is [-1, 1] on both axes. */
import type { Stroke } from '../../../lib/data/drawing.ts';

type Point = [number, number];

/** Points closer than this to the last one of their stroke say nothing new. */
const apart = 0.004;

export class Sketch {
  strokes: Point[][] = [];
  pen: Point = [0, 0];
  down = false;

  /** Puts the pen down: a stroke begins, a dot so far. */
  start(x: number, y: number): void {
    this.pen = inside(x, y);
    this.strokes.push([this.pen]);
    this.down = true;
  }
  /** Moves the pen; down, it leaves ink. */
  to(x: number, y: number): void {
    this.pen = inside(x, y);
    const last = this.strokes.at(-1)?.at(-1);
    if (this.down && last && Math.hypot(last[0] - this.pen[0], last[1] - this.pen[1]) >= apart) {
      this.strokes.at(-1)!.push(this.pen);
    }
  }
  lift(): void {
    this.down = false;
  }
  /** What the space key does. */
  toggle(): void {
    if (this.down) this.lift();
    else this.start(...this.pen);
  }
  nudge(dx: number, dy: number): void {
    this.to(this.pen[0] + dx, this.pen[1] + dy);
  }
  /** Takes the last stroke back. */
  undo(): void {
    this.strokes.pop();
    this.down = false;
  }
  clear(): void {
    this.strokes = [];
    this.down = false;
  }

  /** A copy, for whoever learns from it. */
  get ink(): Stroke[] {
    return this.strokes.map((stroke) => stroke.map(([x, y]): Point => [x, y]));
  }
  /** Where the pen is, for those who do not see it: in hundredths of half a side. */
  get told(): string {
    const [x, y] = this.pen.map((value) => String(Math.round(100 * value) || 0).replace('-', '−'));
    return `Pen ${this.down ? 'down' : 'up'} at ${x}, ${y}. ${this.strokes.length} ${this.strokes.length === 1 ? 'stroke' : 'strokes'}.`;
  }
}

const inside = (x: number, y: number): Point => [Math.min(1, Math.max(-1, x)), Math.min(1, Math.max(-1, y))];
