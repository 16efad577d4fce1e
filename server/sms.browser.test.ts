import type { Browser } from 'playwright-core';
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
import { openCallers } from './testing/callers.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, staffCookie } from './testing/people.ts';

/** The invitation SMS, in the built workbench with the real server and the sandbox's SMS provider. */
describe('the invitation SMS in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let admin: string;
  let operator: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    admin = await staffCookie(product, 'chenli');
    const callers = await openCallers(product);
    const em = product.server.db.acrossTenants('operator: seed');
    const person = await em.findOneOrFail(Staff, { account: 'operator' });
    operator = (await callers.staffSession(person.enterpriseId, person.id)).cookie ?? '';
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(
    cookie: string,
    path: string,
    viewport: { width: number; height: number },
    language = 'zh-CN',
  ) {
    await call(product, 'PATCH', '/staff/me', { cookie, body: { language } });
    const page = await openWorkbench(browser, product, { cookie, path, size: viewport, language });
    return {
      page,
      async picture(called: string) {
        await page.waitForLoadState('networkidle');
        await takePicture(page, `sms-${called}`);
        await expectToFit(page);
      },
      close: () => page.context().close(),
    };
  }

  it('is written with its variables, handed over, and sent once the operator has approved it', async () => {
    const settings = await open(admin, 'invitation-sms', desktopSize);
    const { page } = settings;
    page.setDefaultTimeout(6000);
    await page.getByLabel('短信正文').fill('您好，您的订货账号已开通，详见 hl.example.cn/a');
    await page.getByRole('button', { name: /保存草稿$/ }).click();
    await page.getByText('短信里不能写网址').waitFor();
    await page.getByLabel('短信正文').fill('您好，您的订货账号已开通，请打开微信小程序绑定。');
    await page.getByRole('button', { name: '插入联系人' }).click();
    const preview = page.getByRole('figure', { name: '收到的短信' });
    await preview.getByText('【岚汐净水】您好，您的订货账号已开通，请打开微信小程序绑定。林晓雯').waitFor();
    await preview.getByText('计 1 条').waitFor();
    await page.getByRole('button', { name: /保存草稿$/ }).click();
    await page.getByRole('button', { name: /提交审核$/ }).click();
    await page.getByText('审核中', { exact: true }).waitFor();
    await settings.picture('settings-desktop');
    await settings.close();

    const text = '您好，您的订货账号已开通，请打开微信小程序绑定。{1}';
    await product.control('sms-review', { templateId: '300001', text, state: 'approved', reply: '' });
    const review = await open(operator, 'sms-reviews', desktopSize);
    await review.page.getByLabel('模板编号').fill('300002');
    await review.page.getByRole('button', { name: /通过审核$/ }).click();
    await review.page.getByText('短信服务商没有编号为 300002 的模板').waitFor();
    await review.picture('review-desktop');
    await review.close();
    const onPhone = await open(operator, 'sms-reviews', phoneSize, 'en');
    await onPhone.page.getByLabel('Template number').fill('300001');
    await onPhone.picture('review-phone');
    await onPhone.page.getByRole('button', { name: /Approve$/ }).click();
    await onPhone.page.getByText('No SMS waits for review').waitFor();
    await onPhone.close();

    const after = await open(admin, 'invitation-sms', phoneSize, 'en');
    await after.page.getByText('Version 1').waitFor();
    await after.page.getByText('Approved', { exact: true }).waitFor();
    await after.page.getByRole('switch', { name: 'Use your own signature' }).isDisabled();
    await after.picture('settings-phone');
    await after.close();
  });

  it('sends marketing to who ticks it in the mini program, until he replies R on his phone', async () => {
    const text = '{contact}您好，{brand}新品滤芯上市，欢迎咨询业务员。拒收请回复R';
    await call(product, 'POST', '/invitation-sms/drafts', {
      cookie: admin,
      body: { kind: 'marketing', content: text },
    });
    const { body } = await call(product, 'GET', '/invitation-sms', { cookie: admin });
    const { id } = body.versions.find(({ kind }: { kind: string }) => kind === 'marketing');
    await call(product, 'POST', `/invitation-sms/drafts/${id}/submit`, { cookie: admin, body: {} });
    const provided = '{1}您好，{2}新品滤芯上市，欢迎咨询业务员。拒收请回复R';
    await product.control('sms-review', { templateId: '400001', text: provided, state: 'approved' });
    const approved = { cookie: operator, body: { templateId: '400001' } };
    expect((await call(product, 'POST', `/sms-reviews/${id}/approve`, approved)).status).toBe(200);
    // Nine in the morning in China.
    const hour = new Date(product.server.clock.now().getTime() + 8 * 3_600_000).getUTCHours();
    if (hour < 8 || hour >= 20)
      await product.control('clock', { advanceMs: ((9 - hour + 24) % 24) * 3_600_000 });

    const context = await browser.newContext({ viewport: { width: 1000, height: 900 }, locale: 'zh-CN' });
    const phone = await context.newPage();
    phone.setDefaultTimeout(15_000);
    await phone.goto(`${product.sandboxUrl}/?person=zhoujianguo&open=pages/me/index`);
    const app = phone.frameLocator('[data-testid="mini-app-frame"]');
    const row = app.locator('#me-marketing');
    await row.waitFor();
    await row.scrollIntoViewIfNeeded();
    await row.getByText('未同意').waitFor();
    await takePicture(phone, 'sms-marketing-switch');
    await row.click();
    await row.getByText('已同意').waitFor();

    admin = await staffCookie(product, 'chenli');
    const plugIns = await open(admin, 'plug-ins', desktopSize);
    await plugIns.page.getByText('已开通').first().waitFor();
    await plugIns.picture('plug-in-desktop');
    await plugIns.page.getByRole('link', { name: '打开短信服务' }).click();
    await plugIns.page.getByText(/同意接收 2 人/).waitFor();
    await plugIns.page.getByRole('button', { name: /发送推广短信$/ }).click();
    const dialog = plugIns.page.getByRole('dialog');
    await dialog.getByRole('button', { name: /发送推广短信$/ }).click();
    await plugIns.page.getByText('已发送 1').waitFor({ timeout: 20_000 });
    await plugIns.picture('service-desktop');
    await plugIns.page.getByRole('button', { name: '查看每人结果' }).click();
    await plugIns.page.getByText('周建国', { exact: true }).first().waitFor();
    await plugIns.page.waitForTimeout(500);
    await takePicture(plugIns.page, 'sms-results-desktop');
    await plugIns.close();

    await product.control('sms-reply', { follower: 'zhoujianguo', text: 'R' });
    await phone.goto(`${product.sandboxUrl}/?person=zhoujianguo&chat=sms`);
    await phone.getByLabel('回复短信').waitFor();
    await takePicture(phone, 'sms-reply-phone');
    await context.close();
    const after = await open(admin, 'sms-service', phoneSize, 'en');
    await after.page.getByText(/2 replied R/).waitFor();
    await after.picture('service-phone');
    await after.close();
    const reviews = await open(operator, 'sms-reviews', desktopSize);
    await reviews.page.getByText('短信回复的回调地址').first().waitFor();
    await reviews.picture('reply-address-desktop');
    await reviews.close();
  }, 120_000);
});
