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
import { call, seededOf, staffCookie } from './testing/people.ts';

/** Roles, a person's rights with their sources, and the page that tells why somebody sees something. */
describe('roles and sight in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let cookie: string;
  let upstreamId: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = await staffCookie(product, 'chenli');
    ({ upstreamId } = await seededOf(product));
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(path: string, viewport: { width: number; height: number } = desktopSize, as = cookie) {
    const problems: string[] = [];
    const page = await openWorkbench(browser, product, { cookie: as, path, size: viewport, problems });
    return { page, problems, end: () => page.context().close() };
  }
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  const still = (page: Page) => page.waitForTimeout(450);
  const em = () => product.server.db.tenant(upstreamId);

  it('makes a role with its page’s data range, puts people in and takes one out', async () => {
    const { page, problems, end } = await open('roles');
    await page.getByRole('heading', { name: '管理员' }).waitFor();
    await still(page);
    await takePicture(page, 'roles-desktop');
    await button(page, '新建角色').click();
    const form = page.getByRole('dialog', { name: '新建角色' });
    await form.getByRole('button', { name: /保\s?存$/ }).click();
    await form.getByText('必填').waitFor();
    await form.getByLabel('角色名称').fill('大区主管');
    await form.getByRole('radiogroup', { name: '员工账号' }).getByText('本部门及下级').click();
    await form.getByRole('group', { name: '互联管理' }).getByLabel('查看互联用户').check();
    await still(page);
    await takePicture(page, 'roles-desktop-new');
    await form.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByRole('heading', { name: '大区主管' }).waitFor();
    await page.getByText('还没有员工在这个角色里').waitFor();
    await page.getByRole('combobox', { name: '选择员工' }).click();
    await page.keyboard.type('苏婉');
    await page.getByTitle(/^苏婉/).click();
    await page.keyboard.press('Escape');
    await button(page, '加入角色').click();
    await page.getByRole('cell', { name: '苏婉' }).waitFor();
    await still(page);
    await takePicture(page, 'roles-desktop-members');
    const { body } = await call(product, 'GET', '/roles', { cookie });
    const role = body.items.find((one: { name: string }) => one.name === '大区主管');
    expect(role).toMatchObject({
      permissions: ['accounts.read', 'staff.manage', 'staff.same_department', 'staff.sub_departments'],
      memberCount: 1,
    });
    const suwan = await staffCookie(product, 'suwan');
    expect((await call(product, 'GET', '/staff-members', { cookie: suwan })).status).toBe(200);
    await page
      .getByRole('row', { name: /苏婉/ })
      .getByRole('button', { name: /移\s?出/ })
      .click();
    await page.getByText('还没有员工在这个角色里').waitFor();
    expect((await call(product, 'GET', '/staff-members', { cookie: suwan })).status).toBe(403);
    await call(product, 'POST', `/roles/${role.id}/members`, {
      ...{ cookie, body: { add: [(await em().findOneOrFail(Staff, { account: 'suwan' })).id] } },
    });
    expect(problems).toEqual([]);
    await end();
  });

  it('gives a person a role beside his own rights, shows where each comes from, and tells who was later', async () => {
    const { page, problems, end } = await open('staff');
    await page
      .getByRole('row', { name: /苏婉/ })
      .getByRole('button', { name: /权\s?限$/ })
      .click();
    const drawer = page.getByRole('dialog', { name: '「苏婉」的权限' });
    await drawer.getByText('角色「大区主管」').first().waitFor();
    await drawer.getByRole('group', { name: '角色' }).getByLabel('审计').check();
    await drawer.getByText('角色「审计」').first().waitFor();
    await still(page);
    await takePicture(page, 'roles-desktop-authorise');
    // Another administrator saves meanwhile.
    const one = await em().findOneOrFail(Staff, { account: 'suwan' }, { disableIdentityMap: true });
    const other = await call(product, 'PUT', `/staff-members/${one.id}/authorisation`, {
      ...{ cookie, body: { permissions: ['crm.use', 'quota.read'] } },
      headers: { 'if-match': `"${one.version}"` },
    });
    expect(other.status).toBe(200);
    await drawer.getByRole('button', { name: /保\s?存$/ }).click();
    await drawer.getByText('内容刚被别人修改过，没有保存').waitFor();
    await drawer.getByText('内容刚被别人修改过，没有保存').scrollIntoViewIfNeeded();
    await still(page);
    await takePicture(page, 'roles-desktop-conflict');
    await drawer.getByRole('button', { name: '放弃我的修改，载入最新内容' }).click();
    expect(await drawer.getByRole('group', { name: '角色' }).getByLabel('审计').isChecked()).toBe(false);
    await drawer.getByRole('group', { name: '角色' }).getByLabel('审计').check();
    await drawer.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('已保存').waitFor();
    const { body } = await call(product, 'GET', `/staff-members/${one.id}`, { cookie });
    expect(body.permissions).toEqual(['crm.use', 'quota.read']);
    expect(body.roles.map((role: { name: string }) => role.name).sort()).toEqual(['大区主管', '审计']);
    expect(problems).toEqual([]);
    await end();
  });

  it('tells why somebody sees a colleague and why not, on a desktop and on a phone', async () => {
    const { page, problems, end } = await open('sight');
    await page.getByText('选择员工和记录').waitFor();
    await page.getByLabel('员工', { exact: true }).fill('苏婉');
    await page.getByTitle(/^苏婉/).click();
    await page.getByLabel('记录', { exact: true }).fill('李浩');
    await page.getByTitle(/^李浩/).last().click();
    await page.getByText('苏婉看不到「李浩」').waitFor();
    await page.getByText('来自：角色「大区主管」').first().waitFor();
    await still(page);
    await takePicture(page, 'sight-desktop');
    const address = new URL(page.url());
    await end();
    const phone = await open(`sight${address.search}`, phoneSize);
    await phone.page.getByText('苏婉看不到「李浩」').waitFor();
    await still(phone.page);
    await takePicture(phone.page, 'sight-phone');
    await expectToFit(phone.page);
    expect([...problems, ...phone.problems]).toEqual([]);
    await phone.end();
  });

  it('works on a phone and in English', async () => {
    const phone = await open('roles', phoneSize);
    await button(phone.page, /大区主管/).click();
    await phone.page.getByRole('dialog', { name: '大区主管' }).getByText('苏婉').waitFor();
    await still(phone.page);
    await takePicture(phone.page, 'roles-phone');
    await expectToFit(phone.page);
    await phone.page.getByRole('dialog').getByRole('button', { name: '编辑角色' }).click();
    await phone.page.getByRole('dialog', { name: '编辑角色「大区主管」' }).waitFor();
    await still(phone.page);
    await takePicture(phone.page, 'roles-phone-edit');
    await phone.end();
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language: 'en' } });
    const { page, problems, end } = await open('roles');
    await page.getByRole('heading', { name: 'Roles' }).waitFor();
    await button(page, 'New role').click();
    await page.getByRole('dialog', { name: 'New role' }).waitFor();
    await still(page);
    await takePicture(page, 'roles-english-new');
    const suwan = await em().findOneOrFail(Staff, { account: 'suwan' });
    const east = await em().findOneOrFail(Staff, { account: 'lihao' });
    await page.goto(`${product.url}/workbench/sight?staff=${suwan.id}&kind=staff&record=${east.id}`);
    await page.getByText('苏婉 cannot see “李浩”').waitFor();
    await still(page);
    await takePicture(page, 'sight-english');
    expect(problems).toEqual([]);
    await end();
  });
});
