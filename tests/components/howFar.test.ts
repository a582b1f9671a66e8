import { expect, it } from 'vitest';
import { howFar, watched } from '../../src/components/demos/howFar.ts';

it('says the step and the time that is left', () => {
  expect(howFar(250, 1000, 20)).toBe('step 250 of 1,000, 1:00 left');
});

it('says nothing for a second, then how far it is, and nothing any more once the answer is there', async () => {
  const shown: string[] = [];
  let time = 5000;
  const answer = await watched(
    async (progress) => {
      for (let done = 1; done <= 4; done++) {
        time += 400;
        await progress(done, 8);
      }
      return 'answer';
    },
    (text) => shown.push(text),
    () => time,
  );
  expect(answer).toBe('answer');
  expect(shown).toEqual(['step 3 of 8, 0:02 left', 'step 4 of 8, 0:02 left', '']);
});

it('takes its words back where no answer comes', async () => {
  const shown: string[] = [];
  const asked = watched(
    () => Promise.reject(new Error('no')),
    (text) => shown.push(text),
  );
  await expect(asked).rejects.toThrow('no');
  expect(shown).toEqual(['']);
});
