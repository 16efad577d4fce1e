import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { samplePdf } from './demo/sample-invoice.ts';
import { Staff } from './features/access/access.entity.ts';
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
import { call, settle, staffCookie } from './testing/people.ts';

/** Invoices and receipts in the built workbench, with the real server and the sandbox's merchant. */
describe('invoices in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let cookie: string;
  let operatorCookie: string;
  let orderId: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = await staffCookie(product, 'chenli');
    const em = product.server.db.acrossTenants('operator: seed');
    const person = await em.findOneOrFail(Staff, { account: 'operator' });
    const callers = await openCallers(product);
    operatorCookie = (await callers.staffSession(person.enterpriseId, person.id)).cookie ?? '';
    await product.control('pay-settings', { refundDelayMs: 0 });
    const lines = [
      { kind: 'enterprise', places: 3, years: 1 },
      { kind: 'wechat_user', places: 10, years: 2 },
    ];
    orderId = (await api('POST', '/quota-orders', { lines, priceVersion: 0 })).id;
    const { codeUrl } = await api('POST', `/quota-orders/${orderId}/pay-native`, {});
    await product.control('pay', { codeUrl, person: 'zhoujianguo' });
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  const api = async (method: 'GET' | 'POST', path: string, body?: object) =>
    (await call(product, method, path, { cookie, ...(body === undefined ? {} : { body }) })).body;

  async function open(
    who: string,
    path: string,
    options: { size?: typeof desktopSize | typeof phoneSize; language?: string } = {},
  ): Promise<Page> {
    const { size = desktopSize, language = 'zh-CN' } = options;
    await call(product, 'PATCH', '/staff/me', { cookie: who, body: { language } });
    return openWorkbench(browser, product, { cookie: who, path, size, language });
  }
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await expectToFit(page);
    await takePicture(page, `invoices-${name}`);
  };
  /** What a hint that goes away still moves cannot be hit. */
  const press = async (page: Page, name: string) => {
    await page.waitForTimeout(400);
    await page.getByRole('button', { name }).click();
  };
  const upload = (page: Page) =>
    page.locator('input[type=file]').setInputFiles({
      ...{ name: 'fapiao.pdf', mimeType: 'application/pdf', buffer: samplePdf(['发票']) },
    });

  it('are asked for on the order, made out by the operator, and downloaded', async () => {
    const page = await open(cookie, `orders/${orderId}`);
    await page.getByText('还没有申请发票。').waitFor();
    await page.getByRole('button', { name: '申请发票' }).click();
    await page.getByText('增值税专用发票').click();
    await page.getByLabel('合同编号').fill('HT-2026-008');
    await picture(page, 'request-desktop');
    await page.getByRole('button', { name: '申请 ¥960.00 的发票' }).click();
    await page.getByText('待开具').waitFor();

    const operator = await open(operatorCookie, 'invoice-requests');
    await operator.getByText('DEMO-ORDER-1').waitFor();
    await picture(operator, 'requests-desktop');
    await operator.getByText('待开具').click();
    await operator.getByText('示例银行杭州分行 330100000000000018').waitFor();
    await operator.getByLabel('发票号码').fill('2633');
    await operator.getByLabel('开票日期').fill('2024-05-05');
    await press(operator, '登记已开具');
    await operator.getByText('数电票填 20 位号码；其他发票填 10 或 12 位代码和 8 位号码。').waitFor();
    await operator.getByLabel('发票号码').fill('2633 2000 0000 1234 5678');
    await press(operator, '登记已开具');
    await operator.getByText('请选择发票文件。').waitFor();
    await upload(operator);
    await press(operator, '登记已开具');
    await operator
      .getByText(/开票日期应在 .* 之间/)
      .first()
      .waitFor();
    await picture(operator, 'issue-desktop');
    const today = new Date(product.server.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    await operator.getByLabel('开票日期').fill(today);
    await press(operator, '登记已开具');
    await operator.getByRole('dialog').waitFor({ state: 'detached' });
    await operator.getByText('待开具').waitFor({ state: 'detached' });

    await page.reload();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: '下载发票' }).click();
    expect((await download).suggestedFilename()).toBe('invoice-26332000000012345678.pdf');
    await picture(page, 'issued-desktop');
    // Made out wrongly, an issued one is taken back with the reason.
    await operator.getByText('DEMO-ORDER-1').click();
    await operator.getByRole('textbox', { name: '需要红冲的原因' }).fill('税号填错');
    await picture(operator, 'take-back-desktop');
    await operator.getByRole('button', { name: '需要红冲' }).click();
    await operator.getByRole('dialog').waitFor({ state: 'detached' });
    await operator.getByText('待红冲').waitFor();
    await page.context().close();
    await operator.context().close();
  });

  it('are reversed after a refund, on the operator’s phone, in English', async () => {
    const { lines } = await api('GET', `/quota-orders/${orderId}`);
    await api('POST', `/quota-orders/${orderId}/refunds`, {
      ...{ lineId: lines[0].id, places: 1, reason: '买多了' },
    });
    await settle(product);
    const operator = await open(operatorCookie, 'invoice-requests', { size: phoneSize, language: 'en' });
    await operator.getByText('To be reversed').first().waitFor();
    await picture(operator, 'requests-phone-en');
    await operator.getByRole('button', { name: 'Details' }).first().click();
    await operator.getByLabel('Invoice number').fill('26332000000012345679');
    const today = new Date(product.server.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
    await operator.getByLabel('Date of issue').fill(today);
    await upload(operator);
    await picture(operator, 'reverse-phone-en');
    await press(operator, 'Enter red invoice');
    await operator.getByText('Reversed', { exact: true }).waitFor();
    await operator.context().close();

    const page = await open(cookie, `orders/${orderId}`, { size: phoneSize });
    await page.getByText('已红冲', { exact: true }).waitFor();
    await page.getByRole('button', { name: '申请发票' }).click();
    await page.getByRole('button', { name: '申请 ¥840.00 的发票' }).waitFor();
    await picture(page, 'request-phone');
    await page.context().close();
  });

  it('are listed with their titles, whose numbers are checked as they are typed', async () => {
    const page = await open(cookie, 'orders/invoices');
    await page.getByRole('heading', { level: 1, name: '发票' }).waitFor();
    await page.getByText('岚汐净水科技（示例）有限公司').first().waitFor();
    await picture(page, 'list-desktop');
    await page.getByRole('button', { name: '新增抬头' }).click();
    await page.getByLabel('名称').fill('另一家（示例）有限公司');
    await page.getByLabel('税号').fill('91350100M000100Y44');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('税号不对。', { exact: false }).waitFor();
    await picture(page, 'title-desktop');
    await page.getByLabel('税号').fill('9135 0100 M000 100Y 43');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('缺少开专用发票的信息').waitFor();
    await page.context().close();
    const phone = await open(cookie, 'orders/invoices', { size: phoneSize, language: 'en' });
    await phone.getByRole('heading', { level: 1, name: 'Invoices' }).waitFor();
    await phone.getByText('Not complete for a special invoice').waitFor();
    await picture(phone, 'list-phone-en');
    await phone.context().close();
  });

  it('are no receipts: a receipt prints on one page of A4, alone', async () => {
    const page = await open(cookie, `orders/${orderId}`);
    await page.getByRole('link', { name: '收据' }).click();
    await page.getByText('人民币捌佰肆拾元整').waitFor();
    await picture(page, 'receipt-desktop');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    const shown = async (selector: string) => page.locator(selector).first().isVisible();
    expect(await shown('.hl-side')).toBe(false);
    expect(await shown('.hl-top')).toBe(false);
    expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false);
    expect(await page.getByText('不是发票', { exact: false }).isVisible()).toBe(true);
    await picture(page, 'receipt-print');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]/);
    await page.context().close();
    const phone = await open(cookie, `orders/${orderId}/receipt`, { size: phoneSize, language: 'en' });
    await phone.getByText('It is no invoice (fapiao)', { exact: false }).waitFor();
    await picture(phone, 'receipt-phone-en');
    await phone.context().close();
  });
});
