import type { Frame } from '../../../lib/plot/frame.ts';

/** Dots shrink with the picture, a little: 1 at 480 pixels and more, 0.75 on a phone. */
export const dot = (frame: Frame): number => Math.min(1, Math.max(0.75, frame.width / 480));
