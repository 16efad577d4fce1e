import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { receivedCallbackDetailSchema, receivedCallbackPageSchema } from '../../../contract/operations.ts';
import { createFixedClock } from '../../../kernel/clock.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { SubscribeConsent } from '../../messaging/messaging.entity.ts';
import {
  buildEvent,
  buildFields,
  buildText,
  newOpenid,
  openCallbackWorld,
  sealCallback,
  type CallbackWorld,
  type Fields,
  type TestAccount,
} from '../../../testing/callbacks.ts';
import { addEnterprise, signIn, type Staff } from '../../../testing/comparisons.ts';
import { InboxRow } from '../inbox.entity.ts';

const Minute = 60_000;
const clock = createFixedClock(new Date('2026-03-02T08:00:00Z'));
let world: CallbackWorld;
let service: TestAccount;
let mini: TestAccount;
let staff: Staff;

beforeAll(async () => {
  world = await openCallbackWorld({ clock });
  service = await world.connect('official-account');
  mini = await world.connect('mini-program');
  staff = await signIn(world, world.enterpriseId, ['channels.read', 'channels.manage'], 'wangyun');
});
afterAll(() => world.end());

const follow = (FromUserName: string) => buildEvent(clock.now(), 'subscribe', { FromUserName });
const unfollow = (FromUserName: string) => buildEvent(clock.now(), 'unsubscribe', { FromUserName });
const rowOf = async (openid: string, kind?: string) => {
  const rows = (await world.inbox()).filter(({ sender }) => sender === openid);
  const row = rows.find((one) => kind === undefined || one.kind === kind);
  if (row === undefined) throw new Error('It is not stored');
  return row;
};
/** Delivers, works, and answers the stored row's id. */
async function received(fields: Fields, account = service): Promise<string> {
  expect((await world.deliver(account, fields)).status).toBe(200);
  await world.work();
  return (await rowOf(String(fields['FromUserName']))).id;
}
const replay = (id: string, as: Staff = staff, key?: string) =>
  as('POST', `/received-callbacks/${id}/replay`, {}, key);
const detail = async (id: string) =>
  receivedCallbackDetailSchema.parse((await staff('GET', `/received-callbacks/${id}`)).body);
const follower = async (openid: string) =>
  (await world.followers(service)).find((row) => row.openid === openid);
const codeOf = ({ status, body }: { status: number; body: unknown }) =>
  `${status} ${z.object({ error: z.object({ code: z.string() }) }).parse(body).error.code}`;

