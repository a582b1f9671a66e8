import { expect, it, vi } from 'vitest';
import { Gaze } from '../../../src/components/demos/race/gaze.ts';
import type { LookName } from '../../../src/components/demos/race/looks.ts';

function setUp() {
  const made: LookName[] = [];
  const state = { free: true };
  const options = {
    free: () => state.free,
    make: vi.fn(async (name: LookName) => void made.push(name)),
    done: vi.fn(),
    fail: vi.fn(),
  };
  return { gaze: new Gaze(options), made, state, options };
}

it('looks once at what is asked for many times meanwhile', async () => {
  const { gaze, made } = setUp();
  await Promise.all([gaze.look(['field']), gaze.look(['field']), gaze.look(['field'])]);
  expect(made).toEqual(['field', 'field']); // the one under way, and one for all that came after it began
});

it('without names it looks at everything, samples first and the dear metrics last', async () => {
  const { gaze, made, options } = setUp();
  await gaze.look([]);
  expect(made[0]).toBe('gan');
  expect(made.at(-1)).toBe('ddpmMetrics');
  expect(options.done).toHaveBeenCalledTimes(1);
});

it('stops as soon as training goes on', async () => {
  const { gaze, made, state, options } = setUp();
  options.make.mockImplementation(async (name) => {
    made.push(name);
    state.free = false;
  });
  await gaze.look([]);
  expect(made).toHaveLength(1);
});

it('forgets what is asked for when the reader has seen enough, and looks again when asked again', async () => {
  const { gaze, made, options } = setUp();
  options.make.mockImplementationOnce(async (name) => {
    made.push(name);
    gaze.forget();
  });
  await gaze.look([]);
  expect(made).toEqual(['gan']);
  expect(options.done).toHaveBeenCalledTimes(1);
  await gaze.look(['field']);
  expect(made).toEqual(['gan', 'field']);
});

it('hands a failure on, and looks again when asked again', async () => {
  const { gaze, made, options } = setUp();
  options.make.mockRejectedValueOnce(new Error('gone'));
  await gaze.look(['gan']);
  expect(options.fail).toHaveBeenCalledWith(new Error('gone'));
  await gaze.look(['D']);
  expect(made).toEqual(['D']);
});
