import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desktopSize, openBrowser, openWorkbench, phoneSize, takePicture } from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, settle, signIn, staffCookie } from './testing/people.ts';

/** Drives the built clients: `npm run build` first (npm test does). */
describe('the story of who leaves', () => {
  let product: Installation;
  let browser: Browser;
  const problems: string[] = [];

  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function openPhone(
    person: string,
    page: string,
    language: 'zh-CN' | 'en' = 'zh-CN',
  ): Promise<{ phone: Page; app: FrameLocator }> {
    const { token } = await signIn(product, person, language);
    await call(product, 'PATCH', '/me', { token, body: { language } });
    const context = await browser.newContext({
      ...{ viewport: phoneSize, hasTouch: true, locale: language, acceptDownloads: true },
    });
    const phone = await context.newPage();
    phone.on('pageerror', (error) => problems.push(error.message));
    const app = phone.frameLocator('[data-testid="mini-app-frame"]');
    const more = language === 'en' ? '&lang=en' : '';
    await phone.goto(
      `${product.sandboxUrl}/?person=${person}&open=${encodeURIComponent(`pages/${page}/index`)}${more}`,
    );
    return { phone, app };
  }
  async function prove(phone: Page, app: FrameLocator): Promise<void> {
    await app.locator('#phone-button').click();
    await phone.getByTestId('phone-sheet-allow').click();
  }
  async function open(path: string, size: { width: number; height: number }, language = 'zh-CN') {
    const cookie = await staffCookie(product, 'chenli');
    return openWorkbench(browser, product, { cookie, path, size, language, problems });
  }
  const still = (page: Page) => page.waitForTimeout(500);

  it('exports his information: proves the number, waits, and fetches the file once', async () => {
    const { phone, app } = await openPhone('tangyu', 'me');
    await app.locator('#me-export').waitFor();
    await app.locator('#me-export').scrollIntoViewIfNeeded();
    await takePicture(phone, 'leaving-1-me');
    await app.locator('#me-export').click();
    await app.locator('#export-ask').waitFor();
    await takePicture(phone, 'leaving-2-export');
    await app.locator('#export-ask').click();
    await app.locator('#phone-button').waitFor();
    await takePicture(phone, 'leaving-3-export-proof');
    await prove(phone, app);
    await app.locator('#export-fetch').waitFor({ timeout: 20_000 });
    await takePicture(phone, 'leaving-4-export-ready');
    // A browser that is slow to fetch: the page must find out by itself that its file is taken.
    await phone.context().route('**/personal-exports/file*', async (route) => {
      await still(phone);
      await route.continue();
    });
    const saved = phone.waitForEvent('download');
    await app.locator('#export-fetch').click();
    expect((await saved).suggestedFilename()).toBe('my-information.zip');
    await app.getByTestId('export-file').first().getByText('已取走').waitFor();
    await takePicture(phone, 'leaving-5-export-taken');
    expect(problems).toEqual([]);
    await phone.context().close();
  });

  it('reads in English, and lets the only admin hand over first', async () => {
    const { phone, app } = await openPhone('zhoujianguo', 'leave', 'en');
    await app.getByText('You are the only administrator').first().waitFor();
    await takePicture(phone, 'leaving-en-1-admin');
    await app.getByTestId('hand-over').first().click();
    await still(phone);
    await takePicture(phone, 'leaving-en-2-hand-over');
    await app.locator('#confirm-verb').click();
    await app.getByText(/Handed over to/).waitFor();
    await app.locator('#leave-go-on').click();
    await prove(phone, app);
    await app.getByTestId('leave-account').first().waitFor();
    await app.getByTestId('leave-account').nth(1).click();
    await takePicture(phone, 'leaving-en-3-choose');
    expect(problems).toEqual([]);
    await phone.context().close();
  });

  it('cancels his account: what happens, the number anew, once more, and he is gone', async () => {
    const { phone, app } = await openPhone('tangyu', 'leave');
    await app.locator('#leave-explained').waitFor();
    await takePicture(phone, 'leaving-6-explained');
    await app.locator('#leave-go-on').click();
    await app.locator('#phone-button').waitFor();
    await takePicture(phone, 'leaving-7-proof');
    await prove(phone, app);
    await app.getByTestId('leave-account').waitFor();
    await takePicture(phone, 'leaving-8-choose');
    await app.locator('#leave-now').click();
    await still(phone);
    await takePicture(phone, 'leaving-9-ask');
    await app.locator('#confirm-verb').click();
    await app.getByText('账号已注销').waitFor();
    await takePicture(phone, 'leaving-10-gone');
    await app.locator('#leave-again').click();
    await app.getByText('去绑定').first().waitFor();
    await takePicture(phone, 'leaving-11-new-person');
    expect(problems).toEqual([]);
    await phone.context().close();
  });

  it('is seen by staff as a number with a day, and confirmed by name', async () => {
    await settle(product);
    const page = await open('account-cancellations', desktopSize);
    await page.getByText('已完成').first().waitFor();
    await takePicture(page, 'leaving-workbench-list');
    await page
      .getByText(/^U-[2-9A-Z]{8}$/)
      .first()
      .click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('人工处理').waitFor();
    await still(page);
    await takePicture(page, 'leaving-workbench-one');
    await drawer.getByRole('button', { name: '确认已处理' }).click();
    const ask = page.getByRole('dialog', { name: /人工部分已处理？/ });
    await ask.getByText('会记下你的姓名和时间').waitFor();
    await still(page);
    await takePicture(page, 'leaving-workbench-confirm');
    await ask.getByRole('button', { name: /确认已处理$/ }).click();
    await drawer.getByText(/陈立/).waitFor();
    const staff = { cookie: await staffCookie(product, 'chenli'), body: { language: 'en' } };
    await call(product, 'PATCH', '/staff/me', staff);
    const narrow = await open('account-cancellations', phoneSize, 'en');
    await narrow
      .getByText(/^U-[2-9A-Z]{8}$/)
      .first()
      .waitFor();
    await takePicture(narrow, 'leaving-workbench-phone');
    await call(product, 'PATCH', '/staff/me', { ...staff, body: { language: 'zh-CN' } });
    const users = await open('interconnect-users', desktopSize);
    await users.getByText('待验证新手机号').first().waitFor();
    expect(await users.getByText('唐玉').count()).toBe(0);
    await takePicture(users, 'leaving-workbench-users');
    expect(problems).toEqual([]);
  });
});
