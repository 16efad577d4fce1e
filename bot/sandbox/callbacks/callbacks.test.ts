import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../testing/harness.ts';
import { startReceiver, type TestReceiver } from '../testing/receiver.ts';

const notice = '该公众号提供的服务出现故障，请稍后再试';

describe('callbacks of a service account', () => {
  let sandbox: TestSandbox;
  let receiver: TestReceiver;
  const account = () => sandbox.service.id;
  const follow = (scene?: string) =>
    sandbox.act('follow', {
      account: account(),
      follower: 'linxiaowen',
      ...(scene === undefined ? {} : { scene }),
    });
  const say = (text: string) => sandbox.act('send', { account: account(), follower: 'linxiaowen', text });
  const configure = (body: object) => sandbox.control('accounts/configure', { account: account(), ...body });

  beforeEach(async () => {
    sandbox = await startTestSandbox();
    receiver = await startReceiver(sandbox.service);
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });

  it('checks a new address by GET and keeps it when the exact echostr comes back', async () => {
    const answer = await configure({ callbackUrl: receiver.url });
    expect(answer.status).toBe(200);
    expect(answer.json['callbackUrl']).toBe(receiver.url);
  });

  it('refuses an address that answers the echostr with a newline, and keeps nothing', async () => {
    receiver.echoWith((text) => `${text}\n`);
    const answer = await configure({ callbackUrl: receiver.url });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ error: { code: 'callback.check_failed' } });
    expect(await follow()).toEqual([]);
  });

  it('keeps an unchecked address when told to skip the check', async () => {
    receiver.echoWith(() => 'no');
    expect((await configure({ callbackUrl: receiver.url, skipCheck: true })).status).toBe(200);
  });

  it('sends a follow that another package decrypts, signed, with the scene of the code', async () => {
    await configure({ callbackUrl: receiver.url });
    const [delivery] = await follow('shop7');
    expect(delivery).toMatchObject({ event: 'subscribe', status: 200, tries: 1, reply: null, problem: null });
    const [seen] = receiver.seen;
    expect(seen?.signed).toBe(true);
    expect(seen?.receiverId).toBe(account());
    expect(Object.keys(seen?.outer ?? {})).toEqual(['ToUserName', 'Encrypt']);
    expect(seen?.query.get('encrypt_type')).toBe('aes');
    expect(seen?.fields).toMatchObject({
      FromUserName: await sandbox.openid(account(), 'linxiaowen'),
      MsgType: 'event',
      Event: 'subscribe',
      EventKey: 'qrscene_shop7',
    });
  });

  it('sends plain fields beside the ciphertext in compatible mode, and no ciphertext in plain mode', async () => {
    await configure({ callbackUrl: receiver.url, mode: 'compatible' });
    await follow();
    expect(Object.keys(receiver.seen[0]?.outer ?? {})).toContain('Encrypt');
    expect(receiver.seen[0]?.outer['Event']).toBe('subscribe');
    await configure({ mode: 'plain' });
    await say('你好');
    const plain = receiver.seen[1];
    expect(plain?.outer['Encrypt']).toBeUndefined();
    expect(plain?.signed).toBe(true);
    expect(plain?.fields['Content']).toBe('你好');
    expect(plain?.query.has('msg_signature')).toBe(false);
  });

  it('writes JSON when the account is set to it, MsgId being a bare number beyond 2^53', async () => {
    await configure({ callbackUrl: receiver.url, format: 'json' });
    await follow();
    await say('你好');
    expect(receiver.seen[1]?.clear).toMatch(/"MsgId":\d{17,}[,}]/);
    expect(receiver.seen[1]?.signed).toBe(true);
  });

  it('shows an encrypted passive reply as a message of the person', async () => {
    await configure({ callbackUrl: receiver.url });
    receiver.answerWith((callback) => ({ body: receiver.seal(receiver.textReply(callback, '欢迎')) }));
    const [delivery] = await follow();
    expect(delivery?.reply).toEqual({ type: 'text', text: '欢迎' });
    expect(await sandbox.messages('linxiaowen')).toMatchObject([
      { via: 'passive', type: 'text', text: '欢迎' },
    ]);
  });

  it.each([
    [
      'a wrong signature',
      (callback: Parameters<TestReceiver['textReply']>[0]) =>
        receiver.seal(receiver.textReply(callback, 'x'), { signature: 'a'.repeat(40) }),
    ],
    [
      'a plain reply in safe mode',
      (callback: Parameters<TestReceiver['textReply']>[0]) => receiver.textReply(callback, 'x'),
    ],
    [
      'another key',
      (callback: Parameters<TestReceiver['textReply']>[0]) =>
        receiver.seal(receiver.textReply(callback, 'x'), { key: 'A'.repeat(43) }),
    ],
    ['JSON in XML mode', () => '{"ok":true}'],
    ['words that are no reply', () => 'ok'],
  ])('shows the platform notice for %s, without a retry', async (_name, make) => {
    await configure({ callbackUrl: receiver.url });
    await follow();
    receiver.answerWith((callback) => ({ body: make(callback) }));
    const [delivery] = await say('在吗');
    expect(delivery).toMatchObject({ tries: 1, reply: null });
    expect(delivery?.problem).not.toBeNull();
    const shown = (await sandbox.messages('linxiaowen')).filter(({ direction }) => direction === 'in');
    expect(shown).toMatchObject([{ via: 'service-notice', text: notice }]);
  });

  it('refuses a mini-program card and a reply to somebody else as passive replies', async () => {
    await configure({ callbackUrl: receiver.url });
    await follow();
    receiver.answerWith((callback) => ({
      body: receiver.seal(receiver.textReply(callback, 'x').replace('[text]', '[miniprogrampage]')),
    }));
    expect((await say('1'))[0]?.problem).toContain('miniprogrampage');
    receiver.answerWith((callback) => ({
      body: receiver.seal(
        receiver.textReply(callback, 'x').replace(String(callback.fields['FromUserName']), 'oOther'),
      ),
    }));
    expect((await say('2'))[0]?.problem).toContain('swapped');
  });

  it('cuts a slow answer at the deadline, tries three times in all, and then shows the notice', async () => {
    await configure({ callbackUrl: receiver.url });
    await follow();
    await sandbox.control('timing', { deadlineMs: 100 });
    receiver.answerWith(() => 'hang');
    const [delivery] = await say('在吗');
    expect(delivery).toMatchObject({ status: 0, tries: 3, reply: null });
    expect(receiver.seen).toHaveLength(4);
    const ids = receiver.seen.slice(1).map(({ fields }) => fields['MsgId']);
    expect(new Set(ids).size).toBe(1);
    expect((await sandbox.messages('linxiaowen')).at(-1)).toMatchObject({ via: 'service-notice' });
  });

  it('retries after a 5xx and takes the answer of the retry; the ciphertext is new or repeated by the switch', async () => {
    await configure({ callbackUrl: receiver.url });
    await follow();
    for (const same of [false, true]) {
      await sandbox.control('timing', { retrySameCipher: same });
      let count = 0;
      receiver.seen.length = 0;
      receiver.answerWith(() => ((count += 1) === 1 ? { status: 503, body: '' } : { body: 'success' }));
      const [delivery] = await say(`same ${String(same)}`);
      expect(delivery).toMatchObject({ status: 200, tries: 2, problem: null });
      const bodies = new Set(receiver.seen.map(({ body }) => body));
      expect(bodies.size).toBe(same ? 1 : 2);
      const clear = new Set(receiver.seen.map((callback) => callback.clear));
      expect(clear.size).toBe(1);
    }
  });

  it('tells status 0 and goes on when nobody listens at the address', async () => {
    await configure({ callbackUrl: 'http://127.0.0.1:9/none', skipCheck: true });
    const [delivery] = await follow();
    expect(delivery).toMatchObject({ status: 0, tries: 3, reply: null });
    expect((await sandbox.get('/control/state')).status).toBe(200);
  });

  it('delivers an event again, in parallel, with the same or a new ciphertext, showing its reply once', async () => {
    await configure({ callbackUrl: receiver.url });
    receiver.answerWith((callback) => ({ body: receiver.seal(receiver.textReply(callback, '欢迎')) }));
    const [first] = await follow();
    const again = await sandbox.act('redeliver', {
      id: first?.id,
      times: 5,
      parallel: true,
      sameCipher: true,
    });
    expect(again).toHaveLength(5);
    expect(new Set(receiver.seen.map(({ body }) => body)).size).toBe(1);
    await sandbox.act('redeliver', { id: first?.id });
    expect(new Set(receiver.seen.map(({ body }) => body)).size).toBe(2);
    expect(await sandbox.messages('linxiaowen')).toHaveLength(1);
    expect((await sandbox.control('redeliver', { id: 'delivery-999' })).status).toBe(404);
  });

  it('makes twins: two texts with two MsgIds, two events in one second that differ', async () => {
    await configure({ callbackUrl: receiver.url });
    await follow();
    receiver.seen.length = 0;
    const pair = { account: account(), follower: 'linxiaowen' };
    await sandbox.act('twins', { ...pair, kind: 'same-text' });
    const [one, two] = receiver.seen.map(({ fields }) => fields);
    expect(one?.['Content']).toBe(two?.['Content']);
    expect(one?.['MsgId']).not.toBe(two?.['MsgId']);
    for (const kind of [
      'follow-unfollow',
      'two-clicks',
      'two-scans',
      'two-media-checks',
      'two-authorizations',
    ]) {
      receiver.seen.length = 0;
      await sandbox.act('twins', { ...pair, kind });
      const [left, right] = receiver.seen;
      expect(left?.fields['CreateTime']).toBe(right?.fields['CreateTime']);
      expect(left?.clear).not.toBe(right?.clear);
    }
  });

  it('loses an event by a fault, and is well again afterwards', async () => {
    await configure({ callbackUrl: receiver.url });
    await sandbox.control('faults', { match: { event: 'subscribe' }, fault: { drop: true, times: 1 } });
    expect(await follow()).toMatchObject([{ status: 0, tries: 0 }]);
    expect(receiver.seen).toHaveLength(0);
    expect(await follow()).toMatchObject([{ status: 200 }]);
  });

  it('sends the events of menu, scan, revocation and any other as their fields say', async () => {
    await configure({ callbackUrl: receiver.url });
    const pair = { account: account(), follower: 'linxiaowen' };
    await sandbox.act('scan', { ...pair, scene: 'd1' });
    await sandbox.act('scan', { ...pair, scene: 'd2' });
    await sandbox.act('menu', { ...pair, key: 'BIND' });
    await sandbox.act('menu', { ...pair, url: 'https://example.com/' });
    await sandbox.act('revoke-authorization', { ...pair, change: 'user_authorization_revoke' });
    await sandbox.act('revoke-authorization', { ...pair, change: 'user_info_modified' });
    await sandbox.act('event', {
      ...pair,
      fields: { Event: 'LOCATION', Latitude: '30.2', Longitude: '120.1' },
    });
    await sandbox.act('unfollow', pair);
    const openid = await sandbox.openid(account(), 'linxiaowen');
    expect(receiver.seen.map(({ fields }) => fields)).toMatchObject([
      { Event: 'subscribe', EventKey: 'qrscene_d1' },
      { Event: 'SCAN', EventKey: 'd2' },
      { Event: 'CLICK', EventKey: 'BIND' },
      { Event: 'VIEW', EventKey: 'https://example.com/' },
      { Event: 'user_authorization_revoke', OpenID: openid, AppID: account() },
      { Event: 'user_info_modified', openid, appid: account() },
      { Event: 'LOCATION', Latitude: '30.2' },
      { Event: 'unsubscribe' },
    ]);
    expect((await sandbox.control('send', { ...pair, text: 'x' })).status).toBe(409);
  });

  it('stamps callbacks by the moved clock', async () => {
    await configure({ callbackUrl: receiver.url });
    await sandbox.advance(3 * 86_400_000);
    await follow();
    const stamp = Number(receiver.seen[0]?.query.get('timestamp')) * 1000;
    expect(stamp - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
  });
});

