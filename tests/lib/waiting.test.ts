import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Waiting } from '../../src/lib/waiting.ts';

test('whoever is served gets the answer, whoever waits when all is called off gets the reason, and so do later ones', async () => {
  const waiting = new Waiting();
  expect(await waiting.unlessCalledOff(Promise.resolve(7))).toBe(7);
  await expect(waiting.unlessCalledOff(Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  const never = new Promise<void>(() => {});
  const call = waiting.unlessCalledOff(never);
  waiting.callOff(new Error('gone'));
  await expect(call).rejects.toThrow('gone');
  await expect(waiting.unlessCalledOff(never)).rejects.toThrow('gone');
});

test('answers that were given are not kept', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const waiting = new Waiting();
  const answers: WeakRef<object>[] = [];
  for (let i = 0; i < 50; i++) {
    const answer = { values: new Float32Array(1000) };
    answers.push(new WeakRef(answer));
    await waiting.unlessCalledOff(Promise.resolve(answer));
  }
  await new Promise((later) => setTimeout(later));
  collect();
  expect(answers.filter((answer) => answer.deref()).length).toBeLessThan(5);
});
