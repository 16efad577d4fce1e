import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoOpenid, demoWorld } from '../config/demo-world.ts';
import { ChannelAccount } from './features/channels/channel.entity.ts';
import { Chat } from './features/chats/chat.entity.ts';
import type { EntityManager } from './kernel/data/orm.ts';
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
import { oaAppId, settle } from './testing/people.ts';

/** An administrator has chats kept, a follower writes, and staff read: who may, and no more. */
describe('chats in the workbench', () => {
  let product: Installation;
  let browser: Browser;
  let channelId: string;
  let em: () => EntityManager;
  const cookies = { admin: '', colleague: '' };
  beforeAll(async () => {
    product = await startInstallation();
    browser = await openBrowser();
    const callers = await openCallers(product);
    const { upstreamId } = callers;
    cookies.admin = (await callers.as('admin')).cookie ?? '';
    const id = await callers.putStaff(upstreamId, 'colleague', ['chats.read', 'channel_accounts.read']);
    cookies.colleague = (await callers.staffSession(upstreamId, id)).cookie ?? '';
    em = () => product.server.db.tenant(upstreamId);
    channelId = (await em().findOneOrFail(ChannelAccount, { appId: oaAppId })).id;
  });
  afterAll(async () => {
    await browser.close();
    await product.end();
  });

  async function open(cookie: string, path: string, size: { width: number; height: number }): Promise<Page> {
    return openWorkbench(browser, product, { cookie, path, size });
  }
  async function picture(page: Page, name: string): Promise<void> {
    await page.waitForTimeout(400);
    await takePicture(page, `chats-${name}`);
    await expectToFit(page);
  }

  it('are kept from the moment that an administrator says so, and open with what was said', async () => {
    const page = await open(cookies.admin, `channels/${channelId}`, desktopSize);
    await page.getByRole('button', { name: '开启保存' }).click();
    const dialog = page.getByRole('dialog', { name: '开始保存聊天记录？' });
    await dialog.getByText('个人信息').waitFor();
    await picture(page, 'switch-desktop');
    await dialog.getByRole('button', { name: '开启保存' }).click();
    await page.getByText(/已开启，从/).waitFor();
    const [account, follower] = [demoWorld.officialAccount.appId, 'zhoujianguo'];
    await product.control('unfollow', { account, follower });
    await product.control('follow', { account, follower });
    await product.control('send', { account, follower, text: '你好，滤芯多久换一次？' });
    await product.control('send', { account, follower, type: 'image' });
    await settle(product);
    await product.server.intake.conversations.note();
    await page.goto(`${product.url}/workbench/chats`);
    await page.getByText('周建国').first().click();
    await page.getByText('你好，滤芯多久换一次？').waitFor();
    await page.getByText('［图片］内容没有保存').waitFor();
    await picture(page, 'record-desktop');
    await page.goto(`${product.url}/workbench/chats?staff=zhangmin`);
    await page.getByText('周建国').first().waitFor();
    await picture(page, 'list-desktop');
    await page.goto(`${product.url}/workbench/channel-accounts`);
    await page.getByRole('table', { name: '渠道账号' }).waitFor();
    await picture(page, 'accounts-desktop');
    await page.context().close();
    const small = await open(cookies.admin, 'chat-history', phoneSize);
    await small.getByText('周建国').first().waitFor();
    await picture(small, 'list-phone');
    await small.getByRole('button', { name: '查看详情' }).first().click();
    await small.getByText('你好，滤芯多久换一次？').waitFor();
    await picture(small, 'record-phone');
    await small.goto(`${product.url}/workbench/channel-accounts`);
    await small.getByRole('list', { name: '渠道账号' }).waitFor();
    await picture(small, 'accounts-phone');
    await small.context().close();
  });

  it('are explained: why somebody sees one or not, and may read it or not', async () => {
    const chat = await em().findOneOrFail(Chat, { openid: demoOpenid(oaAppId, 'zhoujianguo') });
    const page = await open(cookies.admin, `sight?kind=chat`, desktopSize);
    await page.getByLabel('员工', { exact: true }).fill('苏婉');
    await page.getByTitle(/^苏婉/).click();
    await page.getByLabel('记录', { exact: true }).fill('周建国');
    await page.getByTitle(/^周建国/).click();
    await page.getByText('苏婉看不到「周建国」').waitFor();
    await page.getByText('苏婉不能查看聊天内容').waitFor();
    await picture(page, 'sight-desktop');
    expect(new URL(page.url()).searchParams.get('record')).toBe(chat.id);
    const address = new URL(page.url()).search;
    await page.context().close();
    const small = await open(cookies.admin, `sight${address}`, phoneSize);
    await small.getByText('苏婉不能查看聊天内容').waitFor();
    await picture(small, 'sight-phone');
    const staffId = new URLSearchParams(address).get('staff') ?? '';
    await small.goto(
      `${product.url}/workbench/sight?staff=${staffId}&kind=channel_account&record=${staffId}`,
    );
    await small.getByText('苏婉看不到「苏婉」').waitFor();
    await picture(small, 'sight-account-phone');
    await small.context().close();
  });

  it('show a colleague without the rights neither the chat, nor the other menu, nor the record', async () => {
    const page = await open(cookies.colleague, 'chats', desktopSize);
    await page.getByText('还没有聊天').waitFor();
    expect(await page.getByText('周建国').count()).toBe(0);
    expect(await page.getByRole('link', { name: '聊天记录' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: '渠道账号' }).count()).toBe(1);
    await page.goto(`${product.url}/workbench/chat-history`);
    await page.getByText('聊天记录（含下属的）').first().waitFor();
    await picture(page, 'refused-desktop');
    await page.context().close();
  });
});
