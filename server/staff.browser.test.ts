import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Staff } from './features/access/access.entity.ts';
import {
  desktopSize,
  expectToFit,
  openBrowser,
  openWorkbench,
  phoneSize,
  takePicture,
} from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { seededOf, staffCookie } from './testing/people.ts';

const password = 'correct horse battery';

/** The organisation's pages, by hand: departments, staff, rights, and the way in with a password. */
describe('the organisation in the workbench', () => {
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
    viewport: { width: number; height: number } = desktopSize,
    signedIn = true,
  ) {
    const problems: string[] = [];
    const page = await openWorkbench(browser, product, {
      cookie: signedIn ? cookie : undefined,
      path,
      size: viewport,
      problems,
    });
    return { page, problems, end: () => page.context().close() };
  }
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });
  const still = (page: Page) => page.waitForTimeout(400);

  it('keeps departments: a new one, another name, another place, its end', async () => {
    const { page, problems, end } = await open('departments');
    await page.getByText('华东一部').waitFor();
    await takePicture(page, 'departments-desktop');
    await page.getByText('售后服务部').click();
    await button(page, '新建部门').click();
    const form = page.getByRole('dialog', { name: '新建部门' });
    await form.getByLabel('部门名称').fill('安装一组');
    await takePicture(page, 'departments-desktop-new');
    await form.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByRole('heading', { name: '安装一组' }).waitFor();
    await page.getByText('售后服务部').first().click();
    await button(page, '删除部门').click();
    const ask = page.getByRole('dialog', { name: '删除「售后服务部」？' });
    await ask.getByText('部门里还有 1 名员工、1 个下级部门').waitFor();
    await still(page);
    await takePicture(page, 'departments-desktop-remove');
    await ask.getByRole('button', { name: '移到上级并删除' }).click();
    await page.getByText('已删除').waitFor();
    expect(await page.getByRole('tree').getByText('售后服务部').count()).toBe(0);
    await page.getByText('安装一组').waitFor();
    expect(problems).toEqual([]);
    await end();
  });

  it('saves what new staff of a department are given, once «OK» was said', async () => {
    const { page, end } = await open('departments');
    await page.getByText('华南大区').click();
    await button(page, '新员工默认权限').click();
    const form = page.getByRole('dialog', { name: '「华南大区」的新员工默认权限' });
    const group = (name: string) => form.getByRole('group', { name });
    await group('基础菜单').getByLabel('全选').check();
    expect(await group('本部门数据').getByLabel('全选').isChecked()).toBe(false);
    await group('基础菜单').getByLabel('部门').uncheck();
    expect(await group('基础菜单').getByLabel('全选').isChecked()).toBe(false);
    expect(await form.getByText('设置权限').count()).toBe(0);
    await still(page);
    await takePicture(page, 'departments-desktop-defaults');
    await form.getByRole('button', { name: /保\s?存$/ }).click();
    const ask = page.getByRole('dialog', { name: '保存「华南大区」的新员工默认权限？' });
    await ask.getByRole('button', { name: /取\s?消$/ }).click();
    await form.getByRole('button', { name: /保\s?存$/ }).click();
    await still(page);
    await takePicture(page, 'departments-desktop-defaults-ask');
    await ask.getByRole('button', { name: '保存默认权限' }).click();
    await page.getByText('已保存').waitFor();
    await end();
  });

  it('makes an account, gives it rights, disables it and lets it in again', async () => {
    const { page, problems, end } = await open('staff');
    await page.getByText('苏婉').waitFor();
    await takePicture(page, 'staff-desktop');
    await button(page, '新建员工').click();
    const form = page.getByRole('dialog', { name: '新建员工' });
    await form.getByRole('button', { name: '新建员工' }).click();
    await form.getByText('必填').first().waitFor();
    await form.getByLabel('账号').fill('linmei');
    await form.getByText('这不是邮箱，也可以使用').waitFor();
    await form.getByLabel('姓名').fill('林梅');
    await form.getByLabel('登录密码').fill('12345678');
    await form.getByLabel('部门').click();
    await page.getByTitle('华南大区').last().click();
    await form.getByRole('button', { name: '新建员工' }).click();
    await form.getByRole('alert').getByText('密码至少 10 个字符').waitFor();
    await still(page);
    await takePicture(page, 'staff-desktop-new');
    await form.getByLabel('登录密码').fill(password);
    await form.getByRole('button', { name: '新建员工' }).click();
    await row(page, '林梅').waitFor();
    await row(page, '林梅')
      .getByRole('button', { name: /权\s?限$/ })
      .click();
    const drawer = page.getByRole('dialog', { name: '「林梅」的权限' });
    // The defaults of her department, as they were saved before.
    expect(await drawer.getByLabel('员工账号', { exact: true }).isChecked()).toBe(true);
    await drawer.getByRole('group', { name: '本部门数据' }).getByLabel('全选').check();
    await still(page);
    await takePicture(page, 'staff-desktop-rights');
    await drawer.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('已保存').waitFor();
    await row(page, '林梅').getByRole('switch').click();
    await button(page, '停用账号').click();
    await page.getByText('已停用「林梅」').waitFor();
    await page.getByRole('switch', { name: '启用或停用「林梅」', checked: false }).click();
    await page.getByText('已启用「林梅」').waitFor();
    const em = product.server.db.tenant((await seededOf(product)).upstreamId);
    const { permissions } = await em.findOneOrFail(Staff, { account: 'linmei' });
    expect(permissions.sort()).toEqual([
      ...['auto_reply.manage', 'channel_accounts.read', 'channel_accounts.same_department'],
      ...['chat_history.read', 'chats.read', 'chats.same_department', 'crm.same_department'],
      ...['extended_fields.manage', 'settings.manage', 'staff.manage', 'staff.same_department'],
    ]);
    expect(problems).toEqual([]);
    await end();
  });

  it('lets her in by account and password, to what she was given and nothing else', async () => {
    const { page, end } = await open('sign-in', phoneSize, false);
    await page.getByLabel('账号').fill('linmei');
    await page.getByLabel('密码', { exact: true }).fill('not the password');
    await takePicture(page, 'sign-in-phone');
    await button(page, /^登\s?录$/).click();
    await page.getByText('账号或密码不正确').waitFor();
    await takePicture(page, 'sign-in-phone-refused');
    await page.getByLabel('密码', { exact: true }).fill(password);
    await button(page, /^登\s?录$/).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
    await page.goto(`${product.url}/workbench/staff`);
    await page.getByText('林梅').first().waitFor();
    await still(page);
    await takePicture(page, 'staff-phone-of-a-clerk');
    expect(await page.getByText('苏婉').count()).toBe(0);
    await page.goto(`${product.url}/workbench/departments`);
    await page.getByText('没有权限查看此页面').waitFor();
    await end();
  });

  it('gives everybody his own account: information, picture, password, the ways out', async () => {
    const { page, problems, end } = await open('sign-in', desktopSize, false);
    await page.getByLabel('账号').fill('linmei');
    await page.getByLabel('密码', { exact: true }).fill(password);
    await button(page, /^登\s?录$/).click();
    await button(page, '我的账号').click();
    await page.getByRole('link', { name: '个人信息与修改密码' }).click();
    await page.getByRole('heading', { name: '我的账号' }).waitFor();
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } });
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture });
    await page.getByText('已保存').waitFor();
    await page.locator('.hl-own-picture img').waitFor();
    await page.getByLabel('昵称').fill('小梅');
    await button(page, /保\s?存$/).click();
    await page.getByLabel('原密码').fill(password);
    const fresh = 'some other few words';
    await page.getByLabel('新密码', { exact: true }).fill(fresh);
    await page.getByLabel('再次输入新密码').fill(fresh);
    await still(page);
    await takePicture(page, 'own-account-desktop');
    await button(page, /修改密码$/).click();
    await page.getByText('密码已修改').waitFor();
    await page.setViewportSize(phoneSize);
    await still(page);
    await takePicture(page, 'own-account-phone');
    await button(page, '退出所有设备').click();
    await page.getByRole('dialog').getByRole('button', { name: '退出所有设备' }).click();
    await page.getByRole('link', { name: '用企业微信登录' }).waitFor();
    const em = product.server.db.tenant((await seededOf(product)).upstreamId);
    expect((await em.findOneOrFail(Staff, { account: 'linmei' })).nickname).toBe('小梅');
    expect(problems).toEqual([]);
    await end();
  });

  it('fits a phone', async () => {
    for (const [path, shows] of [
      ['departments', '华东一部'],
      ['staff', '苏婉'],
    ] as const) {
      const { page, problems, end } = await open(path, phoneSize);
      await page.getByText(shows).first().waitFor();
      await takePicture(page, `${path}-phone`);
      await page
        .getByText(path === 'staff' ? '权限' : '华东大区', { exact: true })
        .first()
        .click();
      await page.getByRole('dialog').waitFor();
      await still(page);
      await takePicture(page, `${path}-phone-open`);
      await expectToFit(page);
      expect(problems).toEqual([]);
      await end();
    }
  });
});
