import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  desktopSize,
  expectToFit,
  goWithin,
  openBrowser,
  openWorkbench,
  phoneSize,
  takePicture,
} from './testing/browser.ts';
import { startInstallation, type Installation } from './testing/installation.ts';
import { call, prove, signIn, staffCookie } from './testing/people.ts';

/** Every page of the workbench, against the real server with the demo brand. */
const pages: readonly { readonly path: string; readonly shows: string }[] = [
  { path: '', shows: '互联额度' },
  { path: 'interconnect-users', shows: '周建国' },
  { path: 'binding-requests', shows: '路人甲' },
  { path: 'quota', shows: '微信用户数' },
  { path: 'staff', shows: '苏婉' },
  { path: 'departments', shows: '华东大区' },
  { path: 'roles', shows: '部门主管' },
  { path: 'sight', shows: '选择员工和记录' },
  { path: 'basic-information', shows: '企业全称' },
  { path: 'plug-ins', shows: '异常登录提示' },
  { path: 'operation-records', shows: '启用账号' },
  { path: 'follow-guides', shows: '关注引导语' },
  { path: 'template-messages', shows: '账号绑定成功通知' },
  { path: 'template-messages/account-bound', shows: '账号绑定成功通知' },
  { path: 'deliveries', shows: '发送记录' },
  { path: 'channels', shows: '岚汐净水服务号' },
  { path: 'received-callbacks', shows: '关注' },
  { path: 'failed-work', shows: '失败任务' },
];

