import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Staff } from './features/access/access.entity.ts';
import { demoWorld } from '../config/demo-world.ts';
import {
  desktopSize,
  expectToFit,
  openBrowser,
  openWorkbench,
  phoneSize,
  takePicture,
} from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { staffCookie, wecomOnPhone } from './testing/people.ts';

const { corpId } = demoWorld.wecom;

/** The directory of WeCom in the workbench: runs, the brake, links, and a member who asks for an account. */
describe('the directory sync in the workbench', () => {
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

  async function open(
    path: string,
    how: {
      viewport?: { width: number; height: number };
      locale?: 'zh-CN' | 'en';
      signedIn?: boolean;
      userAgent?: string;
    } = {},
  ) {
    const { viewport = desktopSize, locale = 'zh-CN', signedIn = true, userAgent } = how;
    const problems: string[] = [];
    const page = await openWorkbench(browser, product, {
      ...{ cookie: signedIn ? cookie : undefined, userAgent },
      path,
      size: viewport,
      language: locale,
      problems,
    });
    return { page, problems, end: () => page.context().close() };
  }
  async function tenant() {
    const { db } = product.server;
    const { enterpriseId } = await db
      .acrossTenants('operator: seed')
      .findOneOrFail(Staff, { account: 'chenli' });
    return db.tenant(enterpriseId);
  }
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  const still = (page: Page) => page.waitForTimeout(400);
  const runs = (page: Page) => page.getByRole('list', { name: '最近的同步' }).getByRole('listitem');
  const sync = async (page: Page, word: string) => {
    const before = await runs(page).count();
    await button(page, '立即同步').click();
    await expect.poll(() => runs(page).count(), { timeout: 15_000 }).toBeGreaterThan(before);
    await runs(page).first().getByText(word).waitFor({ timeout: 30_000 });
  };

  it('syncs at a tap, shows what came of it, and each person’s outcome with its reason', async () => {
    await product.control('directory', { corpId, departments: 30, members: 80 });
    await product.control('member-edit', {
      corpId,
      userId: 'linda',
      name: '林达',
      activated: false,
      tell: false,
    });
    const { page, problems, end } = await open('directory');
    await page.getByText('还没有同步过').waitFor();
    await sync(page, '已完成');
    await runs(page)
      .first()
      .getByText(/新增 8\d/)
      .waitFor();
    await page.getByRole('switch', { name: '跟随企业微信' }).click();
    await page.getByText('已跟随企业微信通讯录').waitFor();
    await still(page);
    await takePicture(page, 'directory-desktop');
    await runs(page).first().getByRole('link', { name: '查看报告' }).click();
    await page.getByRole('heading', { name: '同步报告' }).waitFor();
    await page.getByRole('searchbox').fill('linda');
    await page.getByRole('cell', { name: '成员还没有激活企业微信' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await takePicture(page, 'directory-desktop-report');
    expect(problems).toEqual([]);
    await end();
  });

  it('asks before it ends more than a tenth, and does so once that was said', async () => {
    for (let nth = 1; nth <= 12; nth += 1) {
      const row = await product.server.db
        .acrossTenants('operator: seed')
        .find(
          Staff,
          { account: { $like: 'staff-%' }, leftAt: null },
          { orderBy: { account: 'asc' }, limit: 1, offset: nth },
        );
      await product.control('member', {
        corpId,
        userId: row[0]?.account ?? '',
        change: 'leave',
        tell: false,
      });
    }
    const { page, problems, end } = await open('directory');
    await sync(page, '等待确认');
    await runs(page).first().getByText('员工 12 人').waitFor();
    await takePicture(page, 'directory-desktop-stopped');
    await button(page, '确认并继续').click();
    const ask = page.getByRole('dialog', { name: '确认并继续' });
    await ask.getByText('员工 12 人会立即退出登录').waitFor();
    await still(page);
    await takePicture(page, 'directory-desktop-confirm');
    await ask.getByRole('button', { name: '确认并继续' }).click();
    await runs(page).first().getByText('停用 12').waitFor({ timeout: 30_000 });
    expect(problems).toEqual([]);
    await end();
  });

  it('offers a member who may be staff already as a link, and links him', async () => {
    const em = await tenant();
    await em.nativeUpdate(Staff, { account: 'suwan' }, { origin: 'password', directoryAt: null });
    const { page, problems, end } = await open('directory');
    await sync(page, '已完成');
    const table = page.locator('[aria-label="待关联"]');
    await table.getByText('同名的密码账号').waitFor();
    await takePicture(page, 'directory-desktop-conflict');
    await button(page, '是同一人，关联').click();
    const ask = page.getByRole('dialog', { name: /关联到企业微信成员/ });
    await ask.getByRole('button', { name: '是同一人，关联' }).click();
    await page.getByText('没有需要关联的成员').waitFor();
    expect((await em.findOneOrFail(Staff, { account: 'suwan' }, { refresh: true })).origin).toBe('wecom');
    expect(problems).toEqual([]);
    await end();
  });

  it('lets a member without an account ask for one, and staff accept on a phone', async () => {
    await product.control('member-edit', { corpId, userId: 'newcomer', name: '何新', tell: false });
    const asker = await open('sign-in', { viewport: phoneSize, signedIn: false, userAgent: wecomOnPhone });
    const { page } = asker;
    const start = `${product.url}/api/v1/oauth/wecom/start?redirect=/workbench/`;
    await page.context().addCookies([
      {
        name: 'hl_sandbox_member',
        value: encodeURIComponent(`${corpId}:newcomer`),
        url: product.sandboxUrl,
      },
    ]);
    await page.goto(start);
    await page.getByText('账号不存在，请联系管理员').waitFor();
    await page.getByLabel('以企业微信成员 newcomer 的身份申请。').fill('上海店，店长');
    await takePicture(page, 'directory-phone-ask');
    await button(page, '申请开通账号').click();
    await page.getByText('申请已提交').waitFor();
    await takePicture(page, 'directory-phone-asked');

    const admin = await open('directory', { viewport: phoneSize });
    await admin.page.getByText('上海店，店长').waitFor();
    await admin.page.getByText('上海店，店长').scrollIntoViewIfNeeded();
    await takePicture(admin.page, 'directory-phone-request');
    await button(admin.page, /^同\s?意$/).click();
    const form = admin.page.getByRole('dialog', { name: '为「何新」开通账号' });
    await form.getByLabel('部门').waitFor();
    await still(admin.page);
    await takePicture(admin.page, 'directory-phone-accept');
    await form.getByRole('button', { name: /同\s?意$/ }).click();
    await admin.page.getByText('没有等待处理的申请').waitFor();
    await page.goto(start);
    await page.getByRole('heading', { name: '总览' }).waitFor();
    expect([...asker.problems, ...admin.problems]).toEqual([]);
    await asker.end();
    await admin.end();
  });

  it('reads in English, and fits a phone', async () => {
    const em = await tenant();
    await em.nativeUpdate(Staff, { account: 'chenli' }, { language: 'en' });
    product.server.sessions.forget();
    const { page, end } = await open('directory', { viewport: phoneSize, locale: 'en' });
    await page.getByRole('heading', { name: 'Directory sync' }).waitFor();
    await page.getByText('Latest runs').waitFor();
    await still(page);
    await takePicture(page, 'directory-phone-en');
    await expectToFit(page);
    await page.getByRole('link', { name: 'Report' }).first().click();
    await page.getByRole('heading', { name: 'Sync report' }).waitFor();
    await still(page);
    await takePicture(page, 'directory-phone-en-report');
    await expectToFit(page);
    await end();
  });
});
