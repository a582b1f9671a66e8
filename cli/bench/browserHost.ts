/** Engines in workers of Chromium, each in a page of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/chromium.ts';
import { bundleWorkers } from './bundle.ts';
import type { EngineName, Served } from './engine.ts';
import type { Hosted } from './nodeHost.ts';
import { servePages } from './pageServer.ts';
import { caller, type Answer, type Call } from './rpc.ts';

export interface BrowserHost {
  version: string;
  /** The WebGPU adapter's own words, or null where there is none. */
  adapter: string | null;
  /** @param isolated a page whose workers may share memory: threads for a library that uses them */
  host(name: EngineName, isolated?: boolean): Promise<Hosted>;
  close(): Promise<void>;
}

/** A software GPU where there is no other; `--no-sandbox` because a container has no user namespaces. */
export const chromiumArguments = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  ...(process.env.BENCH_GPU === '1' ? ['--enable-features=Vulkan'] : ['--use-webgpu-adapter=swiftshader']),
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
];

async function adapterOf(browser: Browser, url: string): Promise<string | null> {
  const page = await browser.newPage();
  await page.goto(url);
  const words = await page.evaluate(async () => {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
    const { vendor, architecture, description } = adapter?.info ?? {};
    return adapter ? [vendor, architecture, description].filter(Boolean).join(' ') || 'unnamed adapter' : null;
  });
  await page.close();
  return words;
}

/** Starts a worker in the page and answers with its methods. */
export async function openWorker<T extends object>(page: Page, script: string, name: string): Promise<T> {
  const { remote, receive, fail } = caller<T>((call) => {
    void page
      .evaluate((message: Call) => (globalThis as unknown as { send(m: Call): void }).send(message), call)
      .catch((error: unknown) => fail(error as Error));
  });
  await page.exposeFunction('receive', receive as (a: Answer) => void);
  await page.exposeFunction('refuse', (why: string) => fail(new Error(`The worker of ${name} failed: ${why}`)));
  page.on('crash', () => fail(new Error(`The page of ${name} crashed.`)));
  await page.evaluate(
    ([address, workerName]) => {
      const scope = globalThis as unknown as Record<'send' | 'receive' | 'refuse', (message: unknown) => void>;
      const worker = new Worker(address!, { type: 'module', name: workerName! });
      worker.onmessage = ({ data }) => scope.receive(data);
      worker.onerror = (event) => scope.refuse(event.message || 'it could not be loaded');
      scope.send = (call) => worker.postMessage(call);
    },
    [script, name],
  );
  return remote;
}

async function openEngine(browser: Browser, url: string, name: EngineName): Promise<Hosted> {
  const page = await browser.newPage();
  await page.goto(url);
  const bundle = name === 'eager' || name === 'patched' ? 'eager' : 'book';
  const engine = await openWorker<Served>(page, `${url}${bundle}/browserWorker.js`, name);
  return { engine, close: () => page.close() };
}

export async function startBrowser(): Promise<BrowserHost> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  await bundleWorkers(folder);
  const server = await servePages(folder);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  return {
    version: `Chromium ${browser.version()}`,
    adapter: await adapterOf(browser, `${server.url}/`),
    host: (name, isolated = false) => openEngine(browser, `${server.url}/${isolated ? 'isolated/' : ''}`, name),
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
