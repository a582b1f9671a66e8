/** A question to the session that takes long: after a second its reader is told how far it is. */
import type { WalkProgress } from '../../lib/session/types.ts';
import { clock, whole } from './race/format.ts';

/** Shorter ones are over before anybody could read. Milliseconds. */
const patience = 1000;

/** "step 12 of 50, 0:14 left". @param seconds that it has taken so far */
export const howFar = (done: number, of: number, seconds: number): string =>
  `step ${whole(done)} of ${whole(of)}, ${clock((seconds / done) * (of - done))} left`;

/** Asks, and shows how far the answer is; '' once it is there, or will not come. */
export async function watched<T>(
  question: (progress: WalkProgress) => Promise<T>,
  show: (text: string) => void,
  now = () => performance.now(),
): Promise<T> {
  const start = now();
  try {
    return await question((done, of) => {
      const spent = now() - start;
      if (spent >= patience) show(howFar(done, of, spent / 1000));
    });
  } finally {
    show('');
  }
}
