import path from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { buildMembership, startFakeApi, type FakeApi, type FakeState } from '../test/fake-api.ts';
import { createWeappRunner, type WeappOptions, type WeappRunner } from './weapp.cjs';

const dist = path.resolve(import.meta.dirname, '../dist/weapp');
const guideLink = 'pages/bind/index?t=abcdefghijklmnopqrst12';
const phone = '15400000002';
const open: { api: FakeApi; app: WeappRunner }[] = [];

async function start(
  state: Partial<FakeState> = {},
  options: Partial<WeappOptions> = {},
): Promise<{ api: FakeApi; app: WeappRunner }> {
  const api = await startFakeApi({ phoneCodes: { 'phone-code': phone }, ...state });
  const app = createWeappRunner({ dist, apiBase: api.origin, appId: api.state.appId, ...options });
  open.push({ api, app });
  return { api, app };
}

async function agree(app: WeappRunner): Promise<void> {
  await app.waitFor('bind-agree');
  app.tap('bind-consent');
  await app.waitFor(() => /hl-check__box--on/.test(JSON.stringify(app.node('bind-consent'))));
  app.tap('bind-agree');
}

afterEach(async () => {
  for (const { api, app } of open.splice(0)) {
    app.close();
    await api.close();
  }
});

describe('the built mini program', () => {
  it('binds a clerk who came by the guide link, and shows her company at home', async () => {
    const mine = buildMembership();
    const { api, app } = await start({ waiting: { [phone]: [{ membership: mine, available: true }] } });
    await app.launch(guideLink, { scene: 1035 });
    await app.waitFor('bind-agree');
    expect(app.text()).toContain('岚汐净水 请你绑定账号');
    expect(api.seen.some(({ path: seen }) => seen === '/consents')).toBe(false);

    await agree(app);
    await app.waitFor('phone-button');
    app.fire('phone-button', 'getphonenumber', { code: 'phone-code', errMsg: 'getPhoneNumber:ok' });
    await app.waitFor('bind-success');
    expect(app.text()).toContain('杭州沐泉');
    expect(app.text()).toContain('店员');

    app.tap('bind-home');
    await app.waitFor('home-company');
    expect(app.route).toBe('pages/home/index');
    expect(app.depth).toBe(1);
    expect(app.text()).toContain('杭州沐泉');
    expect(app.idsLike('home-tile-')).toEqual([
      'home-tile-notices',
      'home-tile-salesperson',
      'home-tile-account',
    ]);
    expect(app.calls.find(({ name }) => name === 'requestSubscribeMessage')?.option).toEqual({
      tmplIds: ['SUB-ACCOUNT-NOTICE-000000000000000000000001'],
    });
    expect(app.errors).toEqual([]);
  });

  it('sends the ticket and the launch scene, and joins a forwarded link only after a yes', async () => {
    const { api, app } = await start({ ticket: 'forwarded' });
    await app.launch(guideLink, { scene: 1007 });
    await app.waitFor('forwarded-mine');
    app.tap('forwarded-mine');
    await app.waitFor('bind-agree');
    const starts = api.seen.filter(({ path: seen }) => seen === '/binding/start').map(({ body }) => body);
    expect(starts).toEqual([
      { ticket: 'abcdefghijklmnopqrst12', scene: 1007 },
      { ticket: 'abcdefghijklmnopqrst12', scene: 1007, confirmForwarded: true },
    ]);
  });

  it('does not take 同意并绑定 without the tick, and says so', async () => {
    const { api, app } = await start();
    await app.launch(guideLink);
    await app.waitFor('bind-agree');
    app.tap('bind-agree');
    await app.waitFor('bind-consent-missing');
    expect(api.seen.some(({ path: seen }) => seen === '/consents')).toBe(false);
  });

  it('lets whoever says 暂不绑定 see what a stranger may see', async () => {
    const { app } = await start();
    await app.launch(guideLink);
    await app.waitFor('bind-later');
    app.tap('bind-later');
    await app.waitFor('visitor-home');
    expect(app.text()).toContain('这里为岚汐净水的经销商');
  });

  it('goes on by SMS when the phone package is empty, and binds', async () => {
    const mine = buildMembership();
    const { api, app } = await start({ waiting: { [phone]: [{ membership: mine, available: true }] } });
    await app.launch(guideLink);
    await agree(app);
    await app.waitFor('phone-button');
    app.fire('phone-button', 'getphonenumber', { errno: 1400001, errMsg: 'getPhoneNumber:fail no quota' });
    await app.waitFor('sms-phone');
    app.input('sms-phone', phone);
    await app.waitFor(() => JSON.stringify(app.node('sms-phone')).includes(phone));
    app.tap('sms-send');
    await app.waitFor('sms-sent');
    app.input('sms-code', api.sms.at(-1)?.code ?? '');
    await app.waitFor(() => JSON.stringify(app.node('sms-code')).includes(api.sms.at(-1)?.code ?? 'none'));
    app.tap('sms-verify');
    await app.waitFor('bind-success');
    expect(app.text()).toContain('杭州沐泉');
  });

  it('shows that a refused phone button can be tapped again or gone round', async () => {
    const { app } = await start();
    await app.launch(guideLink);
    await agree(app);
    await app.waitFor('phone-button');
    app.fire('phone-button', 'getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' });
    await app.waitFor(() => app.text().includes('你没有允许使用微信手机号'));
    expect(app.has('phone-button')).toBe(true);
    expect(app.has('use-other-phone')).toBe(true);
  });

  it('asks the open privacy question with a sheet whose native button must be tapped', async () => {
    const { app } = await start({}, { privacy: 'ask' });
    await app.launch(guideLink);
    await agree(app);
    await app.waitFor('privacy-agree');
    expect(app.has('phone-button')).toBe(false);
    app.tap('privacy-agree');
    app.fire('privacy-agree', 'agreeprivacyauthorization', {});
    await app.waitFor('phone-button');
  });

  it('offers SMS when the privacy guide is declined', async () => {
    const { app } = await start({}, { privacy: 'ask' });
    await app.launch(guideLink);
    await agree(app);
    await app.waitFor('privacy-decline');
    app.tap('privacy-decline');
    await app.waitFor('sms-phone');
    expect(app.text()).toContain('没有同意隐私保护指引');
  });

  it('lets a boss with two companies choose, and shows why a third cannot be chosen', async () => {
    const [one, two, taken] = [
      buildMembership({ contactName: '周建国' }),
      buildMembership({ contactName: '周建国', downstreamName: '绍兴沐泉' }),
      buildMembership({ contactName: '周建国', downstreamName: '宁波沐泉' }),
    ];
    const { api, app } = await start({
      waiting: {
        [phone]: [
          { membership: one, available: true },
          { membership: two, available: true },
          { membership: taken, available: false },
        ],
      },
    });
    await app.launch(guideLink);
    await agree(app);
    await app.waitFor('phone-button');
    app.fire('phone-button', 'getphonenumber', { code: 'phone-code' });
    await app.waitFor('chooser-bind');
    expect(app.text()).toContain('已被其他微信绑定');
    app.tap(`account-${one.id}`);
    await app.waitFor(() => app.text().includes('绑定这个账号'));
    app.tap('chooser-bind');
    await app.waitFor('bind-success');
    expect(app.text()).toContain('绍兴沐泉');
    expect(api.seen.findLast(({ path: seen }) => seen === '/bindings')?.body).toMatchObject({
      accountIds: [two.id],
    });
  });

  it('lets somebody whose phone is unknown ask the salesperson, and shows that it is pending', async () => {
    const { api, app } = await start();
    await app.launch(guideLink);
    await agree(app);
    await app.waitFor('phone-button');
    app.fire('phone-button', 'getphonenumber', { code: 'phone-code' });
    await app.waitFor('bind-not-found');
    expect(app.text()).toContain('没找到 154****0002 的账号');
    expect(app.has('apply-account')).toBe(false);
    app.tap('find-salesperson');
    await app.waitFor('ask-submit');
    app.input('ask-name', '林晓雯');
    app.input('ask-company', '杭州沐泉');
    await app.waitFor(() => JSON.stringify(app.node('ask-company')).includes('杭州沐泉'));
    app.tap('ask-submit');
    await app.waitFor('bind-asked');
    app.tap('bind-home');
    await app.waitFor('pending-request');
    expect(api.seen.findLast(({ path: seen }) => seen === '/binding-requests')?.body).toMatchObject({
      name: '林晓雯',
      company: '杭州沐泉',
    });
  });

  it('shows the company’s own words before the system’s, or alone, and calls whom they name', async () => {
    const ownPrompt = {
      text: '账号用不了？打给渠道部。',
      contact: { name: '渠道部', phone: '400-800-1234' },
      alone: false,
    };
    const blockedReason = '账号已停用，请联系业务员张敏';
    const blocked = { accountState: 'disabled' as const, tiles: [], blockedReason, ownPrompt };
    const mine = buildMembership(blocked);
    const first = await start({ memberships: [mine], current: mine.id });
    await first.app.launch('pages/home/index');
    await first.app.waitFor('own-prompt');
    const words = first.app.text();
    expect(words.indexOf(ownPrompt.text)).toBeLessThan(words.indexOf(blockedReason));
    expect(words).toContain('请联系 渠道部 400-800-1234');
    expect(words).not.toContain('暂时不能使用');
    first.app.tap('blocked-call');
    await first.app.waitFor(() => first.app.calls.some(({ name }) => name === 'makePhoneCall'));
    expect(first.app.errors).toEqual([]);

    const alone = { ...ownPrompt, alone: true };
    const quiet = buildMembership({ ...blocked, blockedReason: alone.text, ownPrompt: alone });
    const second = await start({ memberships: [quiet], current: quiet.id, language: 'en' });
    await second.app.launch('pages/home/index');
    await second.app.waitFor('own-prompt');
    expect(second.app.has('system-prompt')).toBe(false);
    expect(second.app.text()).not.toMatch(/停用|disabled/i);
    expect(second.app.text()).toContain('Please contact 渠道部');
  });

  it('signs in once more when the server no longer knows the token', async () => {
    const mine = buildMembership();
    const { api, app } = await start({ memberships: [mine], current: mine.id });
    await app.launch('pages/home/index');
    await app.waitFor('home-company');
    api.endSessions();
    app.tap('home-tile-notices');
    await app.waitFor(() => app.text().includes('还没有消息'));
    expect(app.calls.filter(({ name }) => name === 'login')).toHaveLength(2);
  });

  it('changes the language at once, although wx.request knows no PATCH', async () => {
    const mine = buildMembership();
    const { api, app } = await start({ memberships: [mine], current: mine.id });
    await app.launch('pages/me/index');
    await app.waitFor('me-language');
    app.tap('me-language');
    await app.waitFor('language-en');
    app.tap('language-en');
    await app.waitFor(() => app.text().includes('Personal information list'));
    await app.waitFor(() => api.state.language === 'en');
    expect(app.title).toBe('Me');
  });

  it('leads an unknown page to the page that says so', async () => {
    const { app } = await start();
    await app.launch('pages/gone/index');
    await app.waitFor('not-found-home');
    expect(app.text()).toContain('没有这个页面');
  });
});
