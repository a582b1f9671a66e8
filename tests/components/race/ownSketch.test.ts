import { expect, test } from 'vitest';
import { Sketch } from '../../../src/components/demos/race/ownSketch.ts';
import { createDrawing } from '../../../src/lib/data/drawing.ts';

test('a pen that is up leaves no ink', () => {
  const sketch = new Sketch();
  sketch.to(0.5, 0.5);
  sketch.nudge(0.1, 0);
  expect(sketch.ink).toEqual([]);
  expect(sketch.told).toBe('Pen up at 60, 50. 0 strokes.');
});

test('strokes run from pen down to pen up, by pointer or by keys', () => {
  const sketch = new Sketch();
  sketch.start(-0.5, 0);
  sketch.to(0, 0);
  sketch.lift();
  sketch.to(0.5, 0.5);
  sketch.toggle();
  sketch.nudge(0, 0.25);
  expect(sketch.told).toBe('Pen down at 50, 75. 2 strokes.');
  sketch.toggle();
  sketch.nudge(0.1, 0.1);
  expect(sketch.ink).toEqual([
    [
      [-0.5, 0],
      [0, 0],
    ],
    [
      [0.5, 0.5],
      [0.5, 0.75],
    ],
  ]);
  expect(createDrawing(sketch.ink).dim).toBe(2);
});

test('the pen stays in the square, and does not repeat a point where it stands', () => {
  const sketch = new Sketch();
  sketch.start(0.9, -0.9);
  for (let i = 0; i < 5; i++) sketch.nudge(1, -1);
  expect(sketch.ink).toEqual([
    [
      [0.9, -0.9],
      [1, -1],
    ],
  ]);
});

test('strokes are taken back one by one, or all at once; the pen is up then', () => {
  const sketch = new Sketch();
  sketch.start(0, 0);
  sketch.start(0.5, 0);
  sketch.undo();
  expect([sketch.ink.length, sketch.down]).toEqual([1, false]);
  sketch.to(0.3, 0.3);
  expect(sketch.ink).toEqual([[[0, 0]]]);
  sketch.start(0.1, 0.1);
  sketch.clear();
  expect([sketch.ink.length, sketch.down]).toEqual([0, false]);
});

test('ink that was given away does not grow', () => {
  const sketch = new Sketch();
  sketch.start(0, 0);
  const given = sketch.ink;
  sketch.to(1, 1);
  expect(given).toEqual([[[0, 0]]]);
});