describe('callbacks of WeCom', () => {
  let sandbox: TestSandbox;
  let receiver: TestReceiver;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
    receiver = await startReceiver(sandbox.wecom);
  });
  afterEach(async () => {
    await sandbox.close();
    await receiver.close();
  });
  const configure = () =>
    sandbox.control('accounts/configure', { account: sandbox.wecom.id, callbackUrl: receiver.url });

  it('checks the address with an encrypted echostr that must come back in the clear', async () => {
    expect((await configure()).status).toBe(200);
    receiver.echoWith((text) => `"${text}"`);
    expect((await configure()).status).toBe(422);
  });

  it("sends a member's text encrypted for the corp, with the agent, and shows the encrypted reply", async () => {
    await configure();
    receiver.answerWith((callback) => ({ body: receiver.seal(receiver.textReply(callback, '收到')) }));
    const deliveries = await sandbox.act('send', {
      account: sandbox.wecom.id,
      follower: 'zhangmin',
      text: '在',
    });
    expect(deliveries).toMatchObject([{ status: 200, reply: { type: 'text', text: '收到' } }]);
    const [seen] = receiver.seen;
    expect(seen).toMatchObject({ signed: true, receiverId: sandbox.wecom.id });
    expect(seen?.outer['AgentID']).toBe(sandbox.wecom.agentId);
    expect(seen?.fields).toMatchObject({
      FromUserName: 'zhangmin',
      Content: '在',
      AgentID: sandbox.wecom.agentId,
    });
    const messages = await sandbox.messages(`${sandbox.wecom.id}:zhangmin`);
    expect(messages.map(({ via }) => via)).toEqual(['person', 'passive']);
  });

  it('retries a non-200 three times in all, and refuses acts of who has left', async () => {
    await configure();
    receiver.answerWith(() => ({ status: 500, body: '' }));
    const deliveries = await sandbox.act('enter-agent', { corpId: sandbox.wecom.id, userId: 'zhangmin' });
    expect(deliveries).toMatchObject([{ status: 500, tries: 3 }]);
    const left = await sandbox.control('send', { account: sandbox.wecom.id, follower: 'wanglei', text: 'x' });
    expect(left.status).toBe(409);
  });
});
