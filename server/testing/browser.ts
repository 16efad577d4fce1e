import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

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

export interface Opening {
  readonly cookie?: string | undefined;
  /** Behind `/workbench/`; undefined: no page is opened yet. */
  readonly path?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly language?: string;
  readonly touch?: boolean;
  readonly userAgent?: string | undefined;
  /** Gets what goes wrong in the page. */
  readonly problems?: string[];
}

/** A browser of its own at the workbench, signed in where a cookie is given; without animations, which tests would wait for. */
export async function openWorkbench(
  browser: Browser,
  product: { readonly url: string },
  how: Opening,
): Promise<Page> {
  const { cookie, path, size = desktopSize, language = 'zh-CN', touch = false, userAgent, problems } = how;
  const context = await browser.newContext({
    ...{ viewport: size, locale: language, hasTouch: touch, reducedMotion: 'reduce' },
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  const [name = '', value = ''] = cookie?.split('=') ?? [];
  if (name !== '') await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  page.on('pageerror', (error) => problems?.push(error.message));
  if (path !== undefined) await page.goto(`${product.url}/workbench/${path}`);
  return page;
}

/** To another page of the workbench as its own links lead there: without loading it anew. */
export async function goWithin(page: Page, path: string): Promise<void> {
  // A string: the tests' compiler knows no page.
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

/** Nothing is wider than the window. Waited for: a window that was just made narrower is drawn a moment later. */
export async function expectToFit(page: Page): Promise<void> {
  const wider = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  await expect.poll(() => page.evaluate(wider), { message: page.url(), timeout: 5_000 }).toBe(0);
}
