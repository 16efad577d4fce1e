import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { expectToFit, openBrowser, openWorkbench, phoneSize, takePicture } from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, staffCookie } from './testing/people.ts';

/** The template enterprise and its packages in the built workbench, with the real server. */
describe('a template enterprise in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    const cookie = await staffCookie(product, 'chenli');
    page = await openWorkbench(browser, product, { cookie });
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });
  const picture = async (name: string) => {
    await page.waitForTimeout(400);
    await takePicture(page, `packages-${name}`);
  };

  it('is found in the menu, created, and entered', async () => {
    await page.goto(`${product.url}/workbench/`);
    await page.getByRole('link', { name: '模板企业' }).click();
    await page.getByText('还没有模板企业').waitFor();
    expect(await page.getByRole('link', { name: '配置包管理' }).count()).toBe(0);
    await page.getByRole('button', { name: '创建模板企业' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('#template-name').fill('岚汐样板企业');
    await dialog.locator('#template-legalName').fill('岚汐样板（示例）有限公司');
    await picture('create-desktop');
    await dialog.getByRole('button', { name: /创建模板企业$/ }).click();
    await page.getByRole('link', { name: '现在进入' }).waitFor();
    await picture('entry-desktop');
    await page.getByRole('link', { name: '现在进入' }).click();
    await page.getByRole('link', { name: '配置包管理' }).click();
    await page.getByText('还没有配置包').waitFor();
    expect(await page.getByRole('link', { name: '模板企业', exact: true }).count()).toBe(0);
  });

  it('packs, tries, pushes, and shows what became of it', async () => {
    await page.getByRole('button', { name: /打\s?包$/ }).click();
    await page.getByLabel('名称').fill('经销商标准配置');
    await page.getByRole('checkbox', { name: '异常登录提示' }).check();
    await page.getByLabel('提示文字').fill('账号暂时不能使用，请联系业务员。');
    await picture('form-desktop');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('版本 1').waitFor();
    await page.getByRole('button', { name: /下\s?发$/ }).click();
    await page.getByRole('checkbox', { name: '全选' }).check();
    await page.getByRole('button', { name: '试运行' }).click();
    await page.getByText('将改动 1 项').first().waitFor();
    await picture('dry-run-desktop');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /下\s?发$/ })
      .click();
    await page.getByRole('dialog').getByText('成功').first().waitFor({ timeout: 20_000 });
    await picture('result-desktop');
    await page.keyboard.press('Escape');
    await page.getByText(/成功 [1-9]\d* · 无变化 0 · 失败 0 · 等待 0/).waitFor({ timeout: 20_000 });
    await picture('list-desktop');
  });

  it('shows on a phone, in English, who did not get it and why', async () => {
    const cookies = await page.context().cookies(product.url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language: 'en' } });
    await page.setViewportSize(phoneSize);
    await page.reload();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('checkbox', { name: 'Follow guide' }).check();
    await picture('form-phone-en');
    await page.getByRole('button', { name: /Save$/ }).click();
    await page.getByText('Revision 2').waitFor();
    await page.getByRole('button', { name: 'Push', exact: true }).click();
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText('Cannot be pushed').waitFor();
    await picture('dry-run-phone-en');
    await page.getByRole('dialog').getByRole('button', { name: /Push$/ }).click();
    await page.getByRole('button', { name: 'Try the failed again' }).waitFor({ timeout: 20_000 });
    await picture('result-phone-en');
    await expectToFit(page);
    await page.keyboard.press('Escape');
    await picture('list-phone-en');
    await expectToFit(page);
  });

  it('packs roles and fields, and shows by name what they would change', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    const cookies = await page.context().cookies(product.url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language: 'zh-CN' } });
    await page.reload();
    await page.getByRole('button', { name: /打\s?包$/ }).click();
    await page.getByLabel('名称', { exact: true }).fill('门店组织');
    await page.getByRole('checkbox', { name: '员工角色' }).check();
    await page.getByRole('button', { name: '添加一项：员工角色' }).click();
    await page.getByLabel('角色名称').fill('门店经理');
    await page.getByRole('checkbox', { name: '使用客户' }).check();
    await page.getByText('门店经理').first().scrollIntoViewIfNeeded();
    await picture('roles-desktop');
    await page.getByRole('checkbox', { name: '扩展字段', exact: true }).last().check();
    await page.getByRole('button', { name: '添加一项：扩展字段' }).click();
    await page.getByLabel('字段名称').fill('门店等级');
    await page.getByRole('combobox', { name: '字段类型' }).press('Enter');
    await page.getByTitle('单选').click();
    await page.getByRole('button', { name: '添加一条' }).click();
    await page.getByLabel('选项 1').fill('旗舰店');
    await page.getByLabel('选项 1').scrollIntoViewIfNeeded();
    await picture('fields-desktop');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('门店组织').waitFor();
    await page
      .getByRole('button', { name: /下\s?发$/ })
      .first()
      .click();
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('button', { name: '试运行' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('将改动').waitFor();
    await dialog.getByText('旗舰店').scrollIntoViewIfNeeded();
    expect(await dialog.getByText('门店经理', { exact: true }).count()).toBeGreaterThan(0);
    await picture('lists-dry-run-desktop');
    await dialog.getByRole('button', { name: /下\s?发$/ }).click();
    await dialog.getByText('成功').first().waitFor({ timeout: 20_000 });
    await page.keyboard.press('Escape');
  });

  it('shows on a phone, in English, a role that gains a right there, and by name what does not fit', async () => {
    const cookies = await page.context().cookies(product.url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language: 'en' } });
    await page.setViewportSize(phoneSize);
    await page.reload();
    await page.getByRole('button', { name: 'Edit' }).first().click();
    await page
      .getByRole('button', { name: /门店经理/ })
      .first()
      .click();
    await page.getByRole('checkbox', { name: 'View interconnect users' }).check();
    await picture('roles-phone-en');
    await expectToFit(page);
    await page.getByRole('button', { name: /Save$/ }).click();
    await page.getByText('Revision 2').first().waitFor();
    await page.getByRole('button', { name: 'Push', exact: true }).first().click();
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText('adds').first().waitFor();
    await page.getByText('adds').first().scrollIntoViewIfNeeded();
    await picture('lists-dry-run-phone-en');
    await expectToFit(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Edit' }).first().click();
    await page
      .getByRole('button', { name: /门店等级/ })
      .first()
      .click();
    await page.getByRole('combobox', { name: 'Field type' }).press('Enter');
    await page.getByTitle('Date', { exact: true }).click();
    await picture('fields-phone-en');
    await page.getByRole('button', { name: /Save$/ }).click();
    await page.getByText('Revision 3').first().waitFor();
    await page.getByRole('button', { name: 'Push', exact: true }).first().click();
    await page.getByRole('checkbox').nth(1).check();
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText('has a field “门店等级” of another type').waitFor();
    await picture('lists-refused-phone-en');
    await expectToFit(page);
  });
});
