import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Party } from './features/crm/crm.entity.ts';
import { inTransaction } from './kernel/data/transaction.ts';
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

const Day = 86_400_000;

/** A salesperson with planned visits and deals, and the head of his department who follows it. */
describe('departments, visits and deals of customers in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  const cookies = { seller: '', head: '' };
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    const callers = await openCallers(product);
    const { upstreamId } = callers;
    const tx = () => product.server.db.acrossTenants('operator: seed');
    const [east, one] = await inTransaction(tx(), async (em) => {
      const above = await product.server.departments.plant(em, upstreamId, upstreamId, '华北大区');
      return [above, await product.server.departments.plant(em, upstreamId, above, '华北一部')];
    });
    const person = async (name: string, departmentId: string, permissions: string[]) => {
      const id = await inTransaction(tx(), (em) =>
        product.server.staff.put(em, {
          ...{ enterpriseId: upstreamId, account: name, name, phone: null, enabled: true },
          ...{ permissions, departmentId, now: product.server.clock.now() },
        }),
      );
      return (await callers.staffSession(upstreamId, id)).cookie ?? '';
    };
    cookies.seller = await person('业务员丙', one, ['crm.use']);
    cookies.head = await person('华北负责人', east, ['crm.use', 'crm.sub_departments']);
    const contact = { name: '周建国', mobile: '15400000001', email: 'zhou@example.com' };
    const names = ['天津海河净水商贸', '石家庄太行水务', '太原汾河环保设备', '呼和浩特青城净水'];
    for (const [index, name] of names.entries()) {
      const made = await call(product, 'POST', '/customers', {
        cookie: cookies.seller,
        body: {
          ...{ name, phone: `0311-8800100${index}`, classKey: index === 3 ? 'dealer' : 'direct' },
          ...{ importance: 'high', stage: ['target', 'intention', 'deal', 'vip'][index], contact },
        },
      });
      const path = `/customers/${made.body.id}`;
      if (index >= 2)
        for (let nth = 0; nth < index - 1; nth += 1)
          await call(product, 'POST', `${path}/deals`, {
            cookie: cookies.seller,
            body: { day: '2026-01-15', amountFen: 1_280_00 * (nth + 1), text: 'LX-800 商用直饮机' },
          });
      if (index === 1) {
        const long = new Date(Date.now() - 9 * Day);
        await tx().nativeUpdate(Party, { id: made.body.id }, { createdAt: long });
      }
    }
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(cookie: string, path: string, size: { width: number; height: number }): Promise<Page> {
    return openWorkbench(browser, product, { cookie, path, size });
  }
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await takePicture(page, `crm-departments-${name}`);
  };

  it('shows a head the customers below him, with department and overdue visits, and lets him change none', async () => {
    const page = await open(cookies.head, 'customers', desktopSize);
    await page.getByText('部门客户', { exact: true }).click();
    await page.getByText('天津海河净水商贸').waitFor();
    expect(await page.getByText('华北一部').count()).toBeGreaterThan(0);
    await page.getByText(/^已超期/).waitFor();
    await picture(page, 'head-desktop');
    await page.getByText('石家庄太行水务').click();
    await page.getByText('由别人负责，需要改动请联系负责人或管理员。').waitFor();
    expect(await page.getByRole('button', { name: '显示完整号码' }).count()).toBe(0);
    await picture(page, 'detail-desktop');
    await page.context().close();
  });

  it('plans a visit, records a deal with an answer and strikes one out, on a phone', async () => {
    const page = await open(cookies.seller, 'customers', phoneSize);
    await page
      .getByRole('listitem')
      .filter({ hasText: '石家庄太行水务' })
      .getByRole('button', { name: '查看详情' })
      .click();
    await page
      .getByText(/^已超期/)
      .last()
      .waitFor();
    const soon = new Date(Date.now() + 3 * Day).toISOString().slice(0, 10);
    await page.getByLabel('拜访日期').fill(soon);
    await page.getByLabel('拜访内容').fill('下午两点上门看样机');
    await page.getByRole('button', { name: /安排拜访$/ }).click();
    await page.getByText(`${soon} · 下午两点上门看样机`).waitFor();
    await picture(page, 'visit-phone');
    await page.getByLabel('跟进内容').fill('回访，机器运行正常');
    await page.locator('.ant-rate-star').nth(3).locator('div').first().click();
    await page.getByText('4 分（满分 5 分）').waitFor();
    await page.getByRole('button', { name: /添加跟进记录$/ }).click();
    await page.getByText(/满意度 4 分/).waitFor();
    await page.getByRole('button', { name: '登记成交' }).click();
    await page.getByLabel('成交日期').fill('2026-02-01');
    await page.getByLabel('金额（元）').fill('2560.5');
    await page.getByLabel('买了什么').fill('RO-400 一台');
    await picture(page, 'deal-phone');
    await page
      .getByRole('button', { name: /登记成交$/ })
      .last()
      .click();
    await page.getByText('¥2560.50 · RO-400 一台').or(page.getByText('¥2,560.50 · RO-400 一台')).waitFor();
    await expectToFit(page);
    await page.getByRole('button', { name: '作废这笔' }).click();
    await page.getByLabel('作废原因').fill('金额录错了');
    await page
      .getByRole('button', { name: /作废这笔$/ })
      .last()
      .click();
    await page.getByText(/业务员丙 作废：金额录错了/).waitFor();
    await page.getByText(/业务员丙 作废：金额录错了/).scrollIntoViewIfNeeded();
    await picture(page, 'struck-phone');
    await page.context().close();
  });

  it('tells who follows which, who bought again and how satisfied they are, in both languages', async () => {
    const page = await open(cookies.head, 'customer-analysis', desktopSize);
    await page.getByRole('table', { name: '客户分析' }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: '业务员丙' }).innerText()).toMatch(/华北一部/);
    await picture(page, 'analysis-desktop');
    await page.getByRole('row').filter({ hasText: '业务员丙' }).getByRole('link').last().click();
    await page.getByText('呼和浩特青城净水').waitFor();
    expect(await page.getByText('天津海河净水商贸').count()).toBe(0);
    await page.context().close();
    const small = await open(cookies.head, 'customer-analysis', phoneSize);
    await small.getByRole('list', { name: '客户分析' }).waitFor();
    await expectToFit(small);
    await picture(small, 'analysis-phone');
    await small.context().close();
    await call(product, 'PATCH', '/staff/me', { cookie: cookies.head, body: { language: 'en' } });
    const english = await open(cookies.head, 'customer-analysis', desktopSize);
    await english.getByRole('table', { name: 'Customer analysis' }).waitFor();
    await picture(english, 'analysis-english');
    await english.goto(`${product.url}/workbench/customers?scope=department`);
    await english.getByText('My departments').waitFor();
    await picture(english, 'english-desktop');
    await english.context().close();
  });
});
