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
});
