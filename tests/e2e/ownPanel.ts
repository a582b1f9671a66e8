/** The panel for a reader's own data: opened, and files for it, chosen or dropped. */
import { writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './book.ts';
import { press, stepOf } from './inject.ts';

/** Nets and batches that a busy machine gets through. */
const tiny = 'backend=wasm&budget=400&batchSize=8&T=50&samplerSteps=2&steps=100000';

export async function openPanel(page: Page, way?: string): Promise<{ race: Locator; panel: Locator; told: Locator }> {
  await page.goto(`race/?${tiny}`);
  const race = page.locator('[data-demo="race"]').first();
  const panel = race.locator('[data-part="own"]');
  await panel.locator('summary').click();
  if (way) {
    await panel.getByRole('radio', { name: 'A drawing' }).check();
    await expect(panel.getByRole('button', { name: 'Race on this drawing' })).toBeEnabled(); // its code has arrived
    await panel.getByRole('radio', { name: way }).check();
  }
  return { race, panel, told: panel.getByRole('status') };
}

export interface TestFile {
  name: string;
  content: string | Uint8Array;
}

/** For `setInputFiles`. */
export const chosen = (files: TestFile[]) =>
  files.map(({ name, content }) => ({ name, mimeType: '', buffer: Buffer.from(content) }));

/** Takes files over the middle of `place` as the system does, and lets go of them there, or takes them away again. */
export async function drag(page: Page, place: Locator, files: TestFile[], letGo = true): Promise<void> {
  const paths = files.map(({ name, content }) => {
    const path = test.info().outputPath(name);
    writeFileSync(path, content);
    return path;
  });
  await place.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await place.boundingBox())!;
  const cdp = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', letGo ? 'drop' : 'dragCancel'] as const) {
    await cdp.send('Input.dispatchDragEvent', {
      type,
      x: x + width / 2,
      y: y + height / 2,
      data: { items: [], files: paths, dragOperationsMask: 1 },
    });
  }
  await cdp.detach();
}

export async function takeOneStep(race: Locator): Promise<void> {
  await press(race, 'Step'); // convolutions take a busy machine seconds
  await expect.poll(() => stepOf(race), { timeout: 90_000 }).toBe(1);
}
