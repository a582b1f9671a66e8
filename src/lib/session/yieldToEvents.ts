/**
 * Lets waiting messages in (a pause, a question from the page), then goes on. A message channel rather than a timer: timers
 * wait 4 ms when nested, and animation frames stop in a hidden tab.
 */
export const yieldToEvents = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
