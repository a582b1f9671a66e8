/** A frame: the rectangle that a picture is drawn in, and the two scales that map data to it. */
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';

export type Scale = ScaleContinuousNumeric<number, number>;

export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface Frame {
  /** Outer size in CSS pixels. */
  width: number;
  height: number;
  margin: Margin;
  x: Scale;
  y: Scale;
}

export interface FrameOptions {
  width: number;
  height: number;
  margin?: Partial<Margin>;
  x: readonly [number, number];
  y: readonly [number, number];
  /** Logarithmic axes; their domains must be positive. */
  logX?: boolean;
  logY?: boolean;
}

export function createFrame({
  width,
  height,
  margin: part = {},
  x,
  y,
  logX = false,
  logY = false,
}: FrameOptions): Frame {
  const margin = { top: 0, right: 0, bottom: 0, left: 0, ...part };
  const scale = (log: boolean) => (log ? scaleLog() : scaleLinear());
  return {
    width,
    height,
    margin,
    x: scale(logX)
      .domain([...x])
      .range([margin.left, Math.max(margin.left + 1, width - margin.right)]),
    y: scale(logY)
      .domain([...y])
      .range([Math.max(margin.top + 1, height - margin.bottom), margin.top]),
  };
}

/** The inner rectangle, in pixels. */
export function inside(frame: Frame): { left: number; right: number; top: number; bottom: number } {
  const [left = 0, right = 0] = frame.x.range();
  const [bottom = 0, top = 0] = frame.y.range();
  return { left, right, top, bottom };
}

/** The centres of a columns x rows grid that covers the frame's domain, row by row from the bottom left: [n, 2] flat. */
export function gridPoints(frame: Frame, columns: number, rows = columns): Float32Array {
  const [x0 = 0, x1 = 1] = frame.x.domain();
  const [y0 = 0, y1 = 1] = frame.y.domain();
  const points = new Float32Array(columns * rows * 2);
  for (let j = 0, k = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      points[k++] = x0 + ((i + 0.5) / columns) * (x1 - x0);
      points[k++] = y0 + ((j + 0.5) / rows) * (y1 - y0);
    }
  }
  return points;
}
