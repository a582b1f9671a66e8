/**
 * The health of the engine under the tensors. TensorFlow.js does not hear of a lost device and answers zeros; and one invalid
 * command voids the batch that it was submitted with, silently. So we listen ourselves, and a condemned engine refuses all
 * further work: whoever trains stops, and goes on from a snapshot on the host with a new worker and a new device.
 */
import { within } from '../deadline.ts';
import { RunFault } from '../faults.ts';
import type * as tf from '../tf.ts';
import { Waiting } from '../waiting.ts';
import { isMemoryError, tellsOfMemory } from './outOfMemory.ts';

/** Longest wait for a value from the device. */
let readMilliseconds = 10_000;
/** An adapter that is imitated by the CPU may take long and be well. */
export const bePatient = (): void => void (readMilliseconds = 20_000);

let fault: RunFault | null = null;
let waiting = new Waiting();

/** A new engine starts in good health. */
export function renew(): void {
  fault = null;
  waiting = new Waiting();
}

/** From now on nothing that the engine says is believed. The first reason counts. */
export function condemn(reason: RunFault): void {
  if (fault) return;
  fault = reason;
  waiting.callOff(reason);
}

/** @throws RunFault if the engine is condemned. */
export function demandHealth(): void {
  if (fault) throw fault;
}

/** Hears when a graphics device is lost or refuses a command. */
export function watchDevice(device: GPUDevice): void {
  const full = new RunFault('OutOfMemory', 'The graphics device ran out of memory.');
  void device.lost.then(({ reason, message }) => {
    if (tellsOfMemory(message)) return condemn(full);
    const why = message ? ` (${message.trim().replace(/\.$/, '')})` : '';
    condemn(
      new RunFault('DeviceLost', `The graphics device was lost${reason === 'destroyed' ? ', destroyed' : ''}${why}.`),
    );
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    if (isMemoryError(error)) condemn(full);
    else condemn(new RunFault('Invalid', `The graphics device refused a command: ${firstLine(error.message)}.`));
  });
}

const firstLine = (text: string) => (text.split('\n')[0] ?? '').trim().slice(0, 200).replace(/\.$/, '');

/** Waits for something from the device, but not for ever, and not from a condemned engine. */
export async function fromDevice<T>(promise: Promise<T>, milliseconds = readMilliseconds): Promise<T> {
  demandHealth();
  const late = () =>
    new RunFault(
      'Hung',
      `The engine has not answered for ${Math.round(milliseconds / 1000)} s: a result never came back.`,
    );
  try {
    const value = await within(waiting.unlessCalledOff(promise), milliseconds, late);
    demandHealth();
    return value;
  } catch (error) {
    // A read-back that the loss of the device aborts may reject before the loss itself is heard.
    if (error instanceof Error && /^(AbortError|OperationError)$/.test(error.name)) {
      await waiting.unlessCalledOff(new Promise((resolve) => setTimeout(resolve, 200)));
      demandHealth();
      throw new RunFault('DeviceLost', `The graphics device broke off a read-back: ${firstLine(error.message)}.`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** The values of a tensor. The only way in which anything here reads one. */
export const read = (tensor: tf.Tensor): Promise<Float32Array> => fromDevice(tensor.data() as Promise<Float32Array>);
