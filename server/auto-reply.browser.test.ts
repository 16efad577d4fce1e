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
import { call, messagesOf, oaAppId, settle, staffCookie } from './testing/people.ts';

/** Auto reply in the built workbench, with the real server and a phone that writes (rows 292–303). */
describe('auto reply in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let cookie: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = await staffCookie(product, 'chenli');
    await product.control('follow', { account: oaAppId, follower: 'linxiaowen' });
    await settle(product);
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(size: typeof desktopSize | typeof phoneSize, language: string): Promise<Page> {
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language } });
    const page = await openWorkbench(browser, product, { cookie, path: 'auto-replies', size, language });
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await takePicture(page, `auto-reply-${name}`);
  };
  async function say(text: string): Promise<string[]> {
    const before = (await messagesOf(product, 'linxiaowen')).length;
    await product.control('send', { account: oaAppId, follower: 'linxiaowen', text });
    await settle(product);
    return (await messagesOf(product, 'linxiaowen'))
      .slice(before)
      .filter(({ via }) => via === 'passive')
      .map((message): string => message.text);
  }

  it('is written, tried, changed with its replies in order, and deleted after a question', async () => {
    const page = await open(desktopSize, 'zh-CN');
    const save = page.getByRole('button', { name: /保\s?存$/ });
    await page.getByRole('button', { name: '新增规则' }).click();
    await save.click();
    await page.getByText('请填写匹配词').waitFor();
    await page.getByRole('radio', { name: '公共规则' }).check();
    await page.getByRole('textbox', { name: '匹配词' }).fill('你好|绑定');
    await page.getByRole('radio', { name: '与任一词完全相同' }).check();
    await page.getByRole('textbox', { name: '第 1 条回复' }).fill('一');
    await save.click();
    await page.getByText('是绑定账号用的口令', { exact: false }).first().waitFor();
    await page.getByRole('textbox', { name: '匹配词' }).fill('地址|在哪');
    await page.getByRole('radio', { name: '包含任一词' }).check();
    for (const [number, text] of [
      [2, '二'],
      [3, '三'],
    ] as const) {
      await page.getByRole('button', { name: '添加一条回复' }).click();
      await page.getByRole('textbox', { name: `第 ${number} 条回复` }).fill(text);
    }
    await picture(page, 'form-desktop');
    await save.click();
    await page.getByText('已保存，从下一条消息起生效').waitFor();
    expect((await say('你们在哪'))[0]).toBe('一');

    // The form gets everything back: the second is edited, the first goes, two stay in their order.
    await page.getByRole('row', { name: /地址/ }).getByRole('button', { name: '修改' }).click();
    expect(await page.getByRole('textbox', { name: '匹配词' }).inputValue()).toBe('地址|在哪');
    expect(await page.getByRole('radio', { name: '公共规则' }).isChecked()).toBe(true);
    expect(await page.getByRole('textbox', { name: '第 3 条回复' }).inputValue()).toBe('三');
    await page.getByRole('textbox', { name: '第 2 条回复' }).fill('杭州市望湖路 1 号');
    await page.getByRole('button', { name: '删除第 1 条回复' }).click();
    await save.click();
    await page.getByRole('cell', { name: /杭州市望湖路/ }).waitFor();
    await page.getByRole('textbox', { name: '试一试', exact: false }).fill('请问地址');
    await page.getByRole('button', { name: '试一试' }).click();
    await page.locator('.hl-reply-bubble').nth(1).waitFor();
    expect(await page.locator('.hl-reply-bubble').allTextContents()).toEqual(['杭州市望湖路 1 号', '三']);
    await picture(page, 'list-desktop');

    await page.getByRole('searchbox').fill('望湖');
    await expect.poll(() => page.locator('.ant-table-row').count()).toBe(1);
    await page
      .getByRole('row', { name: /地址/ })
      .getByRole('button', { name: /删\s?除/ })
      .click();
    const question = page.getByRole('dialog');
    await question.getByText('删除规则「地址|在哪」？').last().waitFor();
    await question.getByRole('button', { name: /取\s?消/ }).click();
    expect((await say('地址'))[0]).toBe('杭州市望湖路 1 号');
    await page
      .getByRole('row', { name: /地址/ })
      .getByRole('button', { name: /删\s?除/ })
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /删\s?除/ })
      .click();
    await expect.poll(() => page.locator('.ant-table-row').count()).toBe(0);
    expect(await say('地址')).toEqual([]);
    await page.context().close();
  });

  it('fits a phone, and tells who saved first', async () => {
    const page = await open(phoneSize, 'en');
    await page.getByText('价格|报价|多少钱').waitFor();
    await picture(page, 'list-phone-en');
    await expectToFit(page);
    const { body } = await call(product, 'GET', '/auto-replies?search=报价', { cookie });
    const [rule] = body.items;
    await page.getByRole('button', { name: 'Edit' }).last().click();
    await page.getByRole('textbox', { name: 'Reply 2' }).fill('Mine');
    await picture(page, 'form-phone-en');
    await call(product, 'PATCH', `/auto-replies/${rule.id}`, {
      ...{ cookie, body: { replies: ['Theirs'] }, headers: { 'if-match': `"${rule.version}"` } },
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Theirs').waitFor();
    await page.getByRole('alert').scrollIntoViewIfNeeded();
    await picture(page, 'conflict-phone-en');
    await page.getByRole('alert').getByRole('button').last().click();
    expect(await page.getByRole('textbox', { name: 'Reply 1' }).inputValue()).toBe('Theirs');
    await page.context().close();
  });
});
