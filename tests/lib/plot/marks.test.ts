import { describe, expect, it } from 'vitest';
import { arrows, arrowScale } from '../../../src/lib/plot/arrows.ts';
import { axes } from '../../../src/lib/plot/axes.ts';
import { chartLabels, chartFrame, drawChart, spread } from '../../../src/lib/plot/chart.ts';
import { contours } from '../../../src/lib/plot/contours.ts';
import { band, curve, level } from '../../../src/lib/plot/curve.ts';
import { createFrame, gridPoints, inside } from '../../../src/lib/plot/frame.ts';
import { imagePixels } from '../../../src/lib/plot/images.ts';
import { points } from '../../../src/lib/plot/points.ts';
import { diverging, rasterPixels, sequential } from '../../../src/lib/plot/raster.ts';
import { csv } from '../../../src/lib/plot/save.ts';
import { between, frameAt, trajectories } from '../../../src/lib/plot/trajectories.ts';
import { recorder } from './recorder.ts';

const square = createFrame({ width: 100, height: 100, x: [-1, 1], y: [-1, 1] });

describe('frame', () => {
  it('puts the larger y higher on the screen', () => {
    expect(square.y(1)).toBe(0);
    expect(square.y(-1)).toBe(100);
  });
  it('keeps its margins', () => {
    const frame = createFrame({ width: 100, height: 80, x: [0, 1], y: [0, 1], margin: { left: 20, bottom: 10 } });
    expect(inside(frame)).toEqual({ left: 20, right: 100, top: 0, bottom: 70 });
  });
  it('survives a size of nothing', () => {
    const { left, right, top, bottom } = inside(
      createFrame({ width: 0, height: 0, x: [0, 1], y: [0, 1], margin: { left: 9 } }),
    );
    expect(right).toBeGreaterThan(left);
    expect(bottom).toBeGreaterThan(top);
  });
  it('covers its domain with the centres of a grid, row by row from the bottom left', () => {
    expect([...gridPoints(square, 2)]).toEqual([-0.5, -0.5, 0.5, -0.5, -0.5, 0.5, 0.5, 0.5]);
  });
});

describe('points', () => {
  it('draws one dot a point', () => {
    const { pen, args } = recorder();
    points(pen, square, { x: [0, 0, 0.5, 0.5], colour: 'red', radius: 2 });
    expect(args('arc').map(([x, y, r]) => [x, y, r])).toEqual([
      [50, 50, 2],
      [75, 25, 2],
    ]);
  });
  it('does not draw what lies outside the frame or is no number', () => {
    const { pen, count } = recorder();
    points(pen, square, { x: [5, 0, 0, -5, NaN, 0, 0, Infinity, 0, 0], colour: 'red' });
    expect(count('arc')).toBe(1);
  });
  it('leaves the pen as it found it', () => {
    const { pen, count } = recorder();
    points(pen, square, { x: [0, 0], colour: 'red', halo: 'white' });
    expect(count('save')).toBe(count('restore'));
  });
});

describe('raster', () => {
  it('turns the rows over, since pixels start at the top', () => {
    const pixels = rasterPixels({ values: [0, 1, 2, 3], columns: 2, rows: 2, colouring: (v) => [v, v, v, 255] });
    expect([0, 4, 8, 12].map((i) => pixels[i])).toEqual([2, 3, 0, 1]);
  });
  it('leaves what is no number clear', () => {
    const pixels = rasterPixels({ values: [NaN], columns: 1, rows: 1, colouring: () => [9, 9, 9, 255] });
    expect([...pixels]).toEqual([0, 0, 0, 0]);
  });
  it('is clear where a discriminator says 1/2, and of the two colours at the ends', () => {
    const colour = diverging('#ff0000', '#0000ff', 1);
    expect(colour(0.5)[3]).toBe(0);
    expect(colour(0)).toEqual([255, 0, 0, 255]);
    expect(colour(1)).toEqual([0, 0, 255, 255]);
    expect(colour(-3)).toEqual(colour(0));
  });
  it('grows in one direction when sequential', () => {
    const colour = sequential('#102030', 2, 1);
    expect(colour(0)).toEqual([16, 32, 48, 0]);
    expect(colour(2)[3]).toBe(255);
    expect(colour(9)[3]).toBe(255);
  });
});

