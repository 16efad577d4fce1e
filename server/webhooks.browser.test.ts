import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  desktopSize,
  expectToFit,
  openBrowser,
  openWorkbench,
  phoneSize,
  takePicture,
} from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, staffCookie } from './testing/people.ts';
import { openReceiver, type Receiver } from './testing/receiver.ts';

/** Events for other systems in the built workbench, with the real server and a receiver that is there. */
describe('events for other systems in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let receiver: Receiver;
  let cookie: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    receiver = await openReceiver();
    cookie = await staffCookie(product, 'chenli');
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
    await receiver.close();
  });

  async function open(size: typeof desktopSize | typeof phoneSize, language: string): Promise<Page> {
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language } });
    const page = await openWorkbench(browser, product, { cookie, path: 'webhooks', size, language });
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await takePicture(page, `webhooks-${name}`);
  };

  it('have an address added, a secret shown once, and a test event that is seen to arrive', async () => {
    const page = await open(desktopSize, 'zh-CN');
    await page.getByText('还没有推送地址').waitFor();
    await page.getByRole('button', { name: '添加推送地址' }).click();
    await page.getByRole('textbox', { name: '地址' }).fill('https://erp.example.com/hulian');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('演示企业不能向外部地址推送事件。').first().waitFor();
    await page.getByRole('textbox', { name: '地址' }).fill(receiver.url);
    await page.getByLabel('备注').fill('仓库 ERP');
    await picture(page, 'form-desktop');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('请保存密钥').waitFor();
    expect(await page.locator('.hl-copy code').first().textContent()).toMatch(/^whsec_/);
    await picture(page, 'secret-desktop');
    await page.getByRole('button', { name: '我已保存' }).click();
    await page.getByRole('button', { name: '发送测试事件' }).click();
    await page.getByRole('cell', { name: '已送达' }).waitFor({ timeout: 20_000 });
    expect(receiver.received).toHaveLength(1);
    await picture(page, 'list-desktop');
    await page.getByText('测试事件', { exact: false }).last().click();
    await page.getByText('事件编号').waitFor();
    await picture(page, 'delivery-desktop');
    await page.context().close();
  });

  it('show on a phone what a receiver refused, and are sent again from there', async () => {
    receiver.answer(500);
    const page = await open(phoneSize, 'en');
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByText('The receiver answered 500').first().waitFor({ timeout: 20_000 });
    await picture(page, 'list-phone-en');
    await expectToFit(page);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Activate' }).waitFor();
    receiver.answer(200);
    await page.getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBeGreaterThan(2);
    await page.context().close();
  });
});
