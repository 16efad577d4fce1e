import { mkdir } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { demoOpenid, demoWorld } from '../../../config/demo-world.ts';
import { startPhoneWorld, type PhoneWorld } from './testing.ts';

const { officialAccount, miniProgram, wecom } = demoWorld;
const chat = `?person=linxiaowen&chat=${officialAccount.appId}`;
/** PHONE_SHOTS=<folder> keeps a picture of each place, to be looked at. */
const shots = process.env['PHONE_SHOTS'];

let world: PhoneWorld;
const opened: Page[] = [];

async function open(query: string, options?: Parameters<PhoneWorld['open']>[1]): Promise<Page> {
  const page = await world.open(query, options);
  page.setDefaultTimeout(8_000);
  opened.push(page);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${shots}/${name}.png` });
}

const bubble = (page: Page, direction: 'in' | 'out') =>
  page.locator(`[data-testid="message"][data-direction="${direction}"]`).last();
const follow = (page: Page) =>
  page.locator(`[data-testid="follow-button"][data-account="${officialAccount.appId}"]`).first();
const frameOf = (page: Page) => page.frameLocator('[data-testid="mini-app-frame"]');

/** What the frame was told last, once it was told `count` things. */
async function answerOf(page: Page, count: number): Promise<unknown> {
  const lines = frameOf(page).locator('#answers li');
  await lines.nth(count - 1).waitFor();
  return JSON.parse((await lines.nth(count - 1).textContent()) ?? 'null');
}

beforeAll(async () => {
  if (shots !== undefined) await mkdir(shots, { recursive: true });
  world = await startPhoneWorld();
});

beforeEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
  await world.act('reset', {});
  world.answer = () => null;
});

afterAll(async () => {
  await world.close();
});

describe('a chat with a service account', () => {
  it('shows the guide at once after a follow, with the link that opens the mini program', async () => {
    world.answer = ({ event }) =>
      event === 'subscribe'
        ? `欢迎关注岚汐净水 👋\n<a href="${world.h5}/app/x" data-miniprogram-appid="${miniProgram.appId}" data-miniprogram-path="pages/bind/index?t=abc">点这里绑定</a>`
        : null;
    const page = await open('?person=linxiaowen&tab=contacts');
    await follow(page).click();
    await page.getByTestId('message-input').waitFor();
    expect(await bubble(page, 'in').innerText()).toContain('欢迎关注岚汐净水 👋\n点这里绑定');
    await page.locator('[data-testid="log-line"][data-event="subscribe"][data-status="200"]').waitFor();
    await picture(page, 'guide');
    await page.getByTestId('mini-program-link').click();
    const frame = page.getByTestId('mini-app-frame');
    expect(await frame.getAttribute('src')).toBe(`${world.h5}/app/pages/bind/index?t=abc`);
    await frameOf(page).locator('#launch').click();
    expect(await answerOf(page, 1)).toMatchObject({
      from: world.sandbox.url,
      data: { ok: true, result: { appId: miniProgram.appId, path: 'pages/bind/index', query: { t: 'abc' } } },
    });
  });

  it('carries what is written and shows the answer without reloading', async () => {
    world.answer = ({ text }) => (text === '' ? null : `收到:${text}`);
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    const page = await open(chat);
    await page.getByTestId('message-input').fill('滤芯多久换');
    await page.getByTestId('send-button').click();
    await expect.poll(() => bubble(page, 'out').innerText()).toContain('滤芯多久换');
    await expect.poll(() => bubble(page, 'in').innerText()).toContain('收到:滤芯多久换');
    await expect
      .poll(() => page.getByTestId('announcer').textContent())
      .toBe(`${officialAccount.name}：收到:滤芯多久换`);
    expect(await page.getByTestId('message-input').inputValue()).toBe('');
    expect(await bubble(page, 'in').getAttribute('data-seq')).toMatch(/^\d+$/);
    await picture(page, 'chat');
  });

  it('shows markup as the characters that it is', async () => {
    world.answer = () =>
      '<img src=x onerror="document.title=1"><b>粗</b> <a href="javascript:alert(1)">x</a>';
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    const page = await open(chat);
    await expect
      .poll(() => bubble(page, 'in').innerText())
      .toContain('<img src=x onerror="document.title=1"><b>粗</b> <a href="javascript:alert(1)">x</a>');
    expect(await bubble(page, 'in').locator('img, b, a').count()).toBe(0);
  });

  it("shows WeChat's notice when the application's answer cannot be used", async () => {
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    world.answer = 'broken';
    const page = await open(chat);
    await page.getByTestId('message-input').fill('在吗');
    await page.getByTestId('message-input').press('Enter');
    await page.locator('[data-kind="notice"]').waitFor();
    expect(await page.locator('[data-kind="notice"]').innerText()).toContain('该公众号提供的服务出现故障');
  });

  it('asks before unfollowing, then offers to follow again', async () => {
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    const page = await open(chat);
    await page.getByTestId('chat-profile').click();
    await picture(page, 'profile');
    await page.getByTestId('unfollow-button').click();
    await page.getByTestId('confirm-no').click();
    await page.getByTestId('unfollow-button').click();
    await page.getByTestId('confirm-yes').click();
    await page.locator('[data-testid="log-line"][data-event="unsubscribe"]').waitFor();
    await follow(page).waitFor();
    expect(await page.getByTestId('unfollow-button').count()).toBe(0);
  });

  it('shows the menu that the application made, and reports a tap', async () => {
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    await world.api('api.weixin.qq.com', '/cgi-bin/menu/create', 'official-account', {
      button: [
        { name: '我的账号', sub_button: [{ type: 'click', name: '解绑说明', key: 'unbind' }] },
        {
          type: 'miniprogram',
          name: '互联',
          url: 'http://localhost/',
          appid: miniProgram.appId,
          pagepath: 'pages/me/index',
        },
      ],
    });
    world.answer = ({ event, key }) => (event === 'CLICK' ? `点了 ${key}` : null);
    const page = await open(chat);
    await page.getByTestId('menu-button').first().click();
    await picture(page, 'menu');
    await page.getByTestId('menu-leaf').click();
    await expect.poll(() => bubble(page, 'in').innerText()).toContain('点了 unbind');
    await page.getByTestId('menu-toggle').click();
    await page.getByTestId('message-input').waitFor();
    await page.getByTestId('menu-toggle').click();
    await page.getByTestId('menu-button').nth(1).click();
    expect(await page.getByTestId('mini-app-frame').getAttribute('src')).toContain('/app/pages/me/index');
  });

  it('shows a template message as a card that opens the mini program', async () => {
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    const page = await open('?person=linxiaowen');
    await world.api('api.weixin.qq.com', '/cgi-bin/message/template/send', 'official-account', {
      touser: demoOpenid(officialAccount.appId, 'linxiaowen'),
      template_id: demoWorld.templates[0].templateId,
      miniprogram: { appid: miniProgram.appId, pagepath: 'pages/home/index' },
      data: {
        thing1: { value: '林晓雯' },
        thing2: { value: '杭州沐泉' },
        time3: { value: '2026年11月24日 18:30' },
        thing4: { value: '如非本人操作请联系业务员' },
      },
    });
    const row = page.locator(`[data-testid="chat-row"][data-chat="${officialAccount.appId}"]`);
    await row.getByTestId('unread').waitFor();
    await page.locator('[data-testid="call-line"][data-path$="/template/send"][data-errcode="0"]').waitFor();
    await picture(page, 'unread');
    await row.click();
    const card = page.locator('[data-via="template"]');
    expect(await card.innerText()).toMatch(/账号绑定成功通知[\s\S]*账号\s*林晓雯[\s\S]*所属企业\s*杭州沐泉/);
    await picture(page, 'template');
    await card.getByTestId('message-open').click();
    expect(await page.getByTestId('mini-app-frame').getAttribute('src')).toBe(
      `${world.h5}/app/pages/home/index`,
    );
    await page.getByTestId('mini-app-close').click();
    await page.getByTestId('back').click();
    expect(await row.getByTestId('unread').count()).toBe(0);
  });
});

describe('the mini program in its frame', () => {
  const launch = async (options?: Parameters<PhoneWorld['open']>[1]) => {
    const page = await open('?person=linxiaowen&open=pages/bind/index', options);
    await frameOf(page).locator('#phone').waitFor();
    return page;
  };

  it("gives the number that was chosen on WeChat's sheet, as a code that the platform redeems", async () => {
    const page = await launch();
    await frameOf(page).locator('#phone').click();
    const sheet = page.getByTestId('phone-sheet');
    await sheet.waitFor();
    expect(await sheet.innerText()).toContain('154****0002');
    expect(await sheet.innerText()).not.toContain('15400000002');
    await page.getByTestId('phone-sheet-other').click();
    await picture(page, 'phone-sheet');
    await page.locator('[data-testid="phone-option"][data-phone="15400000092"]').click();
    await page.getByTestId('phone-sheet-allow').click();
    const answer = JSON.stringify(await answerOf(page, 1));
    const code = /"code":"([^"]+)"/.exec(answer)?.[1] ?? '';
    const redeemed = await world.api(
      'api.weixin.qq.com',
      '/wxa/business/getuserphonenumber',
      'mini-program',
      {
        code,
      },
    );
    expect(redeemed).toMatchObject({ errcode: 0, phone_info: { purePhoneNumber: '15400000092' } });
  });

  it("says a refusal in WeChat's words", async () => {
    const page = await launch();
    await frameOf(page).locator('#phone').click();
    await page.getByTestId('phone-sheet-deny').click();
    expect(await answerOf(page, 1)).toMatchObject({
      data: { ok: false, errMsg: 'getPhoneNumber:fail user deny' },
    });
    await frameOf(page).locator('#phone').click();
    await page.getByTestId('phone-sheet').waitFor();
    await page.keyboard.press('Escape');
    expect(await answerOf(page, 2)).toMatchObject({ data: { errMsg: 'getPhoneNumber:fail user deny' } });
  });

  it('asks for subscribe messages, and what was allowed arrives under service notices', async () => {
    const page = await launch();
    await frameOf(page).locator('#subscribe').click();
    await page.getByTestId('subscribe-sheet').waitFor();
    expect(await page.getByTestId('subscribe-sheet').innerText()).toContain('账号变动提醒');
    await picture(page, 'subscribe-sheet');
    await page.getByTestId('subscribe-sheet-allow').click();
    const [template] = demoWorld.subscribeTemplates;
    expect(await answerOf(page, 1)).toMatchObject({ data: { result: { [template.templateId]: 'accept' } } });
    await world.api('api.weixin.qq.com', '/cgi-bin/message/subscribe/send', 'mini-program', {
      touser: demoOpenid(miniProgram.appId, 'linxiaowen'),
      template_id: template.templateId,
      page: 'pages/me/index',
      data: {
        thing1: { value: '林晓雯' },
        thing2: { value: '杭州沐泉' },
        time3: { value: '2026年11月24日 18:30' },
        thing4: { value: '已停用' },
      },
    });
    await page.getByTestId('mini-app-close').click();
    await page.locator('[data-testid="chat-row"][data-chat="service-notice"]').click();
    expect(await page.locator('[data-via="subscribe"]').innerText()).toContain('账号变动提醒');
    await page.getByTestId('message-open').click();
    expect(await page.getByTestId('mini-app-frame').getAttribute('src')).toContain('/app/pages/me/index');
  });

  it('shows the service account over the mini program, and comes back to it after the follow', async () => {
    const page = await launch();
    await frameOf(page).locator('#openProfile').click();
    expect(await page.getByTestId('profile-name').innerText()).toBe(officialAccount.name);
    await follow(page).click();
    await page.getByTestId('unfollow-button').waitFor();
    await page.getByTestId('back').click();
    expect(await page.getByTestId('mini-app-frame').isVisible()).toBe(true);
  });

  it('gives the text of a scanned code, takes the title and closes', async () => {
    const page = await launch();
    await frameOf(page).locator('#title').click();
    await expect.poll(() => page.getByTestId('mini-app-title').innerText()).toBe('绑定账号');
    await frameOf(page).locator('#scan').click();
    await page.getByTestId('scan-input').fill('https://hl.example.cn/d/AbCdEfGhIjKlMnOpQrStUv');
    await page.getByTestId('scan-typed').click();
    expect(await answerOf(page, 2)).toMatchObject({
      data: { result: { result: 'https://hl.example.cn/d/AbCdEfGhIjKlMnOpQrStUv' } },
    });
    await frameOf(page).locator('#close').click();
    await page.getByTestId('mini-app-frame').waitFor({ state: 'detached' });
  });

  it('does not answer a page of another origin in the same frame', async () => {
    const page = await launch();
    const frame = page.frames().find((one) => one.url().startsWith(world.h5));
    await frame?.goto(`${world.elsewhere}/app/`);
    await frameOf(page).locator('#login').click();
    await frameOf(page).locator('#close').click();
    await page.waitForTimeout(500);
    expect(await frameOf(page).locator('#answers li').count()).toBe(0);
    expect(await page.getByTestId('mini-app-frame').isVisible()).toBe(true);
  });

  it('is told how the phone looks', async () => {
    const page = await launch();
    await page.getByTestId('language-en').click();
    await page.getByTestId('dark-switch').click();
    await page.getByTestId('large-text-switch').click();
    await frameOf(page).locator('#launch').click();
    expect(await answerOf(page, 1)).toMatchObject({
      data: { result: { language: 'en', dark: true, fontScale: 1.25 } },
    });
    await picture(page, 'large-dark');
  });
});

describe('WeCom', () => {
  it('shows cards of the application, and a tap on a button calls it back', async () => {
    const page = await open('?tab=wecom&member=zhangmin');
    await world.api('qyapi.weixin.qq.com', '/cgi-bin/message/send', 'wecom', {
      touser: 'zhangmin',
      agentid: Number(wecom.agentId),
      msgtype: 'template_card',
      template_card: {
        card_type: 'button_interaction',
        task_id: 'binding-1',
        main_title: { title: '找账号申请', desc: '林晓雯 用 154****0092 没有找到账号' },
        horizontal_content_list: [{ keyname: '企业', value: '杭州沐泉' }],
        button_list: [
          { text: '改成这个号码', style: 1, key: 'fix' },
          { text: '不是我的客户', style: 2, key: 'refuse' },
        ],
      },
    });
    const card = page.getByTestId('wecom-message');
    await card.waitFor();
    expect(await card.innerText()).toContain('找账号申请');
    await picture(page, 'wecom');
    await card.locator('[data-testid="wecom-card-button"][data-key="fix"]').click();
    await page.locator('[data-testid="log-line"][data-event="template_card_event"]').waitFor();
    const cookies = await page.context().cookies();
    expect(cookies.find(({ name }) => name === 'hl_sandbox_member')?.value).toBe(`${wecom.corpId}:zhangmin`);
  });

  it('keeps the messages of another member apart', async () => {
    await world.api('qyapi.weixin.qq.com', '/cgi-bin/message/send', 'wecom', {
      touser: 'lihao',
      agentid: Number(wecom.agentId),
      msgtype: 'textcard',
      textcard: { title: '新的报修', description: 'LX800-0002', url: 'http://localhost:3000/workbench/x' },
    });
    const home = 'http://localhost:3000/workbench/';
    await world.act('accounts/configure', { account: wecom.corpId, homeUrl: home });
    const page = await open('?tab=wecom');
    await page.getByTestId('member-chooser').waitFor();
    expect(await page.getByTestId('wecom-message').count()).toBe(0);
    await page.getByTestId('member-chooser').selectOption(`${wecom.corpId}:lihao`);
    await page.getByTestId('wecom-message').waitFor();
    expect(await page.getByTestId('open-workbench').getAttribute('href')).toBe(home);
    expect(await page.getByTestId('wecom-open').getAttribute('href')).toBe(
      'http://localhost:3000/workbench/x',
    );
  });
});

describe('who holds the phone, and what can be broken', () => {
  it('is another phone for another person, and tells the OAuth pages', async () => {
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    const page = await open('?person=linxiaowen');
    await page.getByTestId('chat-row').waitFor();
    await page.getByTestId('person-chooser').selectOption('zhoujianguo');
    await page.getByTestId('chat-row').waitFor({ state: 'detached' });
    const cookies = await page.context().cookies();
    expect(cookies.find(({ name }) => name === 'hl_sandbox_persona')?.value).toBe('zhoujianguo');
    await page.reload();
    await page.getByTestId('phone').waitFor();
    // The address names a person, so it wins over the choice.
    expect(await page.getByTestId('person-chooser').inputValue()).toBe('linxiaowen');
  });

  it('scans the code of an account, a parametric code by its picture or its text, and a link to a mini program', async () => {
    world.answer = ({ event, key }) => (event === '' ? null : `${event} ${key}`);
    const page = await open('?person=linxiaowen');
    await page.getByTestId('scan-tab').click();
    const code = page.locator(`[data-testid="scan-code"][data-code="${officialAccount.appId}"]`);
    await expect
      .poll(() =>
        code.locator('img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
      )
      .toBe(true);
    await picture(page, 'scan');
    await code.click();
    await expect.poll(() => bubble(page, 'in').innerText()).toContain('subscribe');
    const made = await world.api('api.weixin.qq.com', '/cgi-bin/qrcode/create', 'official-account', {
      action_name: 'QR_LIMIT_STR_SCENE',
      action_info: { scene: { scene_str: 'shop-12' } },
    });
    const ticket = /"ticket":"([^"]+)"/.exec(JSON.stringify(made))?.[1] ?? '';
    await page.getByTestId('back').click();
    await page.getByTestId('scan-tab').click();
    await page.locator(`[data-testid="scan-code"][data-code="${ticket}"]`).click();
    await expect.poll(() => bubble(page, 'in').innerText()).toContain('SCAN shop-12');
    world.answer = ({ event, key }) => (event === '' ? null : `again ${event} ${key}`);
    const url = /"url":"([^"]+)"/.exec(JSON.stringify(made))?.[1] ?? '';
    await page.getByTestId('back').click();
    await page.getByTestId('scan-tab').click();
    await page.getByTestId('scan-input').fill(url.replaceAll('\\/', '/'));
    await page.getByTestId('scan-typed').click();
    await expect.poll(() => bubble(page, 'in').innerText()).toContain('again SCAN shop-12');
    const link = await world.api('api.weixin.qq.com', '/wxa/generate_urllink', 'mini-program', {
      path: 'pages/bind/index',
      query: 't=abc',
      expire_type: 1,
      expire_interval: 1,
    });
    await page.getByTestId('back').click();
    await page.getByTestId('scan-tab').click();
    await page.getByTestId('scan-input').fill(/"url_link":"([^"]+)"/.exec(JSON.stringify(link))?.[1] ?? '');
    await page.getByTestId('scan-typed').click();
    expect(await page.getByTestId('mini-app-frame').getAttribute('src')).toBe(
      `${world.h5}/app/pages/bind/index?t=abc`,
    );
  });

  it('moves the clock and shows the new hour', async () => {
    const page = await open('');
    const before = await page.getByTestId('phone-clock').innerText();
    await page.getByTestId('clock-hour').click();
    await expect.poll(() => page.getByTestId('phone-clock').innerText()).not.toBe(before);
    expect(await page.getByTestId('clock-offset').innerText()).toContain('1');
    await page.getByTestId('clock-reset').click();
    await expect.poll(() => page.getByTestId('clock-offset').innerText()).toContain('与电脑一致');
  });

  it('switches a fault on and off by itself, and leaves the others alone', async () => {
    const page = await open('');
    await page.getByTestId('fault-slow').click();
    await expect.poll(() => page.getByTestId('fault-slow').getAttribute('aria-checked')).toBe('true');
    await page.getByTestId('fault-40252').click();
    await expect.poll(() => page.getByTestId('fault-40252').getAttribute('aria-checked')).toBe('true');
    await page.getByTestId('fault-slow').click();
    await expect.poll(() => page.getByTestId('fault-slow').getAttribute('aria-checked')).toBe('false');
    await world.act('follow', { account: officialAccount.appId, follower: 'linxiaowen' });
    // All faults are taken away and the others made again: for a moment there is none.
    await expect
      .poll(() => world.api('api.weixin.qq.com', '/cgi-bin/message/template/send', 'official-account', {}))
      .toMatchObject({ errcode: 40252 });
    await page.getByTestId('fault-40252').click();
    await expect.poll(() => page.getByTestId('fault-40252').getAttribute('aria-checked')).toBe('false');
  });

  it('fits a phone, where the panel opens from the status bar', async () => {
    const page = await open('?lang=en', { viewport: { width: 390, height: 844 } });
    await page.getByTestId('panel-open').click();
    expect(await page.getByTestId('person-chooser').count()).toBe(1);
    await picture(page, 'narrow-panel');
    await page.getByTestId('panel-close').click();
    await page.getByTestId('accounts-tab').click();
    expect(await follow(page).innerText()).toBe('Follow');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBe(0);
    await picture(page, 'narrow-accounts');
  });

  it('says so while the sandbox is away, and goes on when it is back', async () => {
    const page = await open('');
    await page.getByTestId('person-chooser').waitFor();
    await page.context().setOffline(true);
    await page.getByTestId('clock-hour').click();
    await page.getByRole('alert').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});
