/** Normals of a stream that the device draws itself: a step is given the stream's key and position instead of the numbers. */
import type { HostInput, Inputs, Step } from '../compile.ts';
import { settings } from '../settings.ts';
import * as tf from '../../tf.ts';
import { deviceNormals, drawState, normalWords } from './kernels/threefry.ts';

/** Between an input's name and its shape: a step is recorded for both. */
const mark = ' drawn as ';

/** An input that is run twice is the same numbers twice. */
const states = new WeakMap<HostInput, Int32Array>();

function stateOf(input: HostInput, stream: NonNullable<HostInput['stream']>): Int32Array {
  let state = states.get(input);
  if (!state) states.set(input, (state = drawState(stream, normalWords(tf.util.sizeFromShape(input.shape)))));
  return state;
}

/** The inputs with a state, [4] int32, in the place of normals. The streams move on as if the host had drawn. */
export function asStates(inputs: Inputs): Inputs {
  if (!settings.deviceDraws) return inputs;
  const given: Inputs = {};
  for (const name in inputs) {
    const input = inputs[name]!;
    if (input instanceof tf.Tensor || !input.stream) given[name] = input;
    else given[`${name}${mark}${input.shape.join()}`] = { values: stateOf(input, input.stream), shape: [4] };
  }
  return given;
}

/** The step with normals in the place of their states again, drawn by the kernel: the same one in replays and elsewhere. */
export const drawing =
  (step: Step): Step =>
  (given) =>
    step(
      Object.fromEntries(
        Object.entries(given).map(([key, tensor]) => {
          const [name, shape] = key.split(mark) as [string, string | undefined];
          return shape === undefined ? [key, tensor] : [name, deviceNormals(tensor, shape.split(',').map(Number))];
        }),
      ),
    );