describe('contours', () => {
  it('passes half-way between a low and a high column', () => {
    const { pen, args } = recorder();
    contours(pen, square, {
      values: [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1],
      columns: 4,
      rows: 4,
      thresholds: [0.5],
      colour: 'k',
    });
    const xs = args('lineTo').map(([x]) => x as number);
    expect(Math.min(...xs)).toBeCloseTo(50, 6); // cells are 25 wide, centres at 37.5 and 62.5
  });
  it('draws nothing for a level that is not reached', () => {
    const { pen, count } = recorder();
    contours(pen, square, { values: [0, 0, 0, 0], columns: 2, rows: 2, thresholds: [0.5], colour: 'k' });
    expect(count('lineTo')).toBe(0);
  });
});

describe('arrows', () => {
  it('points up the screen for a positive y', () => {
    const { pen, args } = recorder();
    arrows(pen, square, { at: [0, 0], vectors: [0, 1], scale: 20, colour: 'k' });
    expect(args('lineTo')[0]).toEqual([50, 30]);
  });
  it('is never longer than it may be, and not drawn below a pixel', () => {
    const { pen, args } = recorder();
    arrows(pen, square, { at: [0, 0, 0, 0], vectors: [100, 0, 0.001, 0], scale: 20, longest: 12, colour: 'k' });
    expect(args('lineTo')[0]).toEqual([62, 50]);
    expect(args('moveTo')).toHaveLength(2); // one shaft, one head
  });
  it('takes a function from length to pixels', () => {
    const { pen, args } = recorder();
    arrows(pen, square, { at: [0, 0], vectors: [3, 4], scale: (length) => 2 * length, colour: 'k' });
    const [x, y] = args('lineTo')[0] as [number, number];
    expect(x).toBeCloseTo(56, 9);
    expect(y).toBeCloseTo(42, 9);
  });
  it('scales by a quantile, so that one outlier does not shrink the rest', () => {
    const vectors = [...Array.from({ length: 19 }, () => [1, 0]).flat(), 1000, 0];
    expect(arrowScale(vectors, 30, 0.9)).toBe(30);
    expect(arrowScale([], 30)).toBe(0);
  });
});

describe('curve', () => {
  it('leaves a gap where a value is missing', () => {
    const { pen, count } = recorder();
    curve(pen, square, { x: [-1, -0.5, 0, 0.5, 1], y: [0, 0, NaN, 0, 0], colour: 'k' });
    expect(count('moveTo')).toBe(2);
    expect(count('lineTo')).toBe(2);
  });
  it('draws a level across the whole frame', () => {
    const { pen, args } = recorder();
    level(pen, square, { value: 0.5, colour: 'k' });
    expect(args('moveTo')).toEqual([[0, 25]]);
    expect(args('lineTo')).toEqual([[100, 25]]);
  });
  it('keeps a band of no width visible', () => {
    const { pen, args } = recorder();
    band(pen, square, { low: 0.5, high: 0.5, colour: 'k' });
    expect(args('rect').at(-1)).toEqual([0, 25, 100, 1.5]);
  });
});

describe('trajectories', () => {
  const frames = [
    [0, 0, 1, 1],
    [1, 0, 1, 0],
    [1, 1, 0, 0],
  ];
  it('stops at a fractional frame', () => {
    expect(between(frames, 0, 0.5)).toEqual([0.5, 0]);
    const { pen, args } = recorder();
    trajectories(pen, square, { frames, count: 1, upTo: 1.5, colour: 'k' });
    expect(args('moveTo')).toEqual([[50, 50]]);
    expect(args('lineTo')).toEqual([
      [100, 50],
      [100, 25],
    ]);
  });
  it('gives all points between two frames', () => {
    expect([...frameAt(frames, 0.5)]).toEqual([0.5, 0, 1, 0.5]);
    expect([...frameAt(frames, 9)]).toEqual([1, 1, 0, 0]);
    expect([...frameAt([], 0)]).toEqual([]);
  });
});

