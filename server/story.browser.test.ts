import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoWorld } from '../config/demo-world.ts';
import { desktopSize, openBrowser, phoneSize, takePicture } from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';

const oa = demoWorld.officialAccount.appId;

/** Drives the built clients: `npm run build` first (npm test does). */
describe('the story of the first two minutes', () => {
  let product: Installation;
  let browser: Browser;
  let phone: Page;

  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: phoneSize, hasTouch: true, locale: 'zh-CN' });
    phone = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  it('leads from the first page to the phone', async () => {
    await phone.goto(`${product.url}/`);
    await takePicture(phone, 'story-0-home');
    await expect.poll(() => phone.locator('[data-card="follow"]').getAttribute('data-done')).toBe('false');
    const link = await phone.locator('[data-card="follow"] a.button').getAttribute('href');
    expect(link).toContain(product.sandboxUrl);
    await phone.goto(link ?? '');
  });

  it('follows: the guide is in the chat at once', async () => {
    await phone.getByTestId('follow-button').first().click();
    const guide = phone.getByTestId('mini-program-link').last();
    await guide.waitFor();
    await takePicture(phone, 'story-1-guide');
    expect(
      await phone
        .getByTestId('message')
        .or(phone.locator('[data-seq]'))
        .filter({ hasText: '你好，欢迎关注岚汐净水' })
        .count(),
    ).toBe(1);
    await guide.click();
  });

  it('binds: consent first, then the phone, and sees what he may use', async () => {
    const app = phone.frameLocator('[data-testid="mini-app-frame"]');
    await app.locator('#bind-agree').waitFor();
    await takePicture(phone, 'story-2-who-asks');
    await app.locator('#bind-agree').click();
    expect(
      await phone.getByTestId('phone-sheet-allow').count(),
      'nothing is asked before the box is ticked',
    ).toBe(0);
    await app.locator('#bind-consent').click();
    await takePicture(phone, 'story-3-consent');
    await app.locator('#bind-agree').click();
    await app
      .locator('#phone-button')
      .click({ timeout: 5_000 })
      .catch(() => undefined);
    await phone.getByTestId('phone-sheet-allow').waitFor();
    await takePicture(phone, 'story-4-phone-sheet');
    await phone.getByTestId('phone-sheet-allow').click();
    await app.locator('#bind-success').waitFor();
    await takePicture(phone, 'story-5-bound');
    expect(await app.getByText('杭州沐泉').count()).toBeGreaterThan(0);
    for (const tile of ['notices', 'salesperson', 'account']) {
      expect(await app.locator(`#bound-tile-${tile}`).count()).toBe(1);
    }
    await app.locator('#bind-home').click();
    await app.locator('#home-brand').waitFor();
    await takePicture(phone, 'story-6-home');
    await phone.getByTestId('mini-app-close').click();
  });

  it('tells both sides: the template message in the chat, the card in WeCom', async () => {
    await phone.getByText('账号绑定成功通知').first().waitFor();
    await takePicture(phone, 'story-7-template');
    await phone.goto(`${product.sandboxUrl}/?tab=wecom&member=zhangmin`);
    await phone.getByText('林晓雯（杭州沐泉）已绑定微信').first().waitFor();
    await takePicture(phone, 'story-8-wecom');
    await phone.goto(`${product.url}/`);
    await expect.poll(() => phone.locator('[data-done="true"][data-card]').count()).toBe(3);
    await takePicture(phone, 'story-9-home-done');
  });

  it('opens the workbench from WeCom, signed in as the member', async () => {
    const context = await browser.newContext({ viewport: desktopSize, locale: 'zh-CN' });
    const desk = await context.newPage();
    await desk.goto(`${product.url}/workbench/`);
    await desk
      .getByRole('button', { name: /企业微信登录/ })
      .or(desk.getByRole('link', { name: /企业微信登录/ }))
      .first()
      .click();
    await desk.getByText('陈立').first().click();
    await desk.getByText('互联额度').first().waitFor();
    await takePicture(desk, 'story-10-workbench');
    const state = await desk.request.get(`${product.url}/api/v1/quota`);
    expect(state.status()).toBe(200);
    await context.close();
  });

  it('gives the bound variant to who unfollows and follows again', async () => {
    await product.control('unfollow', { account: oa, follower: 'linxiaowen' });
    await product.control('follow', { account: oa, follower: 'linxiaowen' });
    await phone.goto(`${product.sandboxUrl}/?person=linxiaowen&chat=${oa}`);
    await phone.getByText('林晓雯，你已绑定「杭州沐泉」').first().waitFor();
    await takePicture(phone, 'story-11-bound-guide');
  });
});
