/** The square to draw on: by pointer, by touch, or by the arrow keys and the space bar. */
import { onThemeChange, readTheme } from '../../../lib/plot/theme.ts';
import { Sketch } from './ownSketch.ts';

/** A key moves the pen by this part of half a side; with Shift, by less. */
const stride = 0.06;
const fine = 0.015;

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** @param tell says where the pen is after a key, for those who do not see it */
export function bindPad(pad: HTMLCanvasElement, tell: (text: string) => void, signal: AbortSignal): Sketch {
  const sketch = new Sketch();
  const draw = () => paint(pad, sketch);
  const at = (event: PointerEvent): [number, number] => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    return [(2 * (event.clientX - left)) / width - 1, 1 - (2 * (event.clientY - top)) / height];
  };
  const on = <K extends keyof HTMLElementEventMap>(type: K, action: (event: HTMLElementEventMap[K]) => void) =>
    pad.addEventListener(type, action, { signal });

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    sketch.start(...at(event));
    draw();
  });
  on('pointermove', (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    const way = event.getCoalescedEvents?.() ?? [];
    for (const each of way.length > 0 ? way : [event]) sketch.to(...at(each));
    draw();
  });
  for (const type of ['pointerup', 'pointercancel'] as const)
    on(type, () => {
      sketch.lift();
      draw();
    });
  on('keydown', (event) => {
    const direction = arrows[event.key];
    const length = event.shiftKey ? fine : stride;
    if (direction) sketch.nudge(length * direction[0], length * direction[1]);
    else if (event.key === ' ') sketch.toggle();
    else if (event.key === 'Backspace') sketch.undo();
    else return;
    event.preventDefault();
    tell(sketch.told);
    draw();
  });
  on('focus', draw);
  on('blur', () => {
    sketch.lift();
    draw();
  });
  pad.addEventListener('sketch', draw, { signal });
  const observer = new ResizeObserver(draw);
  observer.observe(pad);
  signal.addEventListener('abort', () => observer.disconnect());
  onThemeChange(draw, signal);
  return sketch;
}

function paint(pad: HTMLCanvasElement, { strokes, pen, down }: Sketch): void {
  const size = Math.round(pad.clientWidth * devicePixelRatio);
  const context = pad.getContext('2d');
  if (size === 0 || !context) return;
  pad.width = pad.height = size;
  const theme = readTheme(pad);
  const place = ([x, y]: readonly [number, number]) => [((1 + x) * size) / 2, ((1 - y) * size) / 2] as const;
  context.lineCap = context.lineJoin = 'round';
  context.lineWidth = 0.022 * size;
  context.strokeStyle = theme.data;
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(...place(stroke[0]!));
    for (const point of stroke) context.lineTo(...place(point));
    context.stroke();
  }
  if (document.activeElement !== pad || !pad.matches(':focus-visible')) return;
  const [x, y] = place(pen);
  context.lineWidth = 1.5 * devicePixelRatio;
  context.strokeStyle = down ? theme.gan : theme.data;
  context.beginPath();
  context.arc(x, y, 0.025 * size, 0, 2 * Math.PI);
  context.stroke();
}
