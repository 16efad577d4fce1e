import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Party } from './features/crm/crm.entity.ts';
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
import { writeSheet } from './features/crm/import/xlsx.ts';

/** Customers in the built workbench, with the real server: two salespeople and who manages them. */
describe('customers in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  const cookies = { one: '', other: '', manager: '', holder: '' };
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    const callers = await openCallers(product);
    // The demo's own would stand among those that are counted here.
    await product.server.db.tenant(callers.upstreamId).nativeDelete(Party, {});
    const session = async (account: string, rights: string[]) =>
      (
        await callers.staffSession(
          callers.upstreamId,
          await callers.putStaff(callers.upstreamId, account, rights),
        )
      ).cookie ?? '';
    cookies.one = await session('业务员甲', ['crm.use']);
    cookies.other = await session('业务员乙', ['crm.use']);
    cookies.manager = await session('客户经理', ['crm.use', 'crm.manage', 'crm.export']);
    cookies.holder = await session('业务员丙', ['crm.use', 'crm.id_numbers']);
    const contact = {
      name: '周建国',
      mobile: '15400000001',
      email: 'zhou@example.com',
      position: '采购经理',
    };
    for (const [index, name] of ['杭州沐泉商贸', '宁波海润净水', '绍兴清泉经营部', '温州瓯江水务'].entries())
      await call(product, 'POST', '/customers', {
        cookie: cookies.one,
        body: {
          ...{ name, phone: `0571-8800100${index}`, classKey: index === 0 ? 'direct' : 'dealer' },
          ...{ importance: 'high', stage: ['target', 'intention', 'deal', 'vip'][index], contact },
          owner: index === 3 ? 'pool' : 'me',
        },
      });
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
    await takePicture(page, `crm-${name}`);
  };

  it('lists one’s own on a phone, opens one, notes a follow-up, and shows numbers after a tap', async () => {
    const page = await open(cookies.one, 'customers', phoneSize);
    await page.getByText('杭州沐泉商贸').waitFor();
    expect(await page.getByText('温州瓯江水务').count()).toBe(0);
    await expectToFit(page);
    await picture(page, 'list-phone');
    await page
      .getByRole('listitem')
      .filter({ hasText: '杭州沐泉商贸' })
      .getByRole('button', { name: '查看详情' })
      .click();
    await page.getByText('154****0001').waitFor();
    await picture(page, 'detail-phone');
    await page.getByRole('button', { name: '显示完整号码' }).click();
    await page.getByText('15400000001').waitFor();
    await page.getByLabel('跟进内容').fill('电话沟通，下周二上门看样机');
    await page.getByRole('button', { name: '添加跟进记录' }).click();
    await page.getByText('业务员甲 · ').first().waitFor();
    await page
      .getByRole('button', { name: /修\s?改$/ })
      .last()
      .click();
    await page.locator('#party-note').fill('老客户介绍');
    await picture(page, 'edit-phone');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('老客户介绍').waitFor();
    await expectToFit(page);
    await page.context().close();
  });

  it('names every field that is missing, and the owner of what was entered before, which can be reported', async () => {
    const page = await open(cookies.other, 'customers', phoneSize);
    await page.getByText('还没有你负责的记录').waitFor();
    await picture(page, 'empty-phone');
    await page.getByRole('button', { name: '新建客户' }).click();
    await page.locator('#party-name').fill('杭州 沐泉商贸');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('请补全或更正').waitFor();
    expect(await page.getByText('必填', { exact: true }).count()).toBe(6);
    await picture(page, 'missing-phone');
    await page.locator('#party-phone').fill('0571-99990000');
    for (const [id, option] of [
      ['party-class', '经销客户'],
      ['party-importance', '高'],
    ] as const) {
      await page.locator(`#${id}`).click();
      await page.locator('.ant-select-item-option').filter({ hasText: option }).last().click();
    }
    await page.locator('#contact-name').fill('周建国');
    await page.locator('#contact-mobile').fill('15400000001');
    await page.locator('#contact-email').fill('zhou@example.com');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('已由 业务员甲 先录入').waitFor();
    await page.getByLabel('理由：为什么应归你').fill('上月展会我先接触的');
    await picture(page, 'duplicate-phone');
    await page.getByRole('button', { name: '提交举报' }).click();
    await page.getByText('已提交，等待管理员裁定').first().waitFor();
    await page.goto(`${product.url}/workbench/customers?scope=pool`);
    await page.getByText('温州瓯江水务').waitFor();
    await page.getByRole('button', { name: '查看详情' }).click();
    await page.getByText('在公海中，领取后可以修改').waitFor();
    await page.getByRole('button', { name: /领\s?取$/ }).click();
    await page.getByText('已领取，现在由你负责').waitFor();
    await page.context().close();
  });

  it('shows who manages them all of it: counts, a hand-over, classes, and a dispute to decide', async () => {
    const page = await open(cookies.manager, 'customers?scope=all', desktopSize);
    await page.getByText('宁波海润净水').waitFor();
    await page.getByRole('button', { name: '按负责人查看' }).click();
    await page.getByText('共 4 个，公海 0 个').waitFor();
    expect(await page.getByTestId('by-stage').innerText()).toMatch(/目标 1\s*意向 1\s*成交 1\s*VIP 1/);
    await picture(page, 'list-desktop');
    await page.getByRole('checkbox', { name: '选择 宁波海润净水' }).check();
    await page.getByRole('button', { name: '转移负责人（1）' }).click();
    await page.getByRole('combobox', { name: '新负责人' }).click();
    await page.locator('.ant-select-item-option').filter({ hasText: '业务员乙' }).click();
    await picture(page, 'hand-over-desktop');
    await page.getByRole('dialog').getByRole('button', { name: '转移负责人' }).click();
    await page.getByText('已转移 1 条记录').waitFor();
    await page.getByRole('row').filter({ hasText: '宁波海润净水' }).click();
    await page.getByText('负责人：业务员甲 → 业务员乙').waitFor();
    await picture(page, 'detail-desktop');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '分类设置' }).click();
    await page.getByLabel('第 1 个分类的名称').waitFor();
    await picture(page, 'classes-desktop');
    await page.getByRole('button', { name: '添加分类' }).click();
    await page.getByLabel('第 5 个分类的名称').fill('连锁门店');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByTestId('by-class').getByText('连锁门店').waitFor();
    await page.getByRole('link', { name: '归属举报' }).click();
    await page.getByText('上月展会我先接触的').waitFor();
    await picture(page, 'reports-desktop');
    await page.getByRole('button', { name: '改归举报人' }).click();
    await page.getByLabel('答复（举报人会看到）').fill('以展会登记为准');
    await page.getByRole('dialog').getByRole('button', { name: '改归举报人' }).click();
    await page.getByText('已改归属').waitFor();
    await page.context().close();
  });

  it('takes a spreadsheet in, tells what is wrong in it, and lets the list out with a reason', async () => {
    const page = await open(cookies.manager, 'customers?scope=all', desktopSize);
    await page.getByRole('button', { name: /导\s?入$/ }).click();
    await page.getByText('还没有导入过').waitFor();
    await page.getByRole('radio', { name: '有一行重复就全部不导入' }).check();
    const header = ['名称', '电话', '分类', '重要程度', '负责人', '联系人姓名', '联系人手机', '联系人邮箱'];
    const row = (name: string, phone: string, email = 'a@example.com') => [
      ...[name, phone, '经销客户', '中', '业务员乙', '吴珊', '15400000002', email],
    ];
    const send = async (name: string, rows: string[][]) => {
      const buffer = Buffer.from(writeSheet('客户', [header, ...rows]));
      const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
      await page.getByRole('button', { name: '开始导入' }).click();
    };
    await send('有错的.xlsx', [row('嘉兴南湖水站', '0573-88110001', ''), row('湖州苕溪净水', '不详')]);
    await page.getByText('第 2 行「联系人邮箱」：未填写').waitFor({ timeout: 20_000 });
    await page.getByText('第 3 行「电话」').waitFor();
    await picture(page, 'import-refused-desktop');
    await send('改好的.xlsx', [row('嘉兴南湖水站', '0573-88110001'), row('湖州苕溪净水', '0572-88110002')]);
    await page.getByText('共 2 行，新建 2，跳过 0').waitFor({ timeout: 20_000 });
    await page.setViewportSize(phoneSize);
    await picture(page, 'import-done-phone');
    await expectToFit(page);
    await page.setViewportSize(desktopSize);
    await page.locator('.ant-drawer-close').click();
    await page.getByRole('row').filter({ hasText: '湖州苕溪净水' }).waitFor();
    await page.getByRole('button', { name: '导出' }).click();
    await page.getByLabel('导出用途').fill('年度盘点');
    await picture(page, 'export-desktop');
    const file = page.waitForEvent('download');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /导\s?出$/ })
      .click();
    expect((await file).suggestedFilename()).toMatch(/^客户-.*\.csv$/);
    await page.context().close();
  });

  it('calls, writes and mails from the numbers once they are shown, on a phone', async () => {
    const page = await open(cookies.one, 'customers', phoneSize);
    await page
      .getByRole('listitem')
      .filter({ hasText: '绍兴清泉经营部' })
      .getByRole('button', { name: '查看详情' })
      .click();
    await page.getByText('154****0001').waitFor();
    expect(await page.locator('a[href^="tel:"], a[href^="sms:"], a[href^="mailto:"]').count()).toBe(0);
    await page.getByRole('button', { name: '显示完整号码' }).click();
    const links = {
      打电话给周建国: 'tel:15400000001',
      发短信给周建国: 'sms:15400000001',
      发邮件给周建国: 'mailto:zhou@example.com',
      打电话给绍兴清泉经营部: 'tel:057188001002',
    };
    for (const [name, href] of Object.entries(links)) {
      const link = page.getByRole('link', { name });
      await link.waitFor();
      expect(await link.getAttribute('href')).toBe(href);
      expect((await link.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(40);
    }
    // A switchboard takes no SMS.
    expect(await page.getByRole('link', { name: '发短信给绍兴清泉经营部' }).count()).toBe(0);
    await expectToFit(page);
    await page.getByRole('link', { name: '打电话给周建国' }).scrollIntoViewIfNeeded();
    await picture(page, 'reach-phone');
    await page.setViewportSize(desktopSize);
    await picture(page, 'reach-desktop');
    await page.context().close();
  });

  it('keeps ID numbers once who manages customers says what for: stored, masked, shown, deleted', async () => {
    const contact = { name: '吴珊', mobile: '15400000002', email: 'wu@example.com' };
    await call(product, 'POST', '/customers', {
      cookie: cookies.holder,
      body: {
        ...{ name: '金华婺江净水', phone: '0579-88001234', classKey: 'dealer', importance: 'high', contact },
      },
    });
    const detail = async (cookie: string, size: { width: number; height: number }, scope: string) => {
      const page = await open(cookie, `customers?scope=${scope}`, size);
      const row = page.getByRole(size === phoneSize ? 'listitem' : 'row').filter({ hasText: '金华婺江净水' });
      await (size === phoneSize ? row.getByRole('button', { name: '查看详情' }) : row).click();
      await page.getByText('154****0002').waitFor();
      return page;
    };
    const before = await detail(cookies.holder, phoneSize, 'mine');
    expect(await before.getByText('身份证号').count()).toBe(0);
    await before.context().close();

    const admin = await open(cookies.manager, 'customers?scope=all', desktopSize);
    await admin.getByRole('button', { name: '身份证号设置' }).click();
    await admin.getByText('身份证号须按敏感个人信息处理').waitFor();
    await picture(admin, 'id-numbers-off-desktop');
    await admin.getByRole('switch', { name: '保存联系人的身份证号' }).click();
    await admin.getByRole('button', { name: /保\s?存$/ }).click();
    await admin.getByText('请写明保存身份证号的用途').waitFor();
    await admin.getByLabel('用途', { exact: true }).fill('办理设备实名登记');
    await picture(admin, 'id-numbers-on-desktop');
    await admin.getByRole('button', { name: /保\s?存$/ }).click();
    await admin.getByText('已保存').first().waitFor();

    const page = await detail(cookies.holder, phoneSize, 'mine');
    await page.getByRole('button', { name: '登记身份证号 吴珊' }).click();
    await page.getByText('用途：办理设备实名登记').waitFor();
    await page.getByLabel('身份证号', { exact: true }).fill('110105194912310021');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('身份证号的校验位不对').waitFor();
    await page.getByLabel('身份证号', { exact: true }).fill('11010519491231002x');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('登记前须告知本人用途').waitFor();
    await page.getByRole('checkbox', { name: '已告知本人用途，并取得本人的单独同意' }).check();
    await picture(page, 'id-number-form-phone');
    await page.getByRole('button', { name: /保\s?存$/ }).click();
    await page.getByText('1****************X').waitFor();
    await expectToFit(page);
    await picture(page, 'id-number-masked-phone');
    await page.getByRole('button', { name: '显示身份证号 吴珊' }).click();
    await page.getByText('11010519491231002X').waitFor();
    await page.getByRole('button', { name: '删除身份证号 吴珊' }).scrollIntoViewIfNeeded();
    await picture(page, 'id-number-shown-phone');
    await page.context().close();

    // Who manages customers and has not the right sees it masked, and is told why.
    const seen = await detail(cookies.manager, desktopSize, 'all');
    await seen.getByText('1****************X').waitFor();
    await seen.getByText('身份证号的登记和查看需要「登记和查看身份证号」权限').waitFor();
    expect(await seen.getByRole('button', { name: '显示身份证号 吴珊' }).count()).toBe(0);
    await seen.getByText('身份证号的登记和查看需要').scrollIntoViewIfNeeded();
    await picture(seen, 'id-number-no-right-desktop');
    await seen.context().close();

    await admin.reload();
    await admin.getByRole('button', { name: '身份证号设置' }).click();
    await admin.getByText('已保存 1 个。').waitFor();
    await admin.getByRole('switch', { name: '保存联系人的身份证号' }).click();
    await admin.getByRole('radio', { name: '删除这 1 个，不能恢复' }).waitFor();
    await admin.setViewportSize(phoneSize);
    await expectToFit(admin);
    await picture(admin, 'id-numbers-delete-phone');
    await admin.getByRole('button', { name: /保\s?存$/ }).click();
    await admin.getByText('删除已保存的 1 个身份证号？').last().waitFor();
    await admin.getByRole('button', { name: '删除身份证号' }).click();
    await admin.getByText('已保存', { exact: true }).waitFor();
    await admin.context().close();
    const after = await detail(cookies.holder, desktopSize, 'mine');
    expect(await after.getByText('身份证号').count()).toBe(0);
    await after.context().close();
  });

  it('speaks English, and is not in the menu of who lacks the right', async () => {
    await call(product, 'PATCH', '/staff/me', { cookie: cookies.manager, body: { language: 'en' } });
    const page = await open(cookies.manager, 'customers?scope=all', phoneSize);
    await page.getByText('VIP').first().waitFor();
    await expectToFit(page);
    await picture(page, 'list-phone-en');
    await page.goto(`${product.url}/workbench/partners`);
    await page.getByRole('button', { name: 'New partner' }).click();
    await page.locator('#party-name').waitFor();
    await picture(page, 'partner-phone-en');
    await page.goto(`${product.url}/workbench/customers?scope=all`);
    await page.getByRole('button', { name: 'ID numbers' }).click();
    await page.getByRole('switch', { name: 'Keep ID numbers of contacts' }).click();
    await page.getByLabel('Purpose', { exact: true }).waitFor();
    await expectToFit(page);
    await picture(page, 'id-numbers-phone-en');
    await page.context().close();
    const callers = await openCallers(product);
    const none = await callers.as('powerless');
    const without = await open(none.cookie ?? '', 'customers', desktopSize);
    await without.getByText('此处需要「使用客户」权限').waitFor();
    expect(await without.getByRole('link', { name: '合作伙伴' }).count()).toBe(0);
    await without.context().close();
  });
});
