import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inTransaction } from './kernel/data/transaction.ts';
import { newId } from './kernel/ids.ts';
import {
  desktopSize,
  expectToFit,
  openBrowser,
  openWorkbench,
  phoneSize,
  takePicture,
} from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, oaAppId, seededOf, settle, signIn, staffCookie } from './testing/people.ts';

/** From the settings in the workbench to the home page of somebody whom nobody knew. */
describe('self-registration', () => {
  let product: Installation;
  let browser: Browser;
  let cookie: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = await staffCookie(product, 'chenli');
    const { upstreamId } = await seededOf(product);
    const { db, ledger, clock } = product.server;
    await inTransaction(db.tenant(upstreamId), async (tx) => {
      for (const kind of ['enterprise', 'wechat_user'])
        await ledger.credit(tx, {
          ...{ enterpriseId: upstreamId, kind, amount: 20, sourceKey: newId(), reason: 'granted' },
          ...{ actor: 'system', startsAt: clock.now(), endsAt: null },
        });
    });
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(viewport: { width: number; height: number }, language = 'zh-CN') {
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language } });
    const problems: string[] = [];
    const page = await openWorkbench(browser, product, { cookie, size: viewport, language, problems });
    return { page, problems, go: (path: string) => page.goto(`${product.url}/workbench/${path}`) };
  }
  const picture = async (page: Page, name: string, fullPage = false) => {
    await page.waitForLoadState('networkidle');
    if (fullPage) await page.screenshot({ path: `test-output/registration-${name}.png`, fullPage });
    else await takePicture(page, `registration-${name}`);
  };
  async function change(patch: object): Promise<void> {
    const { body } = await call(product, 'GET', '/registration-settings', { cookie });
    const headers = { 'if-match': `"${body.version}"` };
    const saved = await call(product, 'PATCH', '/registration-settings', { cookie, headers, body: patch });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
  }

  /** Somebody whom nobody knows follows, and comes as far as «no account found». */
  async function stranger(id: string, phoneNumber: string, language = 'zh-CN') {
    await product.control('people', { id, name: id, phones: [phoneNumber] });
    if (language === 'en') await signIn(product, id, 'en');
    const context = await browser.newContext({ viewport: phoneSize, hasTouch: true, locale: language });
    const phone = await context.newPage();
    await product.control('follow', { account: oaAppId, follower: id });
    await phone.goto(`${product.sandboxUrl}/?person=${id}&chat=${oaAppId}`);
    await phone.getByTestId('mini-program-link').last().click();
    const app = phone.frameLocator('[data-testid="mini-app-frame"]');
    await app.locator('#bind-consent').click();
    await app.locator('#bind-agree').click();
    await app
      .locator('#phone-button')
      .click({ timeout: 5_000 })
      .catch(() => undefined);
    await phone.getByTestId('phone-sheet-allow').click();
    await app.locator('#bind-not-found').waitFor();
    return { phone, app, context };
  }

  async function fill(app: FrameLocator, id: string, text: string): Promise<void> {
    await app
      .locator(`#${id}`)
      .locator('input')
      .or(app.locator(`input#${id}`))
      .first()
      .fill(text);
  }

  it('is set up in the workbench: methods, fields, role, name', async () => {
    const { page, problems, go } = await open(desktopSize);
    await go('self-registration');
    await page.getByRole('switch', { name: '自助注册', exact: true }).waitFor();
    await picture(page, 'settings-desktop', true);
    await page.getByRole('switch', { name: '自助注册', exact: true }).click();
    await page.getByLabel('企业互联账号 · 邮箱').getByText('选填').click();
    await page.locator('.hl-registration-select').first().click();
    await page.locator('.ant-select-item-option').getByText('店员').click();
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('已保存').waitFor();
    const { body } = await call(product, 'GET', '/registration-settings', { cookie });
    expect(body).toMatchObject({
      methods: { admin: true, salesperson: true, self: true },
      enterprise: { role: 'clerk', nameMode: 'editable', fields: { email: 'optional', note: 'off' } },
    });
    await page.getByText('只能选择已有客户').click();
    await page.getByText('包含输入的字').waitFor();
    await picture(page, 'settings-existing-desktop', true);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('leads a stranger from the guide to his home page', async () => {
    const { phone, app, context } = await stranger('newcomer', '15700000001');
    await picture(phone, 'phone-1-not-found');
    await app.locator('#apply-account').click();
    await app.locator('#register-title').waitFor();
    await app.locator('#register-submit').click();
    await app.getByText('请填写姓名').waitFor();
    await fill(app, 'register-name', '钱小满');
    await expect
      .poll(() =>
        app
          .locator('#register-customer')
          .locator('input')
          .or(app.locator('input#register-customer'))
          .first()
          .inputValue(),
      )
      .toBe('钱小满15700000001');
    await picture(phone, 'phone-2-form');
    await fill(app, 'register-customer', '湖州满溢商行');
    await app.locator('#register-submit').click();
    await app.locator('#bind-success').waitFor();
    await picture(phone, 'phone-3-bound');
    await app.getByText('湖州满溢商行').first().waitFor();
    await app.locator('#bind-home').click();
    await app.locator('#home-brand').waitFor();
    await picture(phone, 'phone-4-home');
    await context.close();
    const { page, go } = await open(desktopSize);
    await go('customers?scope=pool');
    await page.getByText('湖州满溢商行').first().waitFor();
    await page.context().close();
  });

  it('shows a stranger what he waits for, and staff let him in', async () => {
    await change({ enterprise: { review: true } });
    const { phone, app, context } = await stranger('patient', '15700000002');
    await app.locator('#apply-account').click();
    await fill(app, 'register-name', '孙大成');
    await app.locator('#register-submit').click();
    await app.locator('#register-waiting').waitFor();
    await picture(phone, 'phone-5-waiting');
    await app.locator('#bind-home').click();
    await app.locator('#pending-registration').waitFor();
    await picture(phone, 'phone-6-pending');
    const { page, problems, go } = await open(desktopSize);
    await go('registrations');
    await page.getByText('孙大成', { exact: true }).waitFor();
    await picture(page, 'list-desktop');
    await page.getByRole('button', { name: /^通\s?过$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('孙大成 的账号立即开通').waitFor();
    await dialog.getByRole('button', { name: /通\s?过$/ }).click();
    await page.getByText('已通过，账号已开通').waitFor();
    await settle(product);
    await app.getByText('孙大成15700000002').first().waitFor();
    await picture(phone, 'phone-6-opened');
    expect(problems).toEqual([]);
    await page.context().close();
    await context.close();
    await change({ enterprise: { review: false } });
  });

  it('lets a stranger find his company among the customers', async () => {
    const made = await call(product, 'POST', '/customers', {
      cookie,
      body: {
        ...{ name: '台州椒江水电', phone: '0576-80000001', classKey: 'dealer', importance: 'high' },
        ...{ stage: '', source: '', address: '', note: '', owner: 'pool' },
        contact: {
          name: '老椒',
          mobile: '13900000002',
          email: 'j@example.cn',
          position: '',
          hobby: '',
          note: '',
        },
      },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    await change({ enterprise: { nameMode: 'existing', match: 'prefix' }, personal: { on: true } });
    const { phone, app, context } = await stranger('chooser', '15700000003');
    await app.locator('#apply-account').click();
    await app.locator('#register-enterprise').waitFor();
    await fill(app, 'register-name', '周择');
    await fill(app, 'register-search', '台州');
    await app.locator('#register-look').click();
    await app.getByText('请至少输入 4 个字').waitFor();
    await fill(app, 'register-search', '台州椒江');
    await app.locator('#register-look').click();
    await app.getByTestId('register-choice').waitFor();
    await picture(phone, 'phone-7-choose');
    await app.locator('#register-submit').click();
    await app.locator('#bind-success').waitFor();
    await app.getByText('台州椒江水电').first().waitFor();
    await context.close();
    await change({ enterprise: { nameMode: 'editable' }, personal: { on: false } });
  });

  it('fits a phone, in both languages', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const { page, problems, go } = await open(phoneSize, language);
      for (const path of ['self-registration', 'registrations']) {
        await go(path);
        await page.locator('main h1').waitFor();
        await page.locator('main .ant-skeleton').first().waitFor({ state: 'detached' });
        await picture(page, `${path}-phone-${language}`, true);
        await expectToFit(page);
      }
      expect(problems).toEqual([]);
      await page.context().close();
    }
    const { page, go } = await open(desktopSize, 'en');
    await go('self-registration');
    await page.getByRole('switch', { name: 'Self-registration', exact: true }).waitFor();
    await picture(page, 'settings-desktop-en', true);
    await page.context().close();
    const { phone, app, context } = await stranger('foreigner', '15700000004', 'en');
    await app.locator('#apply-account').click();
    await app.locator('#register-title').waitFor();
    await picture(phone, 'phone-8-form-en');
    await context.close();
  });
});
