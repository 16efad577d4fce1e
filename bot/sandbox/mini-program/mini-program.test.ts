import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../testing/harness.ts';

const minute = 60_000;

let sandbox: TestSandbox;
let token: string;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  token = await sandbox.token(sandbox.mini);
});
afterEach(() => sandbox.close());

const login = async (person = 'linxiaowen') =>
  String((await sandbox.control('mini-program/login', { appId: sandbox.mini.id, person })).json['code']);
const session = (code: string, app = sandbox.mini) =>
  sandbox.get(
    `/api.weixin.qq.com/sns/jscode2session?appid=${app.id}&secret=${app.secret}&js_code=${code}&grant_type=authorization_code`,
  );

describe('signing in', () => {
  it('turns a code into openid and session_key once', async () => {
    const code = await login();
    const first = await session(code);
    expect(first.json).toMatchObject({ openid: await sandbox.openid(sandbox.mini.id, 'linxiaowen') });
    expect(Buffer.from(String(first.json['session_key']), 'base64')).toHaveLength(16);
    expect(first.json).not.toHaveProperty('errcode');
    expect((await session(code)).json['errcode']).toBe(40163);
  });

  it('refuses unknown codes, codes after five minutes, and codes of another app', async () => {
    expect((await session('0abc')).json['errcode']).toBe(40029);
    const late = await login();
    await sandbox.advance(5 * minute);
    expect((await session(late)).json['errcode']).toBe(40029);
    expect((await session(await login(), sandbox.service)).json['errcode']).toBe(48001);
    expect((await session('')).json['errcode']).toBe(41008);
  });
});

describe('the phone number', () => {
  const phoneCode = async (phone?: string) =>
    sandbox.control('mini-program/phone', {
      appId: sandbox.mini.id,
      person: 'linxiaowen',
      ...(phone === undefined ? {} : { phone }),
    });
  const number = (code: unknown, openid?: string) =>
    sandbox.weixin('/wxa/business/getuserphonenumber', token, {
      code,
      ...(openid === undefined ? {} : { openid }),
    });

  it("is given once for its own kind of code, WeChat's number or the chosen one", async () => {
    const code = (await phoneCode()).json['code'];
    const answer = await number(code);
    expect(answer.json).toMatchObject({
      errcode: 0,
      phone_info: { purePhoneNumber: '15400000002', watermark: { appid: sandbox.mini.id } },
    });
    expect((await number(code)).json['errcode']).toBe(40029);
    const other = (await phoneCode('15400000092')).json['code'];
    expect((await number(other)).json).toMatchObject({ phone_info: { phoneNumber: '15400000092' } });
    expect((await phoneCode('13800000000')).status).toBe(409);
  });

  it("refuses a login code, a late code, another person's openid; and a phone code signs nobody in", async () => {
    expect((await number(await login())).json['errcode']).toBe(40029);
    const foreign = await sandbox.openid(sandbox.mini.id, 'luren');
    expect((await number((await phoneCode()).json['code'], foreign)).json['errcode']).toBe(40003);
    expect((await session(String((await phoneCode()).json['code']))).json['errcode']).toBe(40029);
    const late = (await phoneCode()).json['code'];
    await sandbox.advance(5 * minute);
    expect((await number(late)).json['errcode']).toBe(40029);
  });
});

describe('subscribe messages', () => {
  const templateId = () => sandbox.mini.templates[0]?.templateId ?? '';
  const data = {
    thing1: { value: '林晓雯' },
    thing2: { value: '杭州沐泉' },
    time3: { value: '2026-11-24 18:30' },
    thing4: { value: '无' },
  };
  const send = async (body: object = {}) =>
    (
      await sandbox.weixin('/cgi-bin/message/subscribe/send', token, {
        touser: await sandbox.openid(sandbox.mini.id, 'linxiaowen'),
        template_id: templateId(),
        page: 'pages/home/index',
        data,
        ...body,
      })
    ).json['errcode'];
  const answer = (word: 'accept' | 'reject') =>
    sandbox.control('mini-program/subscribe', {
      appId: sandbox.mini.id,
      person: 'linxiaowen',
      answers: { [templateId()]: word },
    });

  it('sends one for each accept and none for a reject', async () => {
    expect(await send()).toBe(43101);
    await answer('reject');
    expect(await send()).toBe(43101);
    await answer('accept');
    await answer('accept');
    expect([await send(), await send(), await send()]).toEqual([0, 0, 43101]);
    expect(await sandbox.messages('linxiaowen')).toMatchObject([
      { via: 'subscribe', title: '账号变动提醒', miniProgram: { pagePath: 'pages/home/index' } },
      {},
    ]);
  });

  it('does not use an accept up for a message that is wrong', async () => {
    await answer('accept');
    expect(await send({ data: { ...data, thing1: { value: '\n' } } })).toBe(47003);
    expect(await send({ data: JSON.stringify(data) })).toBe(47001);
    expect(await send({ template_id: 'x' })).toBe(40037);
    expect(await send()).toBe(0);
  });
});

