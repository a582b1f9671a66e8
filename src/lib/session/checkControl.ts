/** Whether a model can answer a request: what cannot be answered is refused in a sentence, before anything is computed. */
import { rowsOf, type ControlOffer, type ControlRequest } from '../control.ts';
import { continuousSamplerNames } from '../model.ts';

const refuse = (sentence: string): never => {
  throw new RangeError(sentence);
};

/** Whole rows of finite numbers, one at least. */
function checkRows(what: string, values: ArrayLike<number>, width: number): void {
  if (values.length === 0 || values.length % width !== 0) {
    refuse(`${what} should be rows of ${width} numbers, one row at least; got ${values.length} numbers.`);
  }
  const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) refuse(`${what} should be finite numbers; number ${bad + 1} is ${values[bad]}.`);
}

function checkNumber(what: string, value: number | undefined, min: number, max: number, whole = false): void {
  if (value === undefined || (value >= min && value <= max && (!whole || Number.isInteger(value)))) return;
  const range = max === Infinity ? `at least ${min}` : `from ${min} to ${max}`;
  refuse(`${what} should be a ${whole ? 'whole ' : ''}number ${range}; got ${value}.`);
}

function checkMask(mask: ArrayLike<number>, dim: number, all: number): void {
  if (mask.length !== dim && mask.length !== all) {
    refuse(`The mask should have ${dim} numbers, for all rows, or ${all}; got ${mask.length}.`);
  }
  const bad = Array.from(mask).find((value) => value !== 0 && value !== 1);
  if (bad !== undefined) refuse(`A mask is 1 where x is known and 0 where it is to be made; got ${bad}.`);
}

/** One label for all rows, or one for each, of those that the model is told. */
export function checkLabel(label: number | Int32Array | undefined, classes: number, n: number): void {
  if (label === undefined) return;
  if (classes === 0) refuse('This model is told no labels: ask it without one, or open a conditional model.');
  if (typeof label === 'object' && label.length !== n) refuse(`Expected ${n} labels, one a row; got ${label.length}.`);
  for (const one of typeof label === 'object' ? label : [label]) checkNumber('A label', one, 0, classes - 1, true);
}

/**
 * @param name of the model, for the sentence
 * @throws RangeError
 */
export function checkControl(name: string, offer: ControlOffer | undefined, request: ControlRequest, dim: number) {
  const { kind } = request;
  if (!offer?.kinds.includes(kind)) {
    const able = offer ? `it can ${offer.kinds.join(', ')}` : 'it can only be sampled from';
    return refuse(`The model "${name}" cannot ${kind}; ${able}.`);
  }
  checkNumber('frames', request.frames, 0, 10_000, true);
  if (kind === 'styles') {
    const { seeds, others, crossover, truncation, noise } = request;
    const numbers = [...seeds, ...(others ?? []), noise ?? 0];
    if (seeds.length === 0) refuse('The seeds of the styles are missing: name one for each row.');
    for (const number of numbers) checkNumber('The number of a latent or of a noise', number, 0, 2 ** 53 - 1, true);
    if (others && others.length !== seeds.length) {
      refuse(`Style mixing needs as many other latents as seeds, ${seeds.length}; got ${others.length}.`);
    }
    checkNumber('The crossover', crossover, 0, offer.layers!, true);
    checkNumber('The truncation psi', truncation, -2, 2);
  } else {
    if (kind === 'decode') checkRows('z', request.z, offer.latentDim);
    else checkRows('x', request.x, dim);
    checkNumber('The seed', request.seed, 0, 2 ** 53 - 1, true);
    checkNumber('The number of steps', request.steps, 2, 1000, true);
    checkNumber('The guidance scale', request.guidanceScale, -100, 100);
    const { sampler } = request;
    if (sampler !== undefined && !continuousSamplerNames.includes(sampler)) {
      refuse(`No sampler in sigma is called "${String(sampler)}". There are ${continuousSamplerNames.join(', ')}.`);
    }
    const solves = kind === 'encode' || kind === 'decode';
    if (solves && sampler !== undefined && sampler !== 'euler' && sampler !== 'heun') {
      refuse(`To ${kind} is to solve an ODE, without fresh noise: choose euler or heun, not ${sampler}.`);
    }
  }
  if (kind === 'likelihood' && (request.guidanceScale ?? 1) !== 1) {
    refuse('A guided model is the model of no law, and has no likelihood: leave the guidance scale at 1.');
  }
  if (kind === 'edit') {
    if (request.strength === undefined) refuse('The strength is missing: a number from 0 to 1.');
    checkNumber('The strength', request.strength, 0, 1);
  }
  if (kind === 'inpaint') {
    checkMask(request.mask, dim, request.x.length);
    checkNumber('resamples', request.resamples, 1, 100, true);
    checkNumber('jump', request.jump, 1, 1000, true);
  }
  checkLabel(request.label, offer.classes, rowsOf(request, { dim, latentDim: offer.latentDim }));
}
