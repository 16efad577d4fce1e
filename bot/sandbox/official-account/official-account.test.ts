import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { startTestSandbox, type TestSandbox } from '../testing/harness.ts';
import { startReceiver } from '../testing/receiver.ts';

const minute = 60_000;
const hour = 60 * minute;

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

const plain = () =>
  sandbox.get(
    `/api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=${sandbox.service.id}&secret=${sandbox.service.secret}`,
  );
const stable = (force = false, secret = sandbox.service.secret) =>
  sandbox.post('/api.weixin.qq.com/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid: sandbox.service.id,
    secret,
    force_refresh: force,
  });
const works = async (token: unknown) =>
  (await sandbox.weixin('/cgi-bin/getcallbackip', String(token))).json['errcode'] ?? 0;

describe('access tokens', () => {
  it('gives a new plain token each time, the one before living five minutes on', async () => {
    const first = (await plain()).json['access_token'];
    const second = (await plain()).json['access_token'];
    expect(first).not.toBe(second);
    await sandbox.advance(4 * minute);
    expect([await works(first), await works(second)]).toEqual([0, 0]);
    await sandbox.advance(2 * minute);
    expect([await works(first), await works(second)]).toEqual([40001, 0]);
    await sandbox.advance(2 * hour);
    expect(await works(second)).toBe(42001);
  });

  it('gives the same stable token until its last five minutes, then both live on', async () => {
    const first = (await stable()).json;
    expect(first).toMatchObject({ expires_in: 7_200 });
    await sandbox.advance(hour);
    const same = (await stable()).json;
    expect(same['access_token']).toBe(first['access_token']);
    expect(Number(same['expires_in'])).toBeLessThanOrEqual(3_600);
    await sandbox.advance(56 * minute);
    const next = (await stable()).json;
    expect(next['access_token']).not.toBe(first['access_token']);
    expect([await works(first['access_token']), await works(next['access_token'])]).toEqual([0, 0]);
    await sandbox.advance(5 * minute);
    expect(await works(first['access_token'])).toBe(42001);
  });

  it('kills the old one at a forced refresh, not within 30 s of the last, and 20 times a day', async () => {
    const first = (await stable()).json['access_token'];
    const forced = (await stable(true)).json['access_token'];
    expect(await works(first)).toBe(40001);
    expect((await stable(true)).json['access_token']).toBe(forced);
    for (let count = 1; count < 20; count += 1) {
      await sandbox.advance(31_000);
      expect((await stable(true)).json['access_token']).toBeTypeOf('string');
    }
    await sandbox.advance(31_000);
    expect((await stable(true)).json['errcode']).toBe(45009);
  });

  it('keeps the two kinds apart: a plain one does not end a stable one', async () => {
    const kept = (await stable()).json['access_token'];
    await plain();
    await plain();
    await sandbox.advance(6 * minute);
    expect(await works(kept)).toBe(0);
  });

  it('refuses wrong credentials each with its own number, always with HTTP 200 and a rid', async () => {
    const path = '/api.weixin.qq.com/cgi-bin/token?grant_type=';
    const { id, secret } = sandbox.service;
    const answers = await Promise.all([
      sandbox.get(`${path}password&appid=${id}&secret=${secret}`),
      sandbox.get(`${path}client_credential&secret=${secret}`),
      sandbox.get(`${path}client_credential&appid=${id}`),
      sandbox.get(`${path}client_credential&appid=wx0000000000000000&secret=${secret}`),
      sandbox.get(`${path}client_credential&appid=${id}&secret=short`),
      sandbox.get(`${path}client_credential&appid=${id}&secret=${'0'.repeat(32)}`),
    ]);
    expect(answers.map(({ json }) => json['errcode'])).toEqual([40002, 41002, 41004, 40013, 40125, 40001]);
    for (const { status, json } of answers) {
      expect(status).toBe(200);
      expect(json['errmsg']).toMatch(/ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    }
  });

  it('names the caller when its address is not listed, and lets it in when it is', async () => {
    await sandbox.control('accounts/configure', { account: sandbox.service.id, ipList: ['203.0.113.0/24'] });
    expect((await stable()).json).toMatchObject({
      errcode: 40164,
      errmsg: expect.stringMatching(
        /^invalid ip 127\.0\.0\.1 ipv6 ::ffff:127\.0\.0\.1, not in whitelist rid: /,
      ),
    });
    await sandbox.control('accounts/configure', { account: sandbox.service.id, ipList: ['127.0.0.0/8'] });
    expect((await stable()).json['access_token']).toBeTypeOf('string');
  });

  it('is looked for in the query only; missing, malformed, unknown and reset tokens differ', async () => {
    const path = '/api.weixin.qq.com/cgi-bin/message/custom/send';
    const token = await sandbox.token(sandbox.service);
    expect((await sandbox.post(path, { access_token: token })).json['errcode']).toBe(41001);
    expect(
      (await sandbox.weixin('/cgi-bin/message/custom/send', token, { access_token: token })).json['errcode'],
    ).toBe(47001);
    expect(await works('short')).toBe(40014);
    expect(await works(`12_${'a'.repeat(136)}`)).toBe(40001);
    expect(await works(await sandbox.token(sandbox.wecom))).toBe(40014);
    await sandbox.control('token-reset', { account: sandbox.service.id });
    expect(await works(token)).toBe(40001);
    expect(await works(await sandbox.token(sandbox.service))).toBe(0);
  });
});

describe('bodies and quotas', () => {
  it('refuses what is empty, broken, escaped or by the wrong method', async () => {
    const token = await sandbox.token(sandbox.service);
    const path = '/cgi-bin/message/custom/send';
    const codes = await Promise.all(
      ['', '{', '[]', '{"touser":"\\u4f60"}'].map(
        async (body) => (await sandbox.weixin(path, token, body)).json['errcode'],
      ),
    );
    expect(codes).toEqual([44002, 47001, 47001, 40033]);
    expect((await sandbox.weixin(path, token)).json['errcode']).toBe(43002);
    expect((await sandbox.weixin('/cgi-bin/user/get', token, {})).json['errcode']).toBe(43001);
  });

  it('counts a day and refuses the call beyond, until the next day or clear_quota', async () => {
    await sandbox.control('accounts/configure', {
      account: sandbox.service.id,
      quotas: { '/cgi-bin/user/get': 2 },
    });
    const token = await sandbox.token(sandbox.service);
    const list = async () => (await sandbox.weixin('/cgi-bin/user/get', token)).json['errcode'] ?? 0;
    expect([await list(), await list(), await list()]).toEqual([0, 0, 45009]);
    const quota = await sandbox.weixin('/cgi-bin/openapi/quota/get', token, {
      cgi_path: '/cgi-bin/user/get',
    });
    expect(quota.json).toMatchObject({ errcode: 0, quota: { daily_limit: 2, used: 2, remain: 0 } });
    await sandbox.weixin('/cgi-bin/clear_quota', token, { appid: sandbox.service.id });
    expect(await list()).toBe(0);
  });

  it('tells a subscription account 48001 for templates and codes, and serves its user list', async () => {
    const token = await sandbox.token(sandbox.subscription);
    const send = await sandbox.weixin('/cgi-bin/message/template/send', token, { data: {} });
    const code = await sandbox.weixin('/cgi-bin/qrcode/create', token, {
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: 'a' } },
    });
    expect([send.json['errcode'], code.json['errcode']]).toEqual([48001, 48001]);
    expect((await sandbox.weixin('/cgi-bin/user/get', token)).json).toMatchObject({ total: 0 });
  });
});

