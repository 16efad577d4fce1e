import { readFileSync } from 'node:fs';

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
import { call, signIn, staffCookie } from './testing/people.ts';

/** Interconnect settings, in the built clients with the real server and the demo brand. */
describe('interconnect settings', () => {
  let product: Installation;
  let browser: Browser;
  let cookie: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = await staffCookie(product, 'chenli');
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
  const picture = async (page: Page, name: string) => {
    await page.waitForLoadState('networkidle');
    await takePicture(page, `settings-${name}`);
  };

  it('show how many are connected, each kind of quota, and lead to its entries', async () => {
    const { page, problems, go } = await open(desktopSize);
    await go('basic-information');
    const { body } = await call(product, 'GET', '/quota', { cookie });
    const used = body.figures.find(({ kind }: { kind: string }) => kind === 'enterprise').used;
    await page.getByRole('link', { name: `互联企业数 ${used} 额度明细` }).waitFor();
    await picture(page, 'basics-desktop');
    await page.getByRole('link', { name: '微信用户数 额度明细' }).click();
    await page.getByRole('heading', { level: 1, name: '互联额度' }).waitFor();
    expect(page.url()).toContain('kind=wechat_user');
    const statement = page.locator('[aria-label="额度明细"]');
    const rows = await statement.locator('tbody tr.ant-table-row').allInnerTexts();
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.every((row) => row.includes('微信用户数'))).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('save a display name that the frame and the mini program show at once', async () => {
    const { page, problems, go } = await open(desktopSize);
    await go('basic-information');
    await page.getByLabel('对外名称').fill('岚汐 Pure');
    await page.getByLabel('宣传语').fill('一杯好水，就在手边');
    const seen = page.getByRole('figure', { name: '下游看到的样子' });
    await seen.getByText('欢迎关注岚汐 Pure').waitFor();
    await picture(page, 'names-desktop');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    await page.locator('.hl-brand').getByText('岚汐 Pure').waitFor();
    const { me } = await signIn(product, 'zhoujianguo');
    expect(me.upstream).toEqual({ displayName: '岚汐 Pure', slogan: '一杯好水，就在手边' });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('keep what was typed when somebody else saved first', async () => {
    const { page, go } = await open(desktopSize);
    await go('basic-information');
    await page.getByLabel('宣传语').fill('我的宣传语');
    const { body } = await call(product, 'GET', '/enterprise-names', { cookie });
    await call(product, 'PATCH', '/enterprise-names', {
      cookie,
      headers: { 'if-match': `"${body.version}"` },
      body: { slogan: '别人的宣传语' },
    });
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('内容刚被别人修改过，没有保存').waitFor();
    await picture(page, 'names-conflict');
    await page.getByRole('button', { name: '用我的内容覆盖' }).click();
    await page.getByText('已保存').waitFor();
    expect((await call(product, 'GET', '/enterprise-names', { cookie })).body.slogan).toBe('我的宣传语');
    await page.context().close();
  });

  it('show the records, filter and find them, and what was before and after', async () => {
    const { page, problems, go } = await open(desktopSize);
    await go('operation-records');
    await page.getByRole('cell', { name: '修改对外名称' }).first().waitFor();
    await picture(page, 'records-desktop');
    await page.getByRole('searchbox', { name: '搜索操作人、对象或内容' }).fill('别人的宣传语');
    await expect.poll(() => page.locator('tbody tr.ant-table-row').count()).toBe(2);
    await page.getByRole('cell', { name: '修改对外名称' }).first().click();
    const drawer = page.getByRole('dialog', { name: '修改对外名称' });
    await drawer.getByText('我的宣传语').waitFor();
    expect(await drawer.getByText('修改前').count()).toBe(1);
    await picture(page, 'record-desktop');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '导出', exact: true }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('导出原因').fill('年度审计');
    await picture(page, 'export-desktop');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      sheet.getByRole('button', { name: /导出操作记录$/ }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^操作记录-\d{8}-\d{4}\.csv$/);
    const text = readFileSync(await file.path(), 'utf8');
    expect(text.startsWith('\uFEFF时间,操作人')).toBe(true);
    expect(text.trim().split('\r\n')).toHaveLength(3);
    await go('operation-records?action=operation_records.exported');
    await page.getByRole('cell', { name: '导出操作记录' }).waitFor();
    await go('interconnect-users');
    await page.getByText('周建国').first().waitFor();
    await page.getByRole('button', { name: '导出', exact: true }).click();
    const asks = page.getByRole('dialog');
    await asks.getByLabel('导出原因').fill('年度盘点');
    await picture(page, 'users-export-desktop');
    const [list] = await Promise.all([
      page.waitForEvent('download'),
      asks.getByRole('button', { name: /导出互联用户$/ }).click(),
    ]);
    const [heading, ...people] = readFileSync(await list.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(heading).toContain('水印');
    for (const line of people) expect(line).toContain('· 年度盘点 ·');
    await go('operation-records?from=2024-01-01&to=2024-01-02');
    await page.getByText('没有符合条件的记录').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('fit a phone, in both languages', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const { page, problems, go } = await open(phoneSize, language);
      for (const path of ['basic-information', 'plug-ins', 'invitation-sms', 'operation-records']) {
        await go(path);
        await page.locator('main h1').waitFor();
        await page.locator('main .ant-skeleton').first().waitFor({ state: 'detached' });
        await picture(page, `${path}-phone-${language}`);
        await expectToFit(page);
      }
      await page
        .getByRole('button', { name: language === 'en' ? 'Details' : '查看详情' })
        .first()
        .click();
      await page.getByRole('dialog').first().waitFor();
      await picture(page, `record-phone-${language}`);
      expect(problems).toEqual([]);
      await page.context().close();
    }
    const { page, go } = await open(desktopSize, 'en');
    for (const path of ['basic-information', 'plug-ins', 'operation-records']) {
      await go(path);
      await page.locator('main .ant-skeleton').first().waitFor({ state: 'detached' });
      await picture(page, `${path}-desktop-en`);
    }
    await page.context().close();
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language: 'zh-CN' } });
  });

  it('show a person whose account is disabled the company’s own words first, or alone', async () => {
    const { items } = (await call(product, 'GET', '/interconnect-users?search=何敏仪', { cookie })).body;
    await call(product, 'POST', `/interconnect-users/${items[0].id}/disable`, { cookie });
    await seeBlocked('zh-CN', 'system', async (card) => {
      expect(await card).toContain('暂时不能使用');
      expect(await card).toContain('账号已停用');
    });

    const { page, problems, go } = await open(desktopSize);
    await go('plug-ins');
    await page.getByRole('switch', { name: '启用异常登录自定义提示' }).click();
    await page.getByLabel('自定义提示（强）').fill('账号用不了？打给岚汐渠道部，\n我们十分钟内处理。');
    await page.getByRole('textbox', { name: /^联系人/ }).fill('渠道服务部');
    await page.getByLabel('联系电话').fill('400-800-1234');
    // The plug-in of salespeople has a form of its own on this page.
    const form = page.locator('form').filter({ has: page.getByLabel('自定义提示（强）') });
    const save = form.getByRole('button', { name: '保存' });
    const preview = page.getByRole('figure', { name: '对方登录后看到的样子' });
    await preview.getByText('账号用不了？').waitFor();
    await preview.getByText('账号已停用，请联系业务员').waitFor();
    await picture(page, 'prompt-desktop');
    await save.click();
    await page.getByText('已保存').waitFor();
    await seeBlocked('zh-CN', 'beside', async (card) => {
      expect(await card).toContain('账号用不了？');
      expect((await card).indexOf('账号用不了？')).toBeLessThan((await card).indexOf('账号已停用'));
      expect(await card).toContain('请联系 渠道服务部');
      expect(await card).not.toContain('暂时不能使用');
    });

    await page.getByRole('switch', { name: '屏蔽其他系统提示' }).click();
    await expect.poll(() => preview.getByText('账号已停用，请联系业务员').count()).toBe(0);
    await save.click();
    await page.getByText('只显示自定义提示，系统提示不再显示。').waitFor();
    await expect
      .poll(async () => (await call(product, 'GET', '/sign-in-prompt', { cookie })).body.alone)
      .toBe(true);
    for (const language of ['zh-CN', 'en'] as const)
      await seeBlocked(language, `alone-${language}`, async (card) => {
        expect(await card).toContain('我们十分钟内处理。');
        expect(await card).not.toMatch(/停用|disabled/i);
      });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  /** 何敏仪's mini program on the sandbox's phone. */
  async function seeBlocked(
    language: 'zh-CN' | 'en',
    name: string,
    check: (words: Promise<string>) => Promise<void>,
  ): Promise<void> {
    const { token } = await signIn(product, 'heminyi');
    await call(product, 'PATCH', '/me', { token, body: { language } });
    const context = await browser.newContext({ viewport: phoneSize, hasTouch: true, locale: language });
    const phone = await context.newPage();
    await phone.goto(`${product.sandboxUrl}/?person=heminyi&lang=${language}&open=pages/home/index`);
    const app = phone.frameLocator('[data-testid="mini-app-frame"]');
    await app.locator('#blocked').waitFor();
    await takePicture(phone, `settings-blocked-${name}`);
    // The whole page: no word of the system stands elsewhere on it.
    await check(app.locator('body').innerText());
    await context.close();
  }
});