describe('images', () => {
  it('lays images out in rows, with a clear cell between them', () => {
    const { pixels, width, height } = imagePixels({
      x: [0, 1, 1, 0],
      side: 1,
      columns: 2,
      rows: 2,
      domain: [0, 1],
      paper: '#ffffff',
      ink: '#000000',
    });
    expect([width, height]).toEqual([3, 3]);
    const grey = (x: number, y: number) => [...pixels.slice((y * 3 + x) * 4, (y * 3 + x) * 4 + 4)];
    expect(grey(0, 0)).toEqual([255, 255, 255, 255]);
    expect(grey(2, 0)).toEqual([0, 0, 0, 255]);
    expect(grey(1, 0)).toEqual([0, 0, 0, 0]);
  });
  it('clips values outside the domain', () => {
    const { pixels } = imagePixels({
      x: [-9],
      side: 1,
      columns: 1,
      rows: 1,
      domain: [0, 1],
      paper: '#ffffff',
      ink: '#000000',
    });
    expect(pixels[0]).toBe(255);
  });
});

describe('axes', () => {
  it('writes ticks inside the frame and escapes labels', () => {
    const frame = createFrame({
      width: 100,
      height: 100,
      x: [0, 1],
      y: [0, 1],
      margin: { left: 20, bottom: 20, top: 10 },
    });
    const markup = axes(frame, { xTicks: [0, 1, 2], yTicks: [0.5], xLabel: 'a < b', yFormat: '.2f' });
    expect(markup.match(/class="tick"/g)).toHaveLength(3);
    expect(markup).toContain('a &lt; b');
    expect(markup).toContain('>0.50<');
  });
});

describe('chart', () => {
  const chart = {
    x: [0, 10],
    y: [0, 1],
    series: [
      { x: [0, 5], y: [0.2, 0.5], colour: 'red', name: 'G' },
      { x: [0, 5], y: [0.2, 0.51], colour: 'blue', name: 'D & co' },
      { x: [0], y: [NaN], colour: 'green', name: 'nothing yet' },
    ],
    levels: [{ value: 0.7, colour: 'black' }],
    bands: [{ low: 0.1, high: 0.3, colour: 'grey' }],
  } as const;
  const mutable = { ...chart, series: [...chart.series], levels: [...chart.levels], bands: [...chart.bands] };
  it('names the curves at their ends, apart from each other', () => {
    const frame = chartFrame(300, 150, mutable as never);
    const labels = chartLabels(frame, mutable as never);
    const ys = [...labels.matchAll(/class="series-name" x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(ys).toHaveLength(2);
    expect(Math.abs(ys[0]! - ys[1]!)).toBeGreaterThanOrEqual(12);
    expect(labels).toContain('D &amp; co');
  });
  it('draws bands first, then levels, then curves', () => {
    const { pen, calls } = recorder();
    drawChart(pen, chartFrame(300, 150, mutable as never), mutable as never);
    const colours = calls
      .filter(([name]) => name === 'strokeStyle =' || name === 'fillStyle =')
      .map(([, colour]) => colour);
    expect(colours).toEqual(['grey', 'black', 'red', 'blue', 'green']);
  });
  it('spreads labels inside their limits', () => {
    expect(spread([{ y: 10 }, { y: 10 }, { y: 10 }], 0, 22, 10).map(({ y }) => y)).toEqual([2, 12, 22]);
  });
});

describe('csv', () => {
  it('leaves missing and non-finite values empty', () => {
    expect(csv({ step: [1, 2], loss: [0.5, NaN], hq: [null, 1] })).toBe('step,loss,hq\n1,0.5,\n2,,1\n');
  });
});
