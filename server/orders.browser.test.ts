import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { Staff } from './features/access/access.entity.ts';
import {
  desktopSize,
  expectToFit,
  openBrowser,
  openWorkbench,
  phoneSize,
  takePicture,
} from './testing/browser.ts';
import { openCallers } from './testing/callers.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, settle, staffCookie } from './testing/people.ts';

/** Quota orders in the built workbench, with the real server and the sandbox's merchant. */
describe('quota orders in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let cookie: string;
  let operatorCookie: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = await staffCookie(product, 'chenli');
    const em = product.server.db.acrossTenants('operator: seed');
    const person = await em.findOneOrFail(Staff, { account: 'operator' });
    const callers = await openCallers(product);
    operatorCookie = (await callers.staffSession(person.enterpriseId, person.id)).cookie ?? '';
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(
    who: string,
    path: string,
    options: { size?: typeof desktopSize | typeof phoneSize; language?: string; userAgent?: string } = {},
  ): Promise<Page> {
    const { size = desktopSize, language = 'zh-CN', userAgent } = options;
    await call(product, 'PATCH', '/staff/me', { cookie: who, body: { language } });
    return openWorkbench(browser, product, { cookie: who, path, size, language, userAgent });
  }
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await takePicture(page, `orders-${name}`);
  };
  async function submit(page: Page, places: string): Promise<void> {
    await page.getByRole('spinbutton', { name: /数量|Number/ }).fill(places);
    await page.getByRole('button', { name: /提交订单|Submit order/ }).click();
    await page.getByRole('button', { name: /换人付款|Somebody else pays/ }).waitFor();
  }

  it('are paid by the code on the page, which turns paid by itself', async () => {
    const page = await open(cookie, 'orders/new');
    await page.getByText('¥120.00', { exact: true }).waitFor();
    await picture(page, 'buy-desktop');
    await submit(page, '3');
    const codeUrl = await page.locator('[data-code]').getAttribute('data-code');
    await picture(page, 'pay-desktop');
    await product.control('pay', { codeUrl, person: 'zhoujianguo' });
    await page.getByText('已付款，额度已生效。').waitFor();
    await page.getByText('可退 3 家').waitFor();
    await picture(page, 'paid-desktop');
    await page.getByRole('button', { name: '退款' }).click();
    await page.getByLabel('退款原因').fill('买多了');
    await page.getByRole('button', { name: '退款 ¥120.00' }).click();
    await page.getByText('可退 2 家').waitFor();
    await page.getByText('部分退款').waitFor({ timeout: 20_000 });
    await picture(page, 'refunded-desktop');
    await page.goto(`${product.url}/workbench/orders`);
    await page.getByRole('heading', { level: 1, name: '额度订单' }).waitFor();
    await picture(page, 'list-desktop');
    await page.context().close();
  });

  it('on a phone inside WeCom lead to WeChat, the desktop or a transfer (row 337)', async () => {
    const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 wxwork/4.1';
    const page = await open(cookie, 'orders/new', { size: phoneSize, language: 'en', userAgent });
    await submit(page, '2');
    await page.getByText('WeCom on a phone cannot pay.', { exact: false }).waitFor();
    await page.getByText('Open in WeChat, or send to the desktop').waitFor();
    await page.getByText('Bank transfer', { exact: true }).waitFor();
    await expectToFit(page);
    await picture(page, 'wecom-phone-en');
    await page.context().close();
  });

  it('are paid by a transfer that the operator confirms after a look at the slip', async () => {
    const page = await open(cookie, 'orders/new');
    await submit(page, '1');
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const slip = { name: 'slip.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') };
    await page.locator('input[type=file]').setInputFiles(slip);
    await page.getByText('回单已上传，待确认').waitFor();
    const operator = await open(operatorCookie, 'transfers');
    await operator.getByRole('button', { name: '确认到账' }).waitFor();
    await picture(operator, 'transfers-desktop');
    await operator.getByRole('button', { name: '确认到账' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: '确认到账' }).click();
    await operator.getByText('没有待确认的转账').waitFor();
    await page.getByText('已付款，额度已生效。').waitFor();
    await page.context().close();
    await operator.context().close();
  });

  it('whose refund the platform would not make are settled by the operator, with what was done', async () => {
    const who = { cookie };
    const lines = [{ kind: 'enterprise', places: 2, years: 1 }];
    const { body: order } = await call(product, 'POST', '/quota-orders', {
      ...{ ...who, body: { lines, priceVersion: 0 } },
    });
    const { body: code } = await call(product, 'POST', `/quota-orders/${order.id}/pay-native`, {
      ...{ ...who, body: {} },
    });
    await product.control('pay-settings', { refunds: 'abnormal', refundDelayMs: 0 });
    await product.control('pay', { codeUrl: code.codeUrl, person: 'zhoujianguo' });
    await call(product, 'POST', `/quota-orders/${order.id}/refunds`, {
      ...{ ...who, body: { lineId: order.lines[0].id, places: 1, reason: '买多了' } },
    });
    await settle(product);
    const shows = async () => (await call(product, 'GET', `/quota-orders/${order.id}`, who)).body;
    await vi.waitFor(
      async () => {
        expect((await shows()).refunds).toMatchObject([{ state: 'attention' }]);
      },
      { timeout: 10_000, interval: 100 },
    );
    const phone = await open(operatorCookie, 'refunds', { size: phoneSize, language: 'en' });
    await phone.getByRole('button', { name: 'Was paid back' }).waitFor();
    await picture(phone, 'refunds-phone-en');
    await phone.context().close();
    const operator = await open(operatorCookie, 'refunds');
    await operator.getByRole('textbox', { name: '处理说明' }).fill('已在商户平台退到银行卡');
    await picture(operator, 'refunds-desktop');
    await operator.getByRole('button', { name: '登记已退款' }).click();
    await operator.getByRole('dialog').getByRole('button', { name: '登记已退款' }).click();
    await operator.getByText('没有待处理的退款').waitFor();
    await operator.context().close();
    await product.control('pay-settings', { refunds: 'auto' });
    expect(await shows()).toMatchObject({ state: 'part_refunded', refunds: [{ state: 'succeeded' }] });
  });
});
