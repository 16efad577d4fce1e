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
import { openCallers } from './testing/callers.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call } from './testing/people.ts';

/** A salesperson who looks for people, not for companies. */
describe('the list of contacts in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let cookie = '';
  const problems: string[] = [];
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    const callers = await openCallers(product);
    const { upstreamId } = callers;
    const rights = ['crm.use', 'accounts.open', 'accounts.disable'];
    const seller = await callers.putStaff(upstreamId, 'yewuyuan-lxr', rights);
    cookie = (await callers.staffSession(upstreamId, seller)).cookie ?? '';
    const admin = await callers.as('admin');
    const { version } = (await call(product, 'GET', '/account-opening', admin)).body;
    await call(product, 'PATCH', '/account-opening', {
      ...{ ...admin, body: { enabled: true }, headers: { 'if-match': `"${version}"` } },
    });
    const people = ['周建国', '孙小梅', '钱进'];
    const companies = ['杭州沐泉净水设备有限公司', '宁波海曙水务工程', '嘉兴南湖售后服务'];
    for (const [index, name] of companies.entries()) {
      const mobile = `1540070000${index}`;
      const made = await call(product, 'POST', index === 2 ? '/partners' : '/customers', {
        cookie,
        body: {
          ...{ name, phone: `0571-8700800${index}`, classKey: 'other', importance: 'high' },
          contact: { name: people[index], mobile, email: 'zhou@example.com', position: '采购经理' },
        },
      });
      expect(made.status).toBe(201);
      if (index === 0)
        for (const nth of [1, 2, 3])
          await call(product, 'POST', `/customers/${made.body.id}/contacts`, {
            cookie,
            body: {
              ...{ name: `同事${nth}`, mobile: `1540080000${nth}`, email: 'a@example.com', position: '' },
            },
          });
    }
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  const open = (path: string, size: { width: number; height: number }): Promise<Page> =>
    openWorkbench(browser, product, { cookie, path, size, problems });
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await takePicture(page, `contacts-${name}`);
  };

  it('finds a person on a phone and opens his account at his customer', async () => {
    const page = await open('contacts', phoneSize);
    await page.getByRole('list', { name: '联系人' }).waitFor();
    await expectToFit(page);
    await picture(page, 'phone');
    await page.getByRole('searchbox').fill('15400800003');
    await page.getByText('共 1 条', { exact: false }).or(page.getByText('同事3')).first().waitFor();
    await expect.poll(() => page.getByRole('list', { name: '联系人' }).getByRole('listitem').count()).toBe(1);
    await picture(page, 'search-phone');
    await page.getByRole('button', { name: '查看详情' }).click();
    const here = page.locator('.hl-crm-contact-here');
    await here.getByText('同事3').waitFor();
    expect(await here.getByText('154****0003').count()).toBe(1);
    const bottom = async () => {
      const box = await here.boundingBox();
      return (box?.y ?? 0) + (box?.height ?? Infinity);
    };
    await expect.poll(bottom).toBeLessThan(phoneSize.height);
    await here.getByRole('button', { name: /开通/ }).waitFor();
    await expectToFit(page);
    await picture(page, 'detail-phone');
    await page.context().close();
  });

  it('adds a contact to a customer that is chosen by its name, on a phone', async () => {
    const page = await open('contacts', phoneSize);
    await page.getByRole('button', { name: '新建联系人' }).click();
    await page.getByLabel('所属客户或合作伙伴').last().click();
    await page.keyboard.type('宁波');
    await page.locator('.ant-select-item-option').filter({ hasText: '宁波海曙水务工程' }).waitFor();
    await expect.poll(() => page.locator('.ant-select-item-option').count()).toBe(1);
    await picture(page, 'choose-phone');
    await page.locator('.ant-select-item-option').first().click();
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByLabel('联系人姓名').fill('李新来');
    await page.getByLabel('联系人手机').fill('15400900001');
    await page.getByLabel('联系人邮箱').fill('li@example.com');
    await picture(page, 'new-phone');
    await page.getByRole('button', { name: /保存/ }).click();
    await page.locator('.hl-crm-contact-here').getByText('李新来').waitFor();
    await page.locator('.ant-drawer-close').last().click();
    await page.getByRole('list', { name: '联系人' }).getByText('李新来').waitFor();
    await picture(page, 'added-phone');
    await page.context().close();
  });

  it('is a table on a desktop, with whose each is and how his account stands, in both languages', async () => {
    const page = await open('', desktopSize);
    await page.getByRole('link', { name: /联系人$/ }).click();
    await page.getByRole('table', { name: '联系人' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: '钱进' });
    expect(await row.innerText()).toMatch(
      /采购经理[\s\S]*154\*\*\*\*0002[\s\S]*嘉兴南湖售后服务[\s\S]*合作伙伴[\s\S]*未开通/,
    );
    await picture(page, 'desktop');
    await row.click();
    await page.locator('.hl-crm-contact-here').getByText('钱进').waitFor();
    await picture(page, 'detail-desktop');
    await page.context().close();

    await call(product, 'PATCH', '/staff/me', { cookie, body: { language: 'en' } });
    const english = await open('contacts?scope=pool', desktopSize);
    await english.getByText('My contacts').waitFor();
    await english.getByRole('table', { name: 'Contacts' }).waitFor();
    await picture(english, 'english-desktop');
    await english.context().close();
    const small = await open('contacts', phoneSize);
    await small.getByRole('list', { name: 'Contacts' }).waitFor();
    await expectToFit(small);
    await picture(small, 'english-phone');
    await small.context().close();
    expect(problems).toEqual([]);
  });
});
