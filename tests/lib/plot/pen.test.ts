import { describe, expect, it } from 'vitest';
import { curve } from '../../../src/lib/plot/curve.ts';
import { createFrame } from '../../../src/lib/plot/frame.ts';
import { SvgPen } from '../../../src/lib/plot/pen.ts';
import { points } from '../../../src/lib/plot/points.ts';

const square = createFrame({ width: 100, height: 100, x: [-1, 1], y: [-1, 1] });

describe('SvgPen', () => {
  it('writes a filled circle as a round dot', () => {
    const pen = new SvgPen();
    points(pen, square, { x: [0, 0], colour: '#c00', radius: 2 });
    expect(pen.toString()).toContain(
      '<path d="M50 50h0" fill="none" stroke="#c00" stroke-width="4" stroke-linecap="round"/>',
    );
  });
  it('writes a stroked circle as two arcs', () => {
    const pen = new SvgPen();
    pen.beginPath();
    pen.arc(10, 10, 3, 0, 2 * Math.PI);
    pen.stroke();
    expect(pen.toString()).toContain('d="M7 10a3 3 0 1 0 6 0a3 3 0 1 0 -6 0"');
  });
  it('closes every group that it opens and gives clips ids of their own', () => {
    const pen = new SvgPen('a');
    curve(pen, square, { x: [-1, 1], y: [0, 0], colour: 'k' });
    curve(pen, square, { x: [-1, 1], y: [0, 0], colour: 'k' });
    const svg = pen.toString();
    expect(svg.match(/<g /g)).toHaveLength(2);
    expect(svg.match(/<\/g>/g)).toHaveLength(2);
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(2);
  });
  it('keeps dashes and opacity, and forgets them on restore', () => {
    const pen = new SvgPen();
    pen.save();
    pen.setLineDash([4, 2]);
    pen.globalAlpha = 0.5;
    const stroke = () => {
      pen.beginPath();
      pen.moveTo(0, 0);
      pen.lineTo(1, 1);
      pen.stroke();
    };
    stroke();
    pen.restore();
    stroke();
    const [first, second] = pen.toString().split('/>');
    expect(first).toContain('stroke-dasharray="4 2" stroke-opacity="0.5"');
    expect(second).not.toContain('dash');
  });
  it('draws nothing for an empty path', () => {
    const pen = new SvgPen();
    pen.beginPath();
    pen.stroke();
    pen.fill();
    expect(pen.toString()).toBe('');
  });
});
