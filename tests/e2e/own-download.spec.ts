/** MNIST from the folder that the site was built with (scripts/e2e.ts): a server of the test's own answers for it. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { smallMnist } from '../helpers/idx.ts';
import { expect, test as base } from './book.ts';
import { openPanel, takeOneStep } from './ownPanel.ts';

const { images, labels } = smallMnist(40);
const files: Record<string, Buffer> = {
  't10k-images-idx3-ubyte.gz': gzipSync(images),
  't10k-labels-idx1-ubyte.gz': gzipSync(labels),
};
const [imagesName, labelsName] = Object.keys(files) as [string, string];
const size = files[imagesName]!.length;

type Answer = (response: ServerResponse, file: Buffer) => void;
interface Host {
  answer: Answer;
  /** The files that were asked for, in their order. */
  asked: string[];
  /** Connections that ended before their answer did. */
  broken: number;
}
const whole: Answer = (response, file) => response.writeHead(200, { 'content-length': file.length }).end(file);

const test = base.extend<{ host: Host }>({
  host: async ({ page }, use) => {
    const host: Host = { answer: whole, asked: [], broken: 0 };
    const server = createServer((request, response) => {
      const name = request.url!.slice(1);
      host.asked.push(name);
      response.on('close', () => response.writableFinished || host.broken++);
      host.answer(response, files[name]!);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await page.route('**/book/data/mnist/*', (route) =>
      route.continue({ url: `http://127.0.0.1:${port}/${route.request().url().split('/').at(-1)}` }),
    );
    await use(host);
    server.closeAllConnections();
    server.close();
  },
});

test('MNIST is downloaded when asked for, can be stopped on the way, is kept, and trains', async ({
  page,
  complaints,
  host,
}) => {
  const half = Math.floor(size / 2);
  let rest = () => {};
  const pausing: Answer = (response, file) => {
    response.writeHead(200, { 'content-length': file.length }).write(file.subarray(0, half));
    rest = () => response.end(file.subarray(half));
  };
  const { race, panel, told } = await openPanel(page, 'MNIST');
  const button = panel.getByRole('button', { name: 'Download MNIST’s 10,000 test images' });
  const stop = panel.getByRole('button', { name: 'Stop' });
  const arrived = panel.locator('[data-own="progress-text"]');
  const text = `Images, ${(half / 1000).toFixed(1)} of ${(size / 1000).toFixed(1)} kB`;
  await expect(button).toBeVisible();
  expect(host.asked).toEqual([]);

  host.answer = pausing;
  await button.click();
  await expect(arrived).toHaveText(text);
  await expect(panel.getByRole('progressbar')).toHaveJSProperty('value', half / size);
  await expect(told).toHaveText('Downloading.');
  await stop.press('Enter');
  await expect(told).toHaveText('Stopped.');
  await expect(stop).toBeHidden();
  await expect(panel.getByRole('radio', { name: 'MNIST' })).toBeFocused();
  await expect(panel.getByRole('button', { name: 'Race on these digits' })).toBeDisabled();
  await expect.poll(() => host.broken).toBe(1);

  await button.click();
  await expect(arrived).toHaveText(text);
  await button.click(); // again, while the first is on its way: that one is heard of no more
  await expect.poll(() => host.broken).toBe(2);
  await expect.poll(() => host.asked.length).toBe(3);
  await expect(arrived).toHaveText(text);
  await expect(told).toHaveText('Downloading.');
  host.answer = whole;
  rest();
  await expect(told).toHaveText('MNIST digits, 40 images.');
  expect(host.asked).toEqual([imagesName, imagesName, imagesName, labelsName]);

  await openPanel(page, 'MNIST');
  await button.click();
  await expect(told).toHaveText('MNIST digits, 40 images. They lay in this browser already.');
  expect(host.asked).toHaveLength(4);
  await panel.getByRole('button', { name: 'Race on these digits' }).click();
  await takeOneStep(race);
  await expect(race).toHaveAttribute('data-set', 'mnist');
  await expect(race).toHaveAttribute('data-kind', 'images');
  expect(complaints).toEqual([]);
});

test('a download that fails says why, leaves nothing behind, and another one may follow', async ({
  page,
  complaints,
  host,
}) => {
  const { panel, told } = await openPanel(page, 'MNIST');
  const button = panel.getByRole('button', { name: 'Download MNIST’s 10,000 test images' });
  const arrived = panel.locator('[data-own="progress-text"]');
  const url = new URL(`../data/mnist/${imagesName}`, page.url()).href;
  const early = `${imagesName}: the compressed data are damaged or end early. Is it fully downloaded?`;
  const failures: [Answer, string][] = [
    [
      (response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('none'),
      `${url}: the server answered 404. Choose your own copy instead.`,
    ],
    [
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
      `${url}: the server answered with a page instead of the file. Choose your own copy instead.`,
    ],
    [
      (response, file) => {
        response.writeHead(200, { 'content-length': file.length }).write(file.subarray(0, 100));
        void expect(arrived)
          .toHaveText(/^Images, 0\.1 of /)
          .then(() => response.destroy());
      },
      `${url}: the connection ended after 100 of ${size} bytes. Try again.`,
    ],
    [(response) => response.writeHead(200).end(), `${url}: the file is empty. Choose your own copy instead.`],
    [
      (response, file) => response.writeHead(200).end(file.subarray(0, 100)),
      `${early} Neither file is kept: you can download them again.`,
    ],
    [(response) => response.destroy(), `${url} cannot be reached. Are you offline? You can also choose your own copy.`],
  ];
  const fails = async (sentence: string) => {
    await button.click();
    await expect(told).toHaveText(sentence);
    await expect(told).toHaveClass(/is-bad/);
    await expect(panel.getByRole('button', { name: 'Stop' })).toBeHidden();
    await expect(panel.getByRole('button', { name: 'Race on these digits' })).toBeDisabled();
  };
  for (const [answer, sentence] of failures) {
    host.answer = answer;
    await fails(sentence);
  }
  host.answer = whole;
  await page.context().setOffline(true);
  await fails(`${url} cannot be reached. Are you offline? You can also choose your own copy.`);
  await page.context().setOffline(false);
  await button.click();
  await expect(told).toHaveText('MNIST digits, 40 images.');
  await expect(told).not.toHaveClass(/is-bad/);

  // The browser itself speaks of what failed; the page threw nothing.
  const own = /^(console: Failed to load resource|failed: .*\/t10k-images-idx3-ubyte\.gz )/;
  expect(complaints.filter((one) => !own.test(one))).toEqual([]);
  complaints.length = 0;
});
