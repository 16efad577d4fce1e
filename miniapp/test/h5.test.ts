import path from 'node:path';

import { chromium, type Browser, type FrameLocator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { buildMembership, startFakeApi, type FakeApi, type FakeState } from './fake-api.ts';
import { startFakePhone } from './fake-phone.ts';

const h5Root = path.resolve(import.meta.dirname, '../dist/h5');
const guideLink = 'pages/bind/index?t=abcdefghijklmnopqrst12';
const phone = '15400000002';
const wechat = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50';

let browser: Browser;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => browser.close());

async function openPage(userAgent?: string): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  closing.push(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  return { page, problems };
}

async function startApi(state: Partial<FakeState>): Promise<FakeApi> {
  const api = await startFakeApi({ phoneCodes: { 'phone-code': phone }, ...state }, h5Root);
  closing.push(api.close);
  return api;
}

/** The H5 in the frame of a phone of another origin. */
async function inFrame(
  open: string,
  state: Partial<FakeState> = {},
  over: { phoneCode?: string | null; trusted?: boolean } = {},
): Promise<{ api: FakeApi; page: Page; app: FrameLocator; problems: string[] }> {
  const api = await startApi(state);
  const device = await startFakePhone(() => api.origin, {
    appId: api.state.appId,
    language: 'zh-CN',
    dark: false,
    fontScale: 1,
    phoneCode: over.phoneCode === undefined ? 'phone-code' : over.phoneCode,
  });
  closing.push(device.close);
  api.state.sandboxOrigin = over.trusted === false ? 'http://127.0.0.1:1' : device.origin;
  const { page, problems } = await openPage();
  await page.goto(`${device.origin}/?open=${encodeURIComponent(open)}`);
  return { api, page, app: page.frameLocator('iframe'), problems };
}

async function agree(app: FrameLocator | Page): Promise<void> {
  await app.locator('#bind-consent').click();
  await app.locator('#bind-agree').click();
}

describe('the H5 in the sandbox’s phone', () => {
  it('binds by the phone’s sheet and shows the company at home', async () => {
    const mine = buildMembership();
    const { page, app, problems } = await inFrame(guideLink, {
      waiting: { [phone]: [{ membership: mine, available: true }] },
    });
    await agree(app);
    await app.locator('#phone-button').click();
    await app.locator('#bind-success').waitFor();
    await app.locator('#bind-home').click();
    await app.locator('#home-company:visible').waitFor();
    expect(await app.locator('#home-company:visible').textContent()).toBe('杭州沐泉');
    expect(await app.locator('.hl-tile:visible').count()).toBe(3);
    const calls = await page.evaluate('window.calls.map((entry) => entry.call)');
    expect(calls).toEqual(expect.arrayContaining(['launch', 'login', 'phone', 'subscribe', 'title']));
    expect(await page.locator('#title').textContent()).toBe('岚汐净水');
    expect(problems).toEqual([]);
  });

  it('stays at the button when the person refuses, and offers SMS', async () => {
    const { app } = await inFrame(guideLink, {}, { phoneCode: null });
    await agree(app);
    await app.locator('#phone-button').click();
    await app.getByText('你没有允许使用微信手机号').waitFor();
    await app.locator('#use-other-phone').click();
    await app.locator('#sms-phone').waitFor();
  });

  it('offers no SMS where the installation sends none', async () => {
    const { app } = await inFrame(guideLink, { smsOffered: false }, { phoneCode: null });
    await agree(app);
    await app.locator('#phone-button').click();
    await app.getByText('可以再试一次，或联系业务员').waitFor();
    expect(await app.locator('#use-other-phone').count()).toBe(0);
    expect(await app.getByText('短信').count()).toBe(0);
  });

  it('does not trust a page around it that is not the phone', async () => {
    const { page, app, api } = await inFrame(guideLink, {}, { trusted: false });
    await app.locator('#needs-wechat').waitFor();
    expect(await page.evaluate('window.calls')).toEqual([]);
    expect(api.seen.some(({ path: seen }) => seen.startsWith('/sessions'))).toBe(false);
  });

  it('leaves nobody signed in for the next person who holds the phone', async () => {
    const mine = buildMembership();
    const { page, app } = await inFrame('', { memberships: [mine], current: mine.id });
    await app.locator('#home-company').waitFor();
    const frame = page.frames()[1];
    expect(await frame?.evaluate('JSON.stringify(localStorage)')).not.toContain('hl.token');
  });

  it('switches all that is seen with the account', async () => {
    const [one, two] = [buildMembership(), buildMembership({ downstreamName: '绍兴沐泉' })];
    const { app } = await inFrame('', { memberships: [one, two], current: one.id });
    await app.locator('#home-switch').click();
    await app.locator(`#membership-${two.id}`).click();
    await app.locator('#home-company:visible', { hasText: '绍兴沐泉' }).waitFor();
  });

  it('unbinds after a question that names the company and repeats the verb', async () => {
    const mine = buildMembership();
    const { app, api } = await inFrame('pages/me/index', { memberships: [mine], current: mine.id });
    await app.locator('#me-unbind').click();
    await app.getByText('解除与「杭州沐泉」的绑定？').waitFor();
    expect(await app.locator('#confirm-verb').textContent()).toBe('解除绑定');
    await app.locator('#confirm-verb').click();
    await app.locator('#visitor-home').waitFor();
    expect(api.state.memberships).toEqual([]);
  });

  it('says that the network is gone, and goes on when it is back', async () => {
    const mine = buildMembership();
    const { page, app } = await inFrame('', { memberships: [mine], current: mine.id });
    await app.locator('#home-tile-notices').waitFor();
    await page.route('**/api/v1/notices*', (route) => route.abort());
    await app.locator('#home-tile-notices').click();
    await app.getByText('网络不可用').waitFor();
    await page.unroute('**/api/v1/notices*');
    await app.locator('#retry').click();
    await app.getByText('还没有消息').waitFor();
  });
});

