import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { writeSheet } from './features/crm/import/xlsx.ts';
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

/** Two screens: the salesperson's phone in the workbench, and the simulated WeChat of his contact. */
describe('a salesperson opens interconnect accounts on his phone', () => {
  let product: Installation;
  let browser: Browser;
  const cookies = { admin: '', seller: '', plain: '' };
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    const callers = await openCallers(product);
    const session = async (account: string, rights: string[]) =>
      (
        await callers.staffSession(
          callers.upstreamId,
          await callers.putStaff(callers.upstreamId, account, rights),
        )
      ).cookie ?? '';
    cookies.admin = (await callers.as('admin')).cookie ?? '';
    cookies.seller = await session('业务员甲', ['crm.use', 'accounts.open', 'accounts.disable']);
    cookies.plain = await session('内勤丙', ['crm.use']);
    const contact = (name: string, mobile: string) => ({
      ...{ name, mobile, email: 'a@example.com', position: '采购', hobby: '', note: '' },
    });
    const enter = async (cookie: string, name: string, index: number, people: [string, string][]) => {
      const [[first, mobile] = ['周建国', '15400007000'], ...rest] = people;
      const { body } = await call(product, 'POST', '/customers', {
        cookie,
        body: {
          ...{ name, phone: `0571-8800200${index}`, classKey: 'dealer', importance: 'high', stage: 'deal' },
          contact: contact(first, mobile),
        },
      });
      for (const [more, number] of rest)
        await call(product, 'POST', `/customers/${body.id}/contacts`, {
          ...{ cookie, body: contact(more, number) },
        });
    };
    await enter(cookies.seller, '宁波北仑净水', 0, [
      ['路遥', '15400000099'],
      ['何会计', '15400007001'],
    ]);
    await enter(cookies.seller, '绍兴柯桥水站', 1, [['方经理', '15400007011']]);
    await enter(cookies.seller, '温州鹿城水务', 2, [['林主任', '15400007021']]);
    await enter(cookies.plain, '内勤的客户', 3, [['吴珊', '15400007031']]);
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(cookie: string, path: string, size: { width: number; height: number }): Promise<Page> {
    return openWorkbench(browser, product, { cookie, path, size, touch: true });
  }
  const picture = async (page: Page, name: string) => {
    await page.waitForTimeout(500);
    await takePicture(page, `salesperson-${name}`);
  };
  const openCustomer = (page: Page, name: string) =>
    page.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: '查看详情' }).click();

  it('says in one grey line why there is no button, until the admin enables the plug-in', async () => {
    const seller = await open(cookies.seller, 'customers', phoneSize);
    await openCustomer(seller, '宁波北仑净水');
    const part = seller.getByTestId('party-account');
    await part.getByText(/没有启用。请联系.*陈立.*在业务插件中启用/).waitFor();
    expect(await part.getByRole('button').count()).toBe(0);
    await part.scrollIntoViewIfNeeded();
    await picture(seller, 'off-phone');
    await seller.context().close();

    const admin = await open(cookies.admin, 'plug-ins', desktopSize);
    const panel = admin.getByRole('switch', { name: '启用插件' });
    await panel.click();
    await picture(admin, 'plugin-desktop');
    await admin
      .getByRole('button', { name: /保\s?存$/ })
      .first()
      .click();
    await admin.getByText(/预设完成于/).waitFor();
    await admin.setViewportSize(phoneSize);
    await picture(admin, 'plugin-phone');
    await expectToFit(admin);
    await admin.context().close();

    const plain = await open(cookies.plain, 'customers', phoneSize);
    await openCustomer(plain, '内勤的客户');
    await plain
      .getByTestId('party-account')
      .getByText(/没有「业务员开通互联账号」权限。请联系/)
      .waitFor();
    expect(await plain.getByRole('button', { name: '开通互联账号' }).count()).toBe(0);
    await plain.getByTestId('party-account').scrollIntoViewIfNeeded();
    await picture(plain, 'no-right-phone');
    await plain.context().close();
  });

  it('opens from a contact, shows the code, and turns green when the contact has bound', async () => {
    const seller = await open(cookies.seller, 'customers', phoneSize);
    await openCustomer(seller, '宁波北仑净水');
    const row = seller.getByTestId('contact-account-路遥');
    await row.getByRole('button', { name: '开通互联账号' }).click();
    await seller.getByText(/将占用 1 家 \+ 1 人/).waitFor();
    await picture(seller, 'open-phone');
    await expectToFit(seller);
    await seller.getByRole('dialog').last().getByRole('button', { name: '开通互联账号' }).click();
    const code = seller.getByTestId('face-code');
    await code.waitFor();
    await seller.getByText('等待扫码').waitFor();
    await picture(seller, 'code-phone');
    const url = (await code.getAttribute('data-url')) ?? '';
    expect(url).toContain('/q/');

    const context = await browser.newContext({ viewport: phoneSize, hasTouch: true, locale: 'zh-CN' });
    const phone = await context.newPage();
    await phone.goto(`${product.sandboxUrl}/?person=luren`);
    await phone.getByTestId('scan-tab').click();
    await phone.getByTestId('scan-input').fill(url);
    await phone.getByTestId('scan-typed').click();
    await phone
      .getByText(/路遥，你好/)
      .first()
      .waitFor();
    await picture(phone, 'guide-phone');
    await seller.getByText('已扫码，等待验证手机号').waitFor();
    await picture(seller, 'scanned-phone');
    await phone.getByTestId('mini-program-link').last().click();
    const app = phone.frameLocator('[data-testid="mini-app-frame"]');
    await app.locator('#bind-consent').click();
    await app.locator('#bind-agree').click();
    await app
      .locator('#phone-button')
      .click({ timeout: 5_000 })
      .catch(() => undefined);
    await phone.getByTestId('phone-sheet-allow').click();
    await app.locator('#bind-success').waitFor();
    await picture(phone, 'bound-contact-phone');
    await seller.getByTestId('face-bound').getByText('绑定成功').waitFor();
    await picture(seller, 'green-phone');
    await seller.getByRole('button', { name: /完\s?成$/ }).click();
    const part = seller.getByTestId('party-account');
    await part.getByText('1 人，已绑定 1 人').waitFor();
    await part.scrollIntoViewIfNeeded();
    await picture(seller, 'usage-phone');
    await expectToFit(seller);

    // Disabled: the contact is out at once.
    await part.getByRole('button', { name: '停用互联账号' }).click();
    await picture(seller, 'disable-phone');
    await seller.locator('.ant-modal-confirm').getByRole('button', { name: '停用互联账号' }).click();
    await seller.getByText('已停用互联账号').waitFor();
    await part.getByRole('button', { name: '启用互联账号' }).waitFor();
    await picture(seller, 'disabled-phone');
    await phone.goto(`${product.sandboxUrl}/?person=luren`);
    await part.getByRole('button', { name: '启用互联账号' }).click();
    await seller.locator('.ant-modal-confirm').getByRole('button', { name: '启用互联账号' }).click();
    await seller.getByText('已启用互联账号').waitFor();
    await context.close();
    await seller.context().close();
  });

  it('has the card’s words for the WeCom chat, and opens many after a look', async () => {
    const seller = await open(cookies.seller, 'customers', phoneSize);
    await openCustomer(seller, '宁波北仑净水');
    await seller.getByTestId('contact-account-何会计').getByRole('button', { name: '开通互联账号' }).click();
    await seller.getByRole('radio', { name: /企业微信聊天/ }).click();
    await seller.getByRole('checkbox', { name: '财务' }).check();
    await seller.getByRole('dialog').last().getByRole('button', { name: '开通互联账号' }).click();
    await seller.getByText(/何会计，您好！岚汐净水已为「宁波北仑净水」的您开通互联账号/).waitFor();
    await picture(seller, 'card-phone');
    await seller.context().close();

    const desk = await open(cookies.seller, 'customers', desktopSize);
    await desk.getByRole('checkbox', { name: '选择 绍兴柯桥水站' }).check();
    await desk.getByRole('checkbox', { name: '选择 温州鹿城水务' }).check();
    await picture(desk, 'list-desktop');
    await desk.getByRole('button', { name: '开通互联账号（2）' }).click();
    await desk.getByRole('button', { name: /预\s?览$/ }).click();
    await desk.getByTestId('opening-takes').waitFor();
    expect(await desk.getByTestId('opening-takes').innerText()).toMatch(
      /将占用 2 家 \+ 2 人，剩余 \d+ 家、\d+ 人/,
    );
    await picture(desk, 'many-look-desktop');
    await desk.getByRole('button', { name: '开始开通 2 行' }).click();
    await desk.getByText(/共 2 行：开通 \d 行，未开通 \d 行/).waitFor({ timeout: 20_000 });
    await picture(desk, 'many-result-desktop');
    await desk.setViewportSize(phoneSize);
    await picture(desk, 'many-result-phone');
    await expectToFit(desk);
    await desk.locator('.ant-drawer-close').click();
    await desk.setViewportSize(desktopSize);

    await desk.getByRole('button', { name: /批量开通$/ }).click();
    const rows = [
      ['客户名称', '联系人姓名', '联系人手机', '互联角色'],
      ['宁波北仑净水', '', '15400007001', ''],
      ['没有的客户', '', '15400007999', ''],
    ];
    await desk.locator('input[type=file]').setInputFiles({
      ...{ name: '名单.xlsx', buffer: Buffer.from(writeSheet('开通', rows)) },
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    });
    await desk.getByRole('button', { name: /预\s?览$/ }).click();
    await desk.getByText('没有名为「没有的客户」').waitFor();
    await picture(desk, 'sheet-desktop');
    await desk.context().close();
  });

  it('speaks English', async () => {
    await call(product, 'PATCH', '/staff/me', { cookie: cookies.seller, body: { language: 'en' } });
    const seller = await open(cookies.seller, 'customers', phoneSize);
    await seller
      .getByRole('listitem')
      .filter({ hasText: '宁波北仑净水' })
      .getByRole('button', { name: 'Details' })
      .first()
      .click();
    const part = seller.getByTestId('party-account');
    await part.getByText('Interconnect users').waitFor();
    await part.scrollIntoViewIfNeeded();
    await picture(seller, 'detail-phone-en');
    await expectToFit(seller);
    await call(product, 'PATCH', '/staff/me', { cookie: cookies.admin, body: { language: 'en' } });
    const admin = await open(cookies.admin, 'plug-ins', desktopSize);
    await admin.getByRole('switch', { name: 'Enable the plug-in' }).waitFor();
    await picture(admin, 'plugin-desktop-en');
    await admin.context().close();
    await seller.context().close();
  });
});
