import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';

import { openBrowser } from '../../../server/testing/browser.ts';
import { startFakeApi, type FakeApi } from './fake-api.ts';

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export interface Console {
  readonly api: FakeApi;
  readonly browser: Browser;
  /** A fresh page on a device of this size; what goes wrong in it ends up in `errors`. */
  open(path: string, options?: OpenOptions): Promise<{ page: Page; errors: string[] }>;
  closePages(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly size?: { readonly width: number; readonly height: number };
  readonly language?: 'zh-CN' | 'en';
  readonly dark?: boolean;
}

/** Builds the console as it is shipped and opens it in Chromium over the fake API. */
export async function startConsole(): Promise<Console> {
  const dist = await mkdtemp(join(tmpdir(), 'workbench-dist-'));
  await build({
    configFile: join(import.meta.dirname, '../../vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: dist, emptyOutDir: true },
  });
  const api = await startFakeApi(dist);
  const browser = await openBrowser();
  const contexts: BrowserContext[] = [];
  const closePages = async () => {
    for (const context of contexts.splice(0)) await context.close();
  };
  return {
    api,
    browser,
    async open(path, options = {}) {
      const size = options.size ?? desktop;
      const context = await browser.newContext({
        viewport: size,
        locale: options.language ?? 'zh-CN',
        colorScheme: options.dark === true ? 'dark' : 'light',
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
        hasTouch: size.width < 768,
      });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (entry) => {
        // A refused call is logged by the browser itself; refusals are what many tests are about.
        if (entry.type() === 'error' && !entry.text().startsWith('Failed to load resource')) {
          errors.push(entry.text());
        }
      });
      await page.goto(`${api.origin}/workbench${path}`);
      return { page, errors };
    },
    closePages,
    async close() {
      await closePages();
      await browser.close();
      await api.close();
      await rm(dist, { recursive: true, force: true });
    },
  };
}