describe('codes, links and content checks', () => {
  it('draws a code, or says as JSON with HTTP 200 why not', async () => {
    const draw = (body: object) => sandbox.weixin('/wxa/getwxacodeunlimit', token, body);
    const good = await draw({ scene: 'd=abc', page: 'pages/device/index' });
    expect(good.headers.get('content-type')).toBe('image/png');
    const bad = await draw({ scene: '空格', page: 'pages/device/index' });
    expect(bad.status).toBe(200);
    expect(bad.headers.get('content-type')).toMatch(/^application\/json/);
    expect(bad.json['errcode']).toBe(40129);
    expect((await draw({ scene: 'x'.repeat(33) })).json['errcode']).toBe(40169);
    expect((await draw({ scene: 'x', page: '/pages/a' })).json['errcode']).toBe(41030);
    expect((await draw({ scene: 'x', width: 10 })).json['errcode']).toBe(40097);
  });

  it('makes a URL Link that a scan opens as the page, until it is over', async () => {
    const made = await sandbox.weixin('/wxa/generate_urllink', token, {
      path: 'pages/bind/index',
      query: 'code=LANXI2026',
      expire_type: 1,
      expire_interval: 1,
    });
    const url = String(made.json['url_link']);
    const opened = await sandbox.control('scan', { follower: 'luren', url });
    expect(opened.json['opens']).toEqual({
      miniProgram: {
        appId: sandbox.mini.id,
        path: 'pages/bind/index',
        query: { code: 'LANXI2026' },
        scene: 1167,
      },
    });
    const page = await sandbox.get(`/wxaurl.cn/${url.split('/').at(-1) ?? ''}`);
    expect(page.headers.get('location')).toBe('http://localhost:3000/app/pages/bind/index?code=LANXI2026');
    await sandbox.advance(24 * 60 * minute);
    expect((await sandbox.control('scan', { follower: 'luren', url })).status).toBe(404);
    const long = await sandbox.weixin('/wxa/generate_urllink', await sandbox.token(sandbox.mini), {
      expire_type: 1,
      expire_interval: 60,
    });
    expect(long.json['errcode']).toBe(40097);
  });

  it('passes texts unless they carry the mark', async () => {
    const check = async (content: string, more: object = {}) =>
      (
        await sandbox.weixin('/wxa/msg_sec_check', token, {
          version: 2,
          scene: 2,
          openid: await sandbox.openid(sandbox.mini.id, 'luren'),
          content,
          ...more,
        })
      ).json;
    expect(await check('滤芯漏水')).toMatchObject({ errcode: 0, result: { suggest: 'pass', label: 100 } });
    expect(await check('[sandbox:risky]')).toMatchObject({ errcode: 0, result: { suggest: 'risky' } });
    expect(await check('x', { openid: 'oNobody' })).toMatchObject({ errcode: 40003 });
    expect(await check('x', { access_token: token })).toMatchObject({ errcode: 47001 });
  });

  it('sends customer messages after the person wrote or entered, and not before', async () => {
    const send = async () =>
      (
        await sandbox.weixin('/cgi-bin/message/custom/send', token, {
          touser: await sandbox.openid(sandbox.mini.id, 'luren'),
          msgtype: 'text',
          text: { content: '您好' },
        })
      ).json['errcode'];
    expect(await send()).toBe(45015);
    const pair = { account: sandbox.mini.id, follower: 'luren' };
    await sandbox.act('event', { ...pair, fields: { Event: 'user_enter_tempsession', SessionFrom: 'help' } });
    expect([await send(), await send(), await send()]).toEqual([0, 0, 45047]);
    await sandbox.act('send', { ...pair, text: '人工' });
    expect(await send()).toBe(0);
  });
});
