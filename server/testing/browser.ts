import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Real Chromium, without what it would do in the background. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const phoneSize = { width: 390, height: 844 } as const;
export const desktopSize = { width: 1280, height: 800 } as const;

/** Pictures for eyes: `test-output/<name>.png`, not in git. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = join(process.cwd(), 'test-output');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