describe('the H5 in a browser', () => {
  it('says outside WeChat to open it there, and why', async () => {
    const api = await startApi({});
    const { page } = await openPage();
    await page.goto(`${api.origin}/app/${guideLink}`);
    await page.locator('#needs-wechat').waitFor();
    expect(await page.locator('#needs-wechat').textContent()).toContain('请在微信里打开');
  });

  it('goes to WeChat’s sign-in from inside WeChat, and comes back to the same page', async () => {
    const api = await startApi({});
    const { page } = await openPage(wechat);
    await page.route('**/api/v1/sessions/web/start*', (route) => {
      const redirect = new URL(route.request().url()).searchParams.get('redirect') ?? '';
      const location = `${redirect}${redirect.includes('?') ? '&' : '?'}hl_code=ABCDEFGHIJKLMNOPQRSTUV`;
      return route.fulfill({ status: 302, headers: { location } });
    });
    await page.goto(`${api.origin}/app/${guideLink}`);
    await page.locator('#bind-agree').waitFor();
    expect(page.url()).toBe(`${api.origin}/app/${guideLink}`);
    expect(api.seen.find(({ path: seen }) => seen === '/binding/start')?.body).toEqual({
      ticket: 'abcdefghijklmnopqrst12',
    });
  });

  it('shows a sign-in that failed instead of going round again', async () => {
    const api = await startApi({});
    const { page } = await openPage(wechat);
    await page.goto(`${api.origin}/app/?error=sign_in.code_invalid`);
    await page.getByText('微信登录没有完成').waitFor();
  });

  it('leads to the mini program where there is neither the phone button nor SMS', async () => {
    const api = await startApi({ smsOffered: false });
    const { page } = await openPage(wechat);
    await page.goto(`${api.origin}/app/${guideLink}&hl_code=ABCDEFGHIJKLMNOPQRSTUV`);
    await agree(page);
    await page.locator('#bind-no-way').waitFor();
    expect(await page.locator('#sms-phone').count()).toBe(0);
    // Consent was given: it is not asked for again.
    await page.locator('#no-way-retry').click();
    await page.locator('#bind-agree').waitFor();
  });

  it('binds by SMS inside WeChat, where there is no phone button', async () => {
    const mine = buildMembership();
    const api = await startApi({ waiting: { [phone]: [{ membership: mine, available: true }] } });
    const { page } = await openPage(wechat);
    await page.goto(`${api.origin}/app/${guideLink}&hl_code=ABCDEFGHIJKLMNOPQRSTUV`);
    await agree(page);
    await page.locator('#sms-phone').fill(phone);
    await page.locator('#sms-send').click();
    await page.locator('#sms-sent').waitFor();
    await page.locator('#sms-code').fill('000000');
    await page.locator('#sms-verify').click();
    await page.getByText('验证码不对').waitFor();
    await page.locator('#sms-code').fill(api.sms.at(-1)?.code ?? '');
    await page.locator('#sms-verify').click();
    await page.locator('#bind-success').waitFor();
    expect(await page.locator('#bind-company').textContent()).toBe('杭州沐泉');
  });
});
