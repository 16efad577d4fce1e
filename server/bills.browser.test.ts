import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';

import { OrderPayment } from './features/orders/order.entity.ts';
import { untilTomorrow } from './testing/beijing.ts';
import {
  desktopSize,
  expectToFit,
  openBrowser,
  openWorkbench,
  phoneSize,
  takePicture,
} from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, settle } from './testing/people.ts';
import { openShop, type Shop } from './testing/shop.ts';

/** The operator's bill checks in the built workbench, with bills that the sandbox's merchant writes. */
describe('bill checks in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let shop: Shop;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    shop = await openShop(product, 'admin');
    const em = product.server.db.tenant(shop.callers.upstreamId);
    const orders = [await shop.order(), await shop.order({ places: 2 }), await shop.order({ places: 1 })];
    for (const id of orders) await shop.pay(await shop.codeOf(id));
    const [lost, wrong] = orders;
    await em.nativeUpdate(OrderPayment, { orderId: lost ?? '' }, { outTradeNo: 'Q20261128LOSTNUMBER' });
    await em.nativeUpdate(OrderPayment, { orderId: wrong ?? '' }, { amountFen: 120_00 });
    // Two days on: the day before is without trade, and the last cannot be fetched.
    for (let day = 0; day < 3; day += 1) {
      if (day === 2)
        await product.control('faults', {
          ...{ match: { path: '/v3/bill/tradebill' }, fault: { status: 403, errmsg: 'NO_AUTH' } },
        });
      await product.control('clock', { advanceMs: untilTomorrow(product.server.clock.now(), 11) });
      await settle(product);
      await product.server.orders.bills.look();
    }
    await product.control('faults', { clear: true });
    shop = await openShop(product, 'admin');
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(
    path: string,
    size: typeof desktopSize | typeof phoneSize = desktopSize,
    language = 'zh-CN',
  ): Promise<Page> {
    const who = shop.operator.cookie ?? '';
    await call(product, 'PATCH', '/staff/me', { cookie: who, body: { language } });
    return openWorkbench(browser, product, { cookie: who, path, size, language });
  }
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await takePicture(page, `bills-${name}`);
  };

  it('are named on the overview while something differs, and listed by day', async () => {
    const page = await open('');
    await page.getByText('微信支付账单与系统有 3 条差异，等待处理。').waitFor();
    await picture(page, 'overview-desktop');
    await page.getByRole('link', { name: '去查看' }).first().click();
    await page.getByRole('heading', { level: 1, name: '对账' }).waitFor();
    await page.getByText('核对失败').first().waitFor();
    await picture(page, 'list-desktop');
    await page.context().close();
    const phone = await open('bills', phoneSize, 'en');
    await phone.getByText('Not compared').first().waitFor();
    await picture(phone, 'list-phone-en');
    await expectToFit(phone);
    await phone.context().close();
  });

  it('tell both sides of each difference and what to do, until a person says how it ended', async () => {
    const page = await open('bills');
    await page.getByText('有差异').first().click();
    await page.getByText('收款金额不一致').waitFor();
    await page.getByText('¥240.00').first().waitFor();
    await picture(page, 'day-desktop');
    const panel = page.locator('section', { hasText: '收款金额不一致' }).last();
    await panel.getByRole('textbox', { name: '处理说明' }).fill('差额已线下退还');
    await panel.getByRole('button', { name: '关闭差异' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '关闭差异' }).click();
    await page.getByText('差额已线下退还').waitFor();
    const em = product.server.db.tenant(shop.callers.upstreamId);
    const lost = await em.findOneOrFail(OrderPayment, { outTradeNo: 'Q20261128LOSTNUMBER' });
    const { number } = await shop
      .get('/bill-checks', shop.operator)
      .then(({ body }) => body.items.find((one: { state: string }) => one.state === 'different'))
      .then(({ id }: { id: string }) => shop.get(`/bill-checks/${id}`, shop.operator))
      .then(({ body }) => body.items.find((one: { kind: string }) => one.kind === 'payment_only_there'));
    await em.nativeUpdate(OrderPayment, { id: lost.id }, { outTradeNo: number });
    await page.getByRole('button', { name: /重新核对/ }).click();
    await page.getByText('差异已处理').waitFor();
    await picture(page, 'day-settled-desktop');
    await page.context().close();
  });

  it('say what the platform answered where a bill could not be fetched, and fetch it again', async () => {
    const phone = await open('bills', phoneSize, 'en');
    await phone.getByRole('button', { name: 'Details' }).first().click();
    await phone.getByText('The merchant has no permission for this.').waitFor();
    await picture(phone, 'failed-phone-en');
    await phone.getByRole('button', { name: /Check again/ }).click();
    await phone.getByText('Agrees').first().waitFor();
    await phone.context().close();
  });
});
