/**
 * Runs the unit tests. Where a Chromium lies beside its software GPU, Dawn in Node can use it too: the Vulkan loader must be
 * on the library path before the process starts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findChromium } from './chromium.ts';

function softwareVulkan(): string | null {
  try {
    const folders = ['/usr/lib/chromium', dirname(realpathSync(findChromium()))];
    return folders.find((folder) => existsSync(join(folder, 'libvulkan.so.1'))) ?? null;
  } catch {
    return null; // the tests that need a GPU then say that they were skipped
  }
}

const folder = softwareVulkan();
const path = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    LD_LIBRARY_PATH: path,
    SOFTWARE_VULKAN: folder ? join(folder, 'vk_swiftshader_icd.json') : '',
  },
});
process.exit(status ?? 1);