describe('the workbench with the real server', () => {
  let product: Installation;
  let browser: Browser;
  let cookie: string;
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    cookie = await staffCookie(product, 'chenli');
    const { token } = await signIn(product, 'luren');
    const proofId = await prove(product, 'luren', token);
    const body = { proofId, name: '路人甲', company: '杭州沐泉' };
    await call(product, 'POST', '/binding-requests', { token, body });
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function openPage(viewport: {
    width: number;
    height: number;
  }): Promise<{ page: Page; problems: string[] }> {
    const problems: string[] = [];
    const page = await openWorkbench(browser, product, { cookie, size: viewport, problems });
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    return { page, problems };
  }

  for (const [size, viewport] of [
    ['desktop', desktopSize],
    ['phone', phoneSize],
  ] as const) {
    it(`shows every page at ${size} size, without an error or sideways scroll`, async () => {
      const { page, problems } = await openPage(viewport);
      for (const [nth, { path, shows }] of pages.entries()) {
        // At one size by its address, at the other as the menu leads there: loading all anew is what costs.
        if (size === 'desktop' || nth === 0) await page.goto(`${product.url}/workbench/${path}`);
        else await goWithin(page, `/workbench/${path}`);
        await page.getByText(shows).first().waitFor();
        await page.waitForLoadState('networkidle');
        await takePicture(page, `workbench-${size}-${path === '' ? 'overview' : path}`);
        await expectToFit(page);
      }
      expect(problems).toEqual([]);
      await page.context().close();
    });
  }

  it('saves a follow guide that the next follower gets', async () => {
    const guides = await call(product, 'GET', '/follow-guides', { cookie });
    const [guide] = guides.body.items;
    const text = '欢迎来到岚汐\n👉 {link:马上绑定}';
    const saved = await call(product, 'PATCH', `/follow-guides/${guide.id}`, {
      cookie,
      headers: { 'if-match': `"${guide.version}"` },
      body: { unbound: { ...guide.unbound, text } },
    });
    expect(saved.status).toBe(200);
    const { page } = await openPage(desktopSize);
    await page.goto(`${product.url}/workbench/follow-guides`);
    await page.getByText('欢迎来到岚汐').first().waitFor();
    await takePicture(page, 'workbench-desktop-guide-saved');
    const followed = await product.control('follow', { account: 'wxa0c1a17100000001', follower: 'luren' });
    expect(JSON.stringify(followed)).toContain('欢迎来到岚汐');
    await page.context().close();
  });

  it('opens one request by its address, and says so where there is none', async () => {
    const { body } = await call(product, 'GET', '/binding-requests', { cookie });
    const { page } = await openPage(phoneSize);
    await page.goto(`${product.url}/workbench/binding-requests/${body.items[0].id}`);
    await page.getByRole('heading', { level: 1, name: '路人甲' }).waitFor();
    for (const id of ['01890000-0000-7000-8000-00000000dead', 'cut-off']) {
      await page.goto(`${product.url}/workbench/binding-requests/${id}`);
      await page.getByText('没有找到这条求助').waitFor();
    }
    await page.context().close();
  });

  it('changes the phone of a bound person, who then has to prove it', async () => {
    const { page, problems } = await openPage(desktopSize);
    await page.goto(`${product.url}/workbench/interconnect-users?search=唐玉`);
    await page.getByRole('cell', { name: /^唐玉/ }).click();
    const drawer = page.getByRole('dialog', { name: '唐玉' });
    await drawer.getByRole('button', { name: '更换手机号' }).click();
    const ask = page.getByRole('dialog', { name: '更换「唐玉」的手机号' });
    await ask.getByLabel('新手机号').fill('1540000');
    await ask.getByRole('button', { name: '更换手机号' }).click();
    await ask.getByText('请输入 11 位中国大陆手机号').waitFor();
    await ask.getByLabel('新手机号').fill('15400000084');
    await takePicture(page, 'workbench-desktop-change-phone');
    await ask.getByRole('button', { name: '更换手机号' }).dblclick();
    await page.getByText('已更换 唐玉 的手机号').waitFor();
    await drawer.getByText('待验证新手机号').waitFor();
    expect(problems).toEqual([]);
    const { me } = await signIn(product, 'tangyu');
    expect(me.current.bindingState).toBe('suspended_phone');
    await page.context().close();
  });

  for (const [size, viewport] of [
    ['desktop', desktopSize],
    ['phone', phoneSize],
  ] as const) {
    it(`replays a callback at ${size} size, and compares the followers`, async () => {
      const { page, problems } = await openPage(viewport);
      await page.goto(`${product.url}/workbench/received-callbacks?kind=event:subscribe`);
      if (size === 'phone') await page.getByRole('button', { name: '查看详情' }).first().click();
      else await page.getByRole('cell', { name: '关注 event:subscribe' }).first().click();
      const drawer = page.getByRole('dialog', { name: '关注' });
      await drawer.getByText('处理收到的回调').first().waitFor();
      // Until it stands still.
      await drawer.getByRole('button', { name: '重放' }).click({ trial: true });
      await takePicture(page, `workbench-${size}-callback`);
      const replays = await drawer.getByText('重放：再次处理').count();
      await drawer.getByRole('button', { name: '重放' }).click();
      await page.getByText('重放这个回调？').last().waitFor();
      const ask = page.getByRole('dialog').last();
      await ask.getByRole('button', { name: '重放' }).click({ trial: true });
      await takePicture(page, `workbench-${size}-replay`);
      await ask.getByRole('button', { name: '重放' }).click();
      await page.getByText('已排队，处理后会更新结果').waitFor();
      await drawer.getByText('重放回调').first().waitFor();
      await drawer.getByText('重放：再次处理').nth(replays).waitFor();
      await page.getByText('重放这个回调？').last().waitFor({ state: 'hidden' });
      await takePicture(page, `workbench-${size}-replayed`);

      const { body } = await call(product, 'GET', '/channel-accounts?kind=official-account', { cookie });
      await page.goto(`${product.url}/workbench/channels/${body.items[0].id}`);
      await page.getByRole('button', { name: '立即核对' }).click();
      await page.getByText('已开始核对').waitFor();
      await page.getByText('没有遗漏。').first().waitFor();
      await page.getByRole('heading', { name: '关注者核对' }).scrollIntoViewIfNeeded();
      await takePicture(page, `workbench-${size}-comparison`);
      expect(problems).toEqual([]);
      await page.context().close();
    });
  }
});
