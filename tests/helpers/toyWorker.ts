/** A worker that is none: a session of the test's own behind a message channel, as the page would reach it. */
import { expose } from 'comlink';

export function toyWorker(session: object): Worker {
  const { port1, port2 } = new MessageChannel();
  expose(session, port2 as never);
  const worker = Object.assign(new EventTarget(), {
    postMessage: (message: unknown, transfer: Transferable[] = []) => port1.postMessage(message, transfer as never),
    terminate() {
      port1.close();
      port2.close();
    },
  });
  port1.onmessage = ({ data }) => worker.dispatchEvent(new MessageEvent('message', { data }));
  return worker as unknown as Worker;
}
