import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { desktopSize, openBrowser, openWorkbench, phoneSize, takePicture } from './testing/browser.ts';
import { openCallers } from './testing/callers.ts';
import { startInstallation, type Installation } from './testing/installation.ts';

/** The admin makes fields; they stand in the customers' forms, and leave them when they are disabled. */
describe('extended fields in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let cookie = '';
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = (await (await openCallers(product)).as('admin')).cookie ?? '';
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(path: string, size: { width: number; height: number }): Promise<Page> {
    return openWorkbench(browser, product, { cookie, path, size });
  }

  it('are made, filled in with a customer, kept while disabled, and there again', async () => {
    const page = await open('extended-fields', desktopSize);
    const make = async (name: string, type: string, options: readonly string[] = []) => {
      await page.getByRole('button', { name: '添加字段' }).click();
      await page.getByLabel('字段名称').fill(name);
      await page.getByLabel('字段类型').click();
      await page.locator('.ant-select-dropdown').getByText(type, { exact: true }).click();
      for (const option of options) {
        await page.locator('#field-options').fill(option);
        await page.keyboard.press('Enter');
      }
      await page.getByLabel('填写提示').fill(`请填写${name}`);
      if (type === '单选') await takePicture(page, 'extended-fields-desktop-form');
      await page.getByRole('button', { name: /^保\s?存$/ }).click();
      await page.getByRole('listitem').filter({ hasText: name }).waitFor();
    };
    // Nothing is sent as long as name and type are missing.
    await page.getByRole('button', { name: '添加字段' }).click();
    await page.getByRole('button', { name: /^保\s?存$/ }).click();
    await page.getByText('必填').first().waitFor();
    await takePicture(page, 'extended-fields-desktop-missing');
    await page.locator('.ant-drawer-close').click();
    await make('门店数', '数值');
    await make('采购规模', '单选', ['0-10', '11-20']);
    await page.getByRole('button', { name: '上移「采购规模」' }).click();
    await page.locator('.hl-fields > li').first().filter({ hasText: '采购规模' }).waitFor();
    await expect.poll(() => page.getByRole('button', { name: '上移「采购规模」' }).isDisabled()).toBe(true);
    await page.waitForTimeout(500);
    await takePicture(page, 'extended-fields-desktop');

    const customers = await open('customers', phoneSize);
    await customers.getByRole('button', { name: '新建客户' }).click();
    await customers.getByText('请填写采购规模').waitFor();
    await customers.locator('#party-name').fill('杭州字段净水');
    await customers.locator('#party-phone').fill('0571-86001234');
    await customers.locator('#party-class').click();
    await customers.locator('.ant-select-dropdown').getByText('直销客户').click();
    await customers.locator('#party-importance').click();
    await customers.locator('.ant-select-dropdown').getByText('高', { exact: true }).click();
    await customers.getByLabel('门店数').fill('很多');
    await customers.getByText('11-20').click();
    await customers.locator('#contact-name').fill('周建国');
    await customers.locator('#contact-mobile').fill('15400000001');
    await customers.locator('#contact-email').fill('zhou@example.com');
    await customers.getByLabel('门店数').scrollIntoViewIfNeeded();
    const save = () => customers.getByRole('button', { name: /保\s?存$/ }).click();
    await save();
    await customers.getByText(/门店数 \(格式不对\)/).waitFor();
    await customers.getByLabel('门店数').scrollIntoViewIfNeeded();
    await takePicture(customers, 'extended-fields-phone-form');
    await customers.getByLabel('门店数').fill('12');
    await save();
    await customers.getByText('已新建').or(customers.getByText('杭州字段净水')).first().waitFor();
    const detail = await open('customers', desktopSize);
    await detail.getByText('杭州字段净水').first().click();
    await detail.getByText('采购规模').waitFor();
    expect(await detail.locator('.ant-drawer').innerText()).toMatch(/采购规模\s+11-20\s+门店数\s+12/);
    await takePicture(detail, 'extended-fields-desktop-customer');

    const usable = page.getByRole('switch', { name: '「采购规模」可用' });
    await usable.click();
    await usable.waitFor({ state: 'detached' });
    await detail.reload();
    await detail.locator('.ant-drawer').getByText('门店数').waitFor();
    expect(await detail.locator('.ant-drawer').getByText('采购规模').count()).toBe(0);
    await page.locator('.hl-fields-shown').getByRole('switch').click();
    await usable.click();
    await detail.reload();
    await detail.locator('.ant-drawer').getByText('采购规模').waitFor();

    await page
      .getByRole('listitem')
      .filter({ hasText: '门店数' })
      .getByRole('button', { name: /^删\s?除$/ })
      .click();
    await page.getByText('已填写的 1 条内容会一起删除').waitFor();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^取\s?消$/ })
      .click();
    await page.setViewportSize(phoneSize);
    await takePicture(page, 'extended-fields-phone');
  });
});