describe('a callback that is worked again', () => {
  it('changes nothing the second and the third time: one guide, one follower, one question', async () => {
    const openid = newOpenid();
    const id = await received(follow(openid));
    const before = await follower(openid);
    for (let times = 0; times < 2; times += 1) {
      expect(await replay(id)).toMatchObject({ status: 200, body: { id, state: 'waiting' } });
      await world.work();
      expect(await detail(id)).toMatchObject({ state: 'done', canReplay: true });
    }
    const guides = (await world.deliveries()).filter((row) => row.openid === openid);
    expect(guides.map(({ purpose, carrier, state }) => [purpose, carrier, state])).toEqual([
      ['guide', 'passive_reply', 'submitted'],
    ]);
    expect(await follower(openid)).toEqual(before);
    const asked = (await world.jobs('accounts.learn-unionid')).filter(({ cause }) => cause.includes(openid));
    expect(asked).toHaveLength(1);
  });

  it('shows its work, its follower, its message and who had it replayed', async () => {
    const openid = newOpenid();
    const id = await received(follow(openid));
    await replay(id);
    await world.work();
    const { effects, payload } = await detail(id);
    expect(payload).not.toContain(openid);
    expect(effects.jobs.map(({ kindLabel, state, lastError }) => [kindLabel, state, lastError])).toEqual([
      ['重放：再次处理', 'done', null],
      ['处理收到的回调', 'done', null],
    ]);
    expect(effects.follower).toEqual({ following: true, bound: false, latest: true });
    expect(effects.messages).toMatchObject([{ carrier: 'passive_reply', state: 'submitted' }]);
    expect(effects.records).toMatchObject([{ actionLabel: '重放回调', actorName: 'wangyun' }]);
    const [record] = await world.em().find(OperationRecord, { target: `callback:${id}` });
    expect(record).toMatchObject({
      action: 'callback.replayed',
      before: { state: 'done' },
      after: { state: 'waiting' },
    });
  });

  it('is put behind what its sender has waiting, and turns nothing back', async () => {
    const openid = newOpenid();
    const id = await received(follow(openid));
    clock.advance(1_000);
    await world.deliver(service, unfollow(openid));
    expect((await replay(id)).status).toBe(200);
    await world.work();
    const jobs = (await world.jobs('callback.work')).filter(({ orderKey }) => orderKey?.endsWith(openid));
    expect(jobs.map(({ cause, state }) => [cause === id, state])).toEqual([
      [true, 'done'],
      [false, 'done'],
      [true, 'done'],
    ]);
    expect(await follower(openid)).toMatchObject({ following: false });
    expect((await detail(id)).effects.follower).toMatchObject({ following: false, latest: false });
  });

  it('does not count what was counted: one acceptance stays one message', async () => {
    const openid = newOpenid();
    const answered = buildFields(clock.now(), {
      FromUserName: openid,
      MsgType: 'event',
      Event: 'subscribe_msg_popup_event',
    });
    const list =
      '<SubscribeMsgPopupEvent><List><TemplateId><![CDATA[TPL-1]]></TemplateId>' +
      '<SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString></List></SubscribeMsgPopupEvent>';
    const inner = Object.entries(answered)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('');
    await world.send(sealCallback(mini, `<xml>${inner}${list}</xml>`, clock.now()));
    await world.work();
    const accepted = async () =>
      (await world.em().find(SubscribeConsent, { openid })).map((row) => row.accepted);
    expect(await accepted()).toEqual([1]);
    const { id } = await rowOf(openid);
    expect((await replay(id)).status).toBe(200);
    await world.work();
    expect(await detail(id)).toMatchObject({ state: 'done' });
    expect(await accepted()).toEqual([1]);
  });

  it('is asked for once under one idempotency key', async () => {
    const openid = newOpenid();
    const id = await received(follow(openid));
    const answers = [await replay(id, staff, 'replay-key-1'), await replay(id, staff, 'replay-key-1')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await world.work();
    expect((await detail(id)).effects.jobs).toHaveLength(2);
  });

  it('is asked for by two at once, and one of them is told that it waits', async () => {
    const id = await received(follow(newOpenid()));
    const answers = await Promise.all([replay(id), replay(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await world.work();
    expect((await detail(id)).effects.jobs).toHaveLength(2);
  });
});

describe('a callback that was given up', () => {
  it('has its own work tried again, from the start', async () => {
    const openid = newOpenid();
    await world.deliver(service, follow(openid));
    const row = await rowOf(openid);
    const spoil = (sealedContent: string) =>
      world.em().nativeUpdate(InboxRow, { id: row.id }, { sealedContent });
    await spoil('v1.nobody.a.b');
    for (let tries = 0; tries < 8; tries += 1) {
      await world.work();
      clock.advance(60 * Minute);
    }
    await spoil(row.sealedContent);
    const failed = await detail(row.id);
    expect(failed).toMatchObject({ state: 'failed', canReplay: true });
    expect(failed.effects.jobs).toMatchObject([{ state: 'dead', attempts: 6 }]);
    expect(failed.effects.jobs[0]?.lastError).not.toBeNull();
    expect((await replay(row.id)).status).toBe(200);
    await world.work();
    const mended = await detail(row.id);
    expect(mended).toMatchObject({ state: 'done', effects: { jobs: [{ state: 'done', attempts: 1 }] } });
    expect(await follower(openid)).toMatchObject({ following: true });
    expect(mended.effects.messages).toHaveLength(1);
  });
});

describe('a callback that is not replayed', () => {
  it('waits still, and is told so', async () => {
    const openid = newOpenid();
    await world.deliver(service, follow(openid));
    const { id } = await rowOf(openid);
    expect(await detail(id)).toMatchObject({ state: 'waiting', canReplay: false });
    const refused = await replay(id);
    expect(codeOf(refused)).toBe('409 callback.waiting');
    expect(JSON.stringify(refused.body)).toContain('还在等待处理');
    await world.work();
  });

  it('is one that no feature works on', async () => {
    const id = await received(buildText(clock.now(), '你好', { FromUserName: newOpenid() }));
    expect(await detail(id)).toMatchObject({ state: 'stored', canReplay: false, effects: { jobs: [] } });
    expect(codeOf(await replay(id))).toBe('409 callback.no_work');
  });

  it('is another enterprise’s, or asked for without the right', async () => {
    const id = await received(follow(newOpenid()));
    const other = await signIn(world, await addEnterprise(world), ['channels.read', 'channels.manage']);
    expect(codeOf(await replay(id, other))).toBe('404 not_found');
    expect(codeOf(await other('GET', `/received-callbacks/${id}`))).toBe('404 not_found');
    const reader = await signIn(world, world.enterpriseId, ['channels.read', 'operations.manage']);
    expect(codeOf(await replay(id, reader))).toBe('403 permission.denied');
    expect(await detail(id)).toMatchObject({ state: 'done' });
  });
});

describe('the list of callbacks', () => {
  it('is narrowed by account, state, kind and time', async () => {
    clock.advance(60 * Minute);
    const from = clock.now().toISOString();
    const openid = newOpenid();
    await received(follow(openid));
    await received(buildEvent(clock.now(), 'LOCATION', { FromUserName: newOpenid() }));
    await received(buildText(clock.now(), '你好', { FromUserName: newOpenid() }));
    clock.advance(1_000);
    const to = clock.now().toISOString();
    await received(follow(newOpenid()));
    const kinds = async (query: string) => {
      const { status, body } = await staff('GET', `/received-callbacks?${query}`);
      expect(status).toBe(200);
      return receivedCallbackPageSchema.parse(body).items.map(({ kind }) => kind);
    };
    const time = `from=${from}&to=${to}`;
    expect(await kinds(time)).toEqual(['text', 'event:other/LOCATION', 'event:subscribe']);
    expect(await kinds(`${time}&kind=event:other`)).toEqual(['event:other/LOCATION']);
    expect(await kinds(`${time}&kind=event:subscribe`)).toEqual(['event:subscribe']);
    expect(await kinds(`${time}&state=stored`)).toEqual(['text', 'event:other/LOCATION']);
    expect(await kinds(`${time}&channelAccountId=${mini.id}`)).toEqual([]);
    expect((await staff('GET', '/received-callbacks?kind=openid')).status).toBe(422);
    expect((await staff('GET', '/received-callbacks?from=yesterday')).status).toBe(422);
    expect((await staff('GET', `/received-callbacks?search=${openid}`)).status).toBe(422);
  });
});
