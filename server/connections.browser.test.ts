import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openBrowser, phoneSize, takePicture } from './testing/browser.ts';
import { openCallers, type Callers } from './testing/callers.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call } from './testing/people.ts';

/** Drives the built clients: `npm run build` first (npm test does). */
describe('the story of an invitation code', () => {
  let product: Installation;
  let callers: Callers;
  let browser: Browser;
  let phone: Page;
  let app: FrameLocator;
  const problems: string[] = [];

  beforeAll(async () => {
    product = await startInstallation();
    callers = await openCallers(product);
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: phoneSize, hasTouch: true, locale: 'zh-CN' });
    phone = await context.newPage();
    phone.on('pageerror', (error) => problems.push(error.message));
    app = phone.frameLocator('[data-testid="mini-app-frame"]');
    await product.control('people', { id: 'haixi', name: '海老板', phones: ['15400000077'] });
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function makeCode(who: 'admin' | 'foreign', body: object): Promise<string> {
    const made = await call(product, 'POST', '/invitation-codes', { ...(await callers.as(who)), body });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return String(made.body.code);
  }
  async function openPage(path: string, person = 'haixi', more = ''): Promise<void> {
    await phone.goto(`${product.sandboxUrl}/?person=${person}&open=${encodeURIComponent(path)}${more}`);
  }
  async function allowPhone(): Promise<void> {
    await app
      .locator('#phone-button')
      .click({ timeout: 5_000 })
      .catch(() => undefined);
    await phone.getByTestId('phone-sheet-allow').click();
  }

  it('says whose and out of whose quota, asks nothing before the box is ticked, and connects', async () => {
    const code = await makeCode('admin', { kind: 'dedicated', prefill: { companyName: '南通海汐' } });
    await openPage(`pages/invitation/index?c=${code}`);
    await app.locator('#invitation-offer').waitFor();
    await app.getByText('你的企业将成为岚汐净水（岚汐净水科技（示例）有限公司）的下游企业。').waitFor();
    await app.getByText('占用岚汐净水的互联额度，你不用付费').waitFor();
    await takePicture(phone, 'invitation-1-offer');
    await app.locator('#invitation-agree').click();
    await app.getByText('请先阅读并勾选同意').waitFor();
    await app.locator('#bind-consent').click();
    await app.locator('#invitation-agree').click();
    await app.locator('#invitation-company').waitFor();
    expect(await app.locator('#invitation-company input, input#invitation-company').inputValue()).toBe(
      '南通海汐',
    );
    await app.locator('#invitation-next').click();
    await app.getByText('请填写你的姓名').waitFor();
    await takePicture(phone, 'invitation-2-company');
    await app.locator('#invitation-contact input, input#invitation-contact').fill('海老板');
    await app.locator('#invitation-next').click();
    await app.getByText('验证后，你将成为这家企业在岚汐净水的负责人。').waitFor();
    await takePicture(phone, 'invitation-3-phone');
    await allowPhone();
    await app.locator('#invitation-connected').waitFor();
    await takePicture(phone, 'invitation-4-connected');
    await app.locator('#invitation-home').click();
    await phone.getByTestId('mini-app-frame').waitFor();
    await app.locator('#home-company:visible', { hasText: '南通海汐' }).waitFor();
  });

  it('is refused once it was revoked, and another may be entered', async () => {
    const code = await makeCode('admin', { kind: 'dedicated' });
    const admin = await callers.as('admin');
    const { body } = await call(product, 'GET', '/invitation-codes?state=open&limit=1', admin);
    await call(product, 'POST', `/invitation-codes/${body.items[0].id}/revoke`, admin);
    await openPage(`pages/invitation/index?c=${code}`, 'luren');
    await app.getByText('这个邀请码不能使用').waitFor();
    await takePicture(phone, 'invitation-refused');
    await app.locator('#invitation-other').click();
    await app.locator('#invitation-look').click();
    await app.getByText('邀请码应为 22 位').waitFor();
    await takePicture(phone, 'invitation-enter');
  });

  it('shows the upstreams only while the admin’s switch is on, and takes another code there', async () => {
    await openPage('pages/me/index');
    await app.locator('#me-connect-upstreams').waitFor();
    expect(await app.locator('#me-upstreams').count()).toBe(0);
    await app.locator('#me-connect-upstreams').click();
    await app.locator('#me-upstreams').waitFor();
    await takePicture(phone, 'upstreams-1-switch');
    await app.locator('#me-upstreams').click();
    await app.getByText('岚汐净水').last().waitFor();
    await takePicture(phone, 'upstreams-2-list');
    const code = await makeCode('foreign', { kind: 'general', maxUses: 5, review: true });
    await app.locator('#upstreams-enter').click();
    await app.locator('#invitation-code input, input#invitation-code').fill(`${product.url}/i/${code}`);
    await app.locator('#invitation-look').click();
    await app.locator('#invitation-agree').waitFor();
    await app.locator('#invitation-agree').click();
    await app.getByText('南通海汐').last().click();
    await takePicture(phone, 'upstreams-3-own-company');
    await app.locator('#invitation-next').click();
    await allowPhone();
    await app.locator('#invitation-pending').waitFor();
    await takePicture(phone, 'upstreams-4-pending');
    await openPage('pages/upstreams/index');
    await app.getByText('待审核').waitFor();
    await takePicture(phone, 'upstreams-5-list');
  });

  it('shows the tail with its date after the termination', async () => {
    const admin = await callers.as('admin');
    const { body } = await call(product, 'GET', '/connections?search=杭州沐泉', admin);
    await call(product, 'POST', `/connections/${body.items[0].id}/terminate`, admin);
    await openPage('', 'zhoujianguo', '&lang=en&dark=1');
    await app.locator('#home-tail').waitFor();
    await takePicture(phone, 'tail-home-en-dark');
    expect(await app.locator('#home-tail').innerText()).toContain('24:00');
    expect(problems).toEqual([]);
  });
});
