import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openBrowser, phoneSize, takePicture } from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, signIn } from './testing/people.ts';

/** Drives the built clients: `npm run build` first (npm test does). */
describe('the story of an own edition', () => {
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

  async function openPhone(more = ''): Promise<{ phone: Page; app: FrameLocator }> {
    const context = await browser.newContext({ viewport: phoneSize, hasTouch: true, locale: 'zh-CN' });
    const phone = await context.newPage();
    phone.on('pageerror', (error) => problems.push(error.message));
    const app = phone.frameLocator('[data-testid="mini-app-frame"]');
    const path = encodeURIComponent('pages/upstreams/index');
    await phone.goto(`${product.sandboxUrl}/?person=zhoujianguo&open=${path}${more}`);
    return { phone, app };
  }

  it('is chosen, paid in WeChat’s sheet, and shown with its end', async () => {
    const { phone, app } = await openPhone();
    await app.getByText('自购渠道版本').first().waitFor();
    await takePicture(phone, 'own-order-1-upstreams');
    await app.getByText('自购渠道版本').first().click();
    await app.locator('#own-order-pay').waitFor();
    await app.getByTestId('own-years').nth(1).click();
    await app.locator('#own-order-pay', { hasText: '¥596.00' }).waitFor();
    await takePicture(phone, 'own-order-2-choose');
    await app.locator('#own-order-pay').click();
    await phone.getByTestId('pay-cancel').click();
    await app.getByText('没有付款').waitFor();
    await takePicture(phone, 'own-order-3-cancelled');
    await app.locator('#own-order-pay').click();
    expect(await phone.getByTestId('pay-amount').innerText()).toContain('596.00');
    await takePicture(phone, 'own-order-4-sheet');
    await phone.getByTestId('pay-now').click();
    await phone.getByTestId('pay-done').click();
    await app.locator('#own-order-paid').waitFor();
    await takePicture(phone, 'own-order-5-paid');
    await app.locator('#own-order-back').click();
    await app.getByText(/自购渠道版本，可使用至 \d{4}年/).waitFor();
    await app.getByText('续费自购版本').waitFor();
    await takePicture(phone, 'own-order-6-shown');
    expect(problems).toEqual([]);
  });

  it('reads in English, and a renewal says when it begins', async () => {
    const { token } = await signIn(product, 'zhoujianguo', 'en');
    await call(product, 'PATCH', '/me', { token, body: { language: 'en' } });
    const { phone, app } = await openPhone('&lang=en');
    await app.getByText('Renew our own edition').first().click();
    await app.getByText('what you buy now begins then').waitFor();
    await takePicture(phone, 'own-order-en-renew');
    expect(problems).toEqual([]);
  });
});