describe('customer-service messages', () => {
  let token: string;
  let touser: string;
  beforeEach(async () => {
    token = await sandbox.token(sandbox.service);
    touser = await sandbox.openid(sandbox.service.id, 'linxiaowen');
  });
  const png = (size: number) =>
    Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(size - 8)]);
  async function upload(bytes: Buffer, type = 'image', field = 'media', as = token) {
    const form = new FormData();
    form.append(field, new Blob([Uint8Array.from(bytes)]), 'card.png');
    const address = `${sandbox.base}/api.weixin.qq.com/cgi-bin/media/upload?type=${type}&access_token=${as}`;
    const answer: unknown = await (await fetch(address, { method: 'POST', body: form })).json();
    return z.looseObject({ errcode: z.number().optional(), media_id: z.string().optional() }).parse(answer);
  }
  const uploaded = async (bytes: Buffer, as = token) =>
    (await upload(bytes, 'image', 'media', as)).media_id ?? '';
  const pair = () => ({ account: sandbox.service.id, follower: 'linxiaowen' });
  const send = async (content: object = { msgtype: 'text', text: { content: '你好' } }, to = touser) =>
    (await sandbox.weixin('/cgi-bin/message/custom/send', token, { touser: to, ...content })).json['errcode'];

  it('allows three within a minute of the follow, and none later or more', async () => {
    expect(await send()).toBe(43004);
    await sandbox.act('follow', pair());
    expect([await send(), await send(), await send(), await send()]).toEqual([0, 0, 0, 45047]);
    await sandbox.advance(minute);
    expect(await send()).toBe(45015);
    expect(await sandbox.messages('linxiaowen')).toHaveLength(3);
  });

  it('allows five within 48 hours of each new text', async () => {
    await sandbox.act('follow', pair());
    await sandbox.advance(2 * minute);
    await sandbox.act('send', { ...pair(), text: '在吗' });
    for (let count = 0; count < 5; count += 1) expect(await send()).toBe(0);
    expect(await send()).toBe(45047);
    await sandbox.act('send', { ...pair(), text: '?' });
    await sandbox.advance(48 * hour - minute);
    token = await sandbox.token(sandbox.service);
    expect(await send()).toBe(0);
    await sandbox.advance(minute);
    expect(await send()).toBe(45015);
  });

  it('counts scans and menu clicks, message-menu taps among them, but not opened pages', async () => {
    await sandbox.act('follow', pair());
    await sandbox.advance(2 * minute);
    await sandbox.act('menu', { ...pair(), url: 'https://example.com/' });
    expect(await send()).toBe(45015);
    await sandbox.act('menu', { ...pair(), key: 'K' });
    expect(await send()).toBe(0);
    await sandbox.advance(2 * minute);
    await sandbox.act('scan', { ...pair(), scene: 's' });
    expect(await send()).toBe(0);
    await sandbox.advance(2 * minute);
    await sandbox.act('send', { ...pair(), text: '选一', fields: { bizmsgmenuid: '1' } });
    await sandbox.advance(2 * minute);
    expect(await send()).toBe(45015);
  });

  it('refuses who has unfollowed, strangers, and an openid of another app', async () => {
    await sandbox.act('follow', pair());
    await sandbox.act('unfollow', pair());
    expect(await send()).toBe(45015);
    expect(await send(undefined, 'oNobody')).toBe(40003);
    expect(await send(undefined, await sandbox.openid(sandbox.mini.id, 'linxiaowen'))).toBe(40003);
  });

  it('takes pictures for three days, and refuses other kinds, formats and sizes', async () => {
    const code = async (bytes: Buffer, type?: string, field?: string) =>
      (await upload(bytes, type, field)).errcode;
    expect(await upload(png(2_000_000))).toMatchObject({ type: 'image', created_at: expect.any(Number) });
    expect(await code(png(100), 'hologram')).toBe(40004);
    expect(await code(Buffer.from('<svg/>'))).toBe(40005);
    expect(await code(png(100), 'thumb'), 'covers are JPEG').toBe(40005);
    expect(await code(png(10 * 1024 * 1024 + 1))).toBe(40009);
    const jpeg = Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.alloc(64 * 1024)]);
    expect(await code(jpeg, 'thumb')).toBe(40012);
    expect(await code(png(100), 'image', 'file')).toBe(41005);
    expect((await sandbox.weixin('/cgi-bin/media/upload?type=image', token, {})).json['errcode']).toBe(41005);
  });

  it('refuses a card without a picture of its own account that still lives, and shows the picture', async () => {
    await sandbox.act('follow', pair());
    await sandbox.act('send', { ...pair(), text: '1' });
    const card = (thumb?: string) =>
      send({
        msgtype: 'miniprogrampage',
        miniprogrampage: {
          title: '绑定',
          appid: sandbox.mini.id,
          pagepath: 'pages/bind/index',
          ...(thumb === undefined ? {} : { thumb_media_id: thumb }),
        },
      });
    expect([await card(), await card('m')]).toEqual([41006, 40007]);
    const foreign = await uploaded(png(100), await sandbox.token(sandbox.mini));
    expect(await card(foreign)).toBe(40007);
    const bytes = png(500);
    const mine = await uploaded(bytes);
    expect([await card(mine), await card(mine)], 'again and again').toEqual([0, 0]);
    const picUrl = (await sandbox.messages('linxiaowen')).at(-1)?.['picUrl'];
    const shown = await fetch(`${sandbox.base}${String(picUrl)}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
    await sandbox.advance(72 * hour);
    token = await sandbox.token(sandbox.service);
    await sandbox.act('send', { ...pair(), text: '2' });
    expect(await card(mine)).toBe(40007);
  });

  it('shows every kind as what it is, and refuses unknown ones, empty texts and unlinked mini programs', async () => {
    await sandbox.act('follow', pair());
    await sandbox.act('send', { ...pair(), text: '1' });
    const picture = await uploaded(png(1_000));
    const page = {
      title: '绑定',
      appid: sandbox.mini.id,
      pagepath: 'pages/bind/index',
      thumb_media_id: picture,
    };
    expect(await send({ msgtype: 'miniprogrampage', miniprogrampage: page })).toBe(0);
    expect(
      await send({ msgtype: 'news', news: { articles: [{ title: 't', url: 'https://example.com/' }] } }),
    ).toBe(0);
    expect(await send({ msgtype: 'image', image: { media_id: picture } })).toBe(0);
    expect((await sandbox.messages('linxiaowen')).slice(1)).toMatchObject([
      { type: 'miniprogrampage', appId: sandbox.mini.id, pagePath: 'pages/bind/index' },
      { type: 'news', articles: [{ title: 't' }] },
      { type: 'image', mediaId: picture },
    ]);
    const other = { ...page, appid: 'wx1234567890123456' };
    expect(await send({ msgtype: 'miniprogrampage', miniprogrampage: other })).toBe(40168);
    expect(await send({ msgtype: 'text', text: { content: '' } })).toBe(44004);
    expect(await send({ msgtype: 'text', text: { content: '长'.repeat(700) } })).toBe(45002);
    expect(await send({ msgtype: 'hologram' })).toBe(40008);
  });
});

describe('template messages', () => {
  const good = {
    thing1: { value: '林晓雯' },
    thing2: { value: '杭州沐泉' },
    time3: { value: '2026年11月24日 18:30' },
    thing4: { value: '如非本人操作请联系业务员' },
  };
  let token: string;
  let touser: string;
  beforeEach(async () => {
    token = await sandbox.token(sandbox.service);
    touser = await sandbox.openid(sandbox.service.id, 'linxiaowen');
  });
  const follow = () => sandbox.act('follow', { account: sandbox.service.id, follower: 'linxiaowen' });
  const send = (body: object = {}) =>
    sandbox.weixin('/cgi-bin/message/template/send', token, {
      touser,
      template_id: sandbox.service.templates[0]?.templateId,
      data: good,
      ...body,
    });

  it('arrives with its labels and answers a msgid that no JSON number can hold', async () => {
    await follow();
    const answer = await send({ miniprogram: { appid: sandbox.mini.id, pagepath: 'pages/home/index' } });
    expect(answer.text).toMatch(/^\{"errcode":0,"errmsg":"ok","msgid":\d{19}\}$/);
    const msgid = /"msgid":(\d+)/.exec(answer.text)?.[1] ?? '';
    expect(BigInt(msgid)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(await sandbox.messages('linxiaowen')).toMatchObject([
      {
        via: 'template',
        title: '账号绑定成功通知',
        msgId: msgid,
        miniProgram: { appId: sandbox.mini.id, pagePath: 'pages/home/index' },
        fields: [{ label: '账号', value: '林晓雯' }, {}, {}, {}],
      },
    ]);
  });

  it('refuses strangers, unknown templates, and mini programs that are not linked', async () => {
    expect((await send()).json['errcode']).toBe(43004);
    await follow();
    expect((await send({ template_id: 'nope' })).json['errcode']).toBe(40037);
    expect((await send({ touser: 'oNobody' })).json['errcode']).toBe(40003);
    expect((await send({ miniprogram: { appid: 'wxother', pagepath: 'a' } })).json['errcode']).toBe(40166);
    expect((await send({ miniprogram: { appid: sandbox.mini.id, pagepath: '/a' } })).json['errcode']).toBe(
      40165,
    );
  });

  it('names the field whose value breaks the rule of its kind, and drops fields of old', async () => {
    await follow();
    const long = await send({ data: { ...good, thing1: { value: '字'.repeat(21) } } });
    expect(long.json).toMatchObject({
      errcode: 47003,
      errmsg: expect.stringContaining('data.thing1.value invalid'),
    });
    const empty = await send({ data: { ...good, thing2: { value: '' } } });
    expect(empty.json).toMatchObject({
      errcode: 47003,
      errmsg: expect.stringContaining('data.thing2.value is emtpy'),
    });
    expect((await send({ data: { ...good, time3: { value: '昨天' } } })).json['errcode']).toBe(47003);
    expect(
      (await send({ data: { ...good, first: { value: '您好' }, remark: { value: '' } } })).json['errcode'],
    ).toBe(0);
    expect((await sandbox.messages('linxiaowen'))[0]).toMatchObject({ fields: [{}, {}, {}, {}] });
  });

  it('sends once for one client_msg_id within ten minutes, and again after them', async () => {
    await follow();
    const [one, two] = [await send({ client_msg_id: 'c1' }), await send({ client_msg_id: 'c1' })];
    expect(one.text).toBe(two.text);
    expect(await sandbox.messages('linxiaowen')).toHaveLength(1);
    await sandbox.advance(10 * minute);
    await send({ client_msg_id: 'c1' });
    expect(await sandbox.messages('linxiaowen')).toHaveLength(2);
  });

  it('tells the outcome later as the settings say: success, held, blocked, failed', async () => {
    const receiver = await startReceiver(sandbox.service);
    await sandbox.control('accounts/configure', { account: sandbox.service.id, callbackUrl: receiver.url });
    await follow();
    const receipts = () => receiver.seen.filter(({ fields }) => fields['Event'] === 'TEMPLATESENDJOBFINISH');
    const next = async (count: number) => {
      await expect.poll(() => receipts().length, { timeout: 3_000 }).toBe(count);
      return receipts().at(-1)?.fields;
    };
    await sandbox.control('receipts', { mode: 'auto', delayMs: 10 });
    const answer = await send();
    expect(await next(1)).toMatchObject({ Status: 'success', MsgID: /"msgid":(\d+)/.exec(answer.text)?.[1] });
    await sandbox.control('receipts', { mode: 'user_block' });
    await send();
    expect(await next(2)).toMatchObject({ Status: 'failed:user block' });
    await sandbox.control('receipts', { mode: 'failed' });
    await send();
    expect(await next(3)).toMatchObject({ Status: 'failed: system failed' });
    await sandbox.control('receipts', { mode: 'hold' });
    await send();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(receipts()).toHaveLength(3);
    await sandbox.control('receipts', { mode: 'auto' });
    expect(await next(4)).toMatchObject({ Status: 'success' });
    expect(await sandbox.messages('linxiaowen')).toHaveLength(2);
    await receiver.close();
  });

  it('plays review and block: 40252 is sent by the platform half an hour later, 40249 never', async () => {
    await follow();
    const match = { path: '/cgi-bin/message/template/send' };
    await sandbox.control('faults', { match, fault: { errcode: 40252, times: 1 } });
    await sandbox.control('faults', { match, fault: { errcode: 40249, times: 1 } });
    expect([(await send()).json['errcode'], (await send()).json['errcode']]).toEqual([40249, 40252]);
    expect(await sandbox.messages('linxiaowen')).toHaveLength(0);
    await sandbox.advance(30 * minute);
    await expect.poll(async () => (await sandbox.messages('linxiaowen')).length, { timeout: 5_000 }).toBe(1);
  });

  it('lists the templates with their keys', async () => {
    const { json } = await sandbox.weixin('/cgi-bin/template/get_all_private_template', token);
    expect(json).toMatchObject({
      template_list: [{ content: expect.stringContaining('账号:{{thing1.DATA}}') }, {}],
    });
  });
});

describe('codes, users and menus', () => {
  let token: string;
  beforeEach(async () => {
    token = await sandbox.token(sandbox.service);
  });

  it('makes a code whose picture can be seen and whose scan follows with the scene; an old one is refused', async () => {
    const made = await sandbox.weixin('/cgi-bin/qrcode/create', token, {
      expire_seconds: 60,
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: 'shop7' } },
    });
    const ticket = String(made.json['ticket']);
    const picture = await sandbox.get(
      `/mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`,
    );
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect((await sandbox.get('/mp.weixin.qq.com/cgi-bin/showqrcode?ticket=x')).status).toBe(404);
    expect((await sandbox.control('scan', { follower: 'linxiaowen', url: made.json['url'] })).status).toBe(
      200,
    );
    const openid = await sandbox.openid(sandbox.service.id, 'linxiaowen');
    const info = await sandbox.weixin(`/cgi-bin/user/info?openid=${openid}`, token);
    expect(info.json).toMatchObject({ subscribe: 1, openid, qr_scene_str: 'shop7' });
    expect(info.json).not.toHaveProperty('nickname');
    expect(info.json).not.toHaveProperty('unionid');
    await sandbox.advance(minute);
    expect((await sandbox.control('scan', { follower: 'luren', ticket })).status).toBe(404);
    const wrong = await sandbox.weixin('/cgi-bin/qrcode/create', token, {
      action_name: 'QR_STR_SCENE',
      action_info: { scene: { scene_str: 'x'.repeat(65) } },
    });
    expect(wrong.json['errcode']).toBe(40129);
  });

  it('gives a unionid when the apps are linked, the same in both', async () => {
    for (const account of [sandbox.service.id, sandbox.mini.id]) {
      await sandbox.control('accounts/configure', { account, openPlatform: true });
    }
    const openid = await sandbox.openid(sandbox.service.id, 'luren');
    const info = await sandbox.weixin(`/cgi-bin/user/info?openid=${openid}`, token);
    const { json } = await sandbox.control('mini-program/login', { appId: sandbox.mini.id, person: 'luren' });
    const session = await sandbox.get(
      `/api.weixin.qq.com/sns/jscode2session?appid=${sandbox.mini.id}&secret=${sandbox.mini.secret}&js_code=${String(json['code'])}&grant_type=authorization_code`,
    );
    expect(info.json).toMatchObject({ subscribe: 0 });
    expect(info.json['unionid']).toBe(session.json['unionid']);
  });

  it('keeps a menu by the rules of sizes and links, and shows it to the phone', async () => {
    const create = async (button: unknown) =>
      (await sandbox.weixin('/cgi-bin/menu/create', token, { button })).json['errcode'];
    const click = { type: 'click', name: '绑定', key: 'BIND' };
    expect((await sandbox.weixin('/cgi-bin/menu/get', token)).json['errcode']).toBe(46003);
    expect(await create([])).toBe(40016);
    expect(await create([click, click, click, click])).toBe(40016);
    expect(await create([{ ...click, type: 'fly' }])).toBe(40017);
    expect(await create([{ ...click, name: '这个名字实在太长了' }])).toBe(40018);
    expect(await create([{ ...click, key: '' }])).toBe(40019);
    expect(await create([{ type: 'view', name: 'a', url: 'example.com' }])).toBe(40055);
    expect(await create([{ name: 'a', sub_button: Array.from({ length: 6 }, () => click) }])).toBe(40023);
    const card = { type: 'miniprogram', name: '商城', url: 'https://example.com/', pagepath: 'pages/a' };
    expect(await create([{ ...card, appid: 'wxother' }])).toBe(45064);
    expect(await create([click, { ...card, appid: sandbox.mini.id }])).toBe(0);
    expect((await sandbox.weixin('/cgi-bin/menu/get', token)).json).toMatchObject({
      menu: { button: [click, {}] },
    });
    const state = await sandbox.get('/control/state');
    expect(state.json).toMatchObject({ accounts: [{ menu: { button: [click, {}] } }, {}, {}, {}] });
    expect((await sandbox.weixin('/cgi-bin/menu/delete', token)).json['errcode']).toBe(0);
    expect((await sandbox.weixin('/cgi-bin/menu/get', token)).json['errcode']).toBe(46003);
  });

  it('gives one jsapi ticket for two hours, and the account basics', async () => {
    const ticket = async () => (await sandbox.weixin('/cgi-bin/ticket/getticket?type=jsapi', token)).json;
    const first = await ticket();
    expect(first).toMatchObject({ errcode: 0, errmsg: 'ok', expires_in: 7_200 });
    expect((await ticket())['ticket']).toBe(first['ticket']);
    expect((await sandbox.weixin('/cgi-bin/ticket/getticket?type=other', token)).json['errcode']).toBe(40097);
    const basics = await sandbox.weixin('/cgi-bin/account/getaccountbasicinfo', token);
    expect(basics.json).toMatchObject({ account_type: 2, wx_verify_info: { qualification_verify: true } });
  });
});

describe('the list of followers', () => {
  const page = async (token: string, after?: string) => {
    const query = after === undefined ? '' : `?next_openid=${after}`;
    const { json } = await sandbox.weixin(`/cgi-bin/user/get${query}`, token);
    const schema = z.looseObject({
      total: z.number(),
      count: z.number(),
      next_openid: z.string(),
      data: z.object({ openid: z.array(z.string()) }).optional(),
    });
    return schema.parse(json);
  };

  it('comes by ten thousand a page, each beginning after an openid, and ends with an empty one', async () => {
    const { id } = sandbox.service;
    await sandbox.control('crowd', { account: id, count: 10_003 });
    const token = await sandbox.token(sandbox.service);
    const first = await page(token);
    expect([first.total, first.count, first.data?.openid.length]).toEqual([10_003, 10_000, 10_000]);
    expect(first.next_openid).toBe(first.data?.openid.at(-1));
    const second = await page(token, first.next_openid);
    expect([second.total, second.count]).toEqual([10_003, 3]);
    expect(new Set([...(first.data?.openid ?? []), ...(second.data?.openid ?? [])]).size).toBe(10_003);
    expect(await page(token, second.next_openid)).toEqual({ total: 10_003, count: 0, next_openid: '' });
  });

  it('refuses an openid of nobody, a foreign token, and another kind of account', async () => {
    const token = await sandbox.token(sandbox.service);
    const code = async (path: string, given: string) =>
      (await sandbox.weixin(path, given)).json['errcode'] ?? 0;
    expect(await code('/cgi-bin/user/get?next_openid=oNobody', token)).toBe(40003);
    expect(await code('/cgi-bin/user/get', 'short')).toBe(40014);
    expect(await code('/cgi-bin/user/get', await sandbox.token(sandbox.mini))).toBe(48001);
  });
});
