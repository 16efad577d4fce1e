import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MemberPresence } from '../../../../bot/channels/wecom/client.ts';
import { demoWorld } from '../../../../config/demo-world.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { buildEvent, newOpenid, type Fields, type TestAccount } from '../../../testing/callbacks.ts';
import {
  addEnterprise,
  openComparisonWorld,
  signIn,
  type ComparisonWorld,
  type Staff as Asker,
} from '../../../testing/comparisons.ts';
import { Staff } from '../../access/access.entity.ts';
import { OperationRecord } from '../../records/record.entity.ts';
import { compareMembers } from './compare-members.ts';
import { openRun } from './runs.ts';

const Minute = 60_000;
const { corpId, secret, token, encodingAesKey } = demoWorld.wecom;

let w: ComparisonWorld;
let wecom: TestAccount;
beforeEach(async () => {
  w = await openComparisonWorld();
  wecom = await w.world.connect('wecom', { appId: corpId, secret, token, encodingAesKey });
  await w.control('accounts/configure', {
    account: corpId,
    callbackUrl: `${w.world.base}/callbacks/wecom/${wecom.key}`,
  });
  // Who compares is a member himself.
  await w.world.em().nativeUpdate(Staff, {}, { account: 'chenli' });
});
afterEach(() => w.end());

const member = (userId: string, change: 'leave' | 'disable' | 'return') =>
  w.control('member', { corpId, userId, change });
const lose = () =>
  w.control('faults', {
    match: { account: corpId, event: 'change_contact' },
    fault: { drop: true, times: 1 },
  });
const compare = () => w.compare(wecom.id);
const enter = (account: string, enterpriseId = w.world.enterpriseId) =>
  signIn(w.world, enterpriseId, ['channels.read'], account);
const rowOf = (account: string, enterpriseId = w.world.enterpriseId) =>
  w.world.em().findOneOrFail(Staff, { account, enterpriseId });
const statusOf = async (asker: Asker) => (await asker('GET', '/staff/me')).status;
const records = async (action: string) =>
  (await w.world.em().find(OperationRecord, { action }, { orderBy: { id: 'asc' } })).map(
    ({ actor, before, after }) => ({ actor, before, after }),
  );
const tell = (change: string, UserID: string, more: Fields = {}) =>
  w.world.deliver(
    wecom,
    buildEvent(w.world.now(), 'change_contact', {
      ...{ ToUserName: corpId, FromUserName: 'sys', ChangeType: change, UserID, ...more },
    }),
  );
async function replayLatest(nth = -1) {
  const row = (await w.world.inbox(wecom)).at(nth);
  const answer = await w.staff('POST', `/received-callbacks/${row?.id ?? ''}/replay`);
  expect(answer.status).toBe(200);
  await w.world.work();
}
async function putStaff(accounts: readonly string[]) {
  await inTransaction(w.world.em(), async (tx) => {
    for (const account of accounts) {
      await w.world.server.staff.put(tx, {
        ...{ enterpriseId: w.world.enterpriseId, account, name: account, phone: null },
        ...{ enabled: true, permissions: [], now: w.world.now() },
      });
    }
  });
}
const strangers = (count: number) => Array.from({ length: count }, () => newOpenid().toLowerCase());
const leftOf = async (accounts: readonly string[]) =>
  w.world.em().count(Staff, { account: { $in: [...accounts] }, leftAt: { $ne: null } });

describe('a member of whom a callback tells', () => {
  it('has left: his next request is refused, and a replay changes nothing', async () => {
    const suwan = await enter('suwan');
    expect(await statusOf(suwan)).toBe(200);
    await member('suwan', 'leave');
    await w.world.work();
    expect(await statusOf(suwan)).toBe(401);
    const before = await rowOf('suwan');
    expect(before).toMatchObject({ state: 'enabled', leftAt: expect.any(Date) });
    await w.later(Minute);
    await replayLatest();
    expect((await rowOf('suwan')).leftAt).toEqual(before.leftAt);
    expect(await records('staff.left')).toEqual([
      { actor: 'system', before: { leftAt: null }, after: { leftAt: before.leftAt?.toISOString() } },
    ]);
    const card = await w.world.server.staff.byId(w.world.em(), before.id);
    expect(card?.enabled).toBe(false);
  });

  it('is disabled, and comes back: he may sign in again, and a replay of the old news ends nothing', async () => {
    await enter('suwan');
    await member('suwan', 'disable');
    await w.world.work();
    expect((await rowOf('suwan')).leftAt).toEqual(expect.any(Date));
    await w.control('clock', { advanceMs: 2_000 });
    await w.later(2_000);
    await member('suwan', 'return');
    await w.world.work();
    expect((await rowOf('suwan')).leftAt ?? null).toBeNull();
    const again = await enter('suwan');
    await replayLatest(-2);
    expect(await statusOf(again)).toBe(200);
    expect(await records('staff.returned')).toHaveLength(1);
  });

  it('was disabled by hand: his return does not enable him', async () => {
    await enter('suwan');
    await w.world.em().nativeUpdate(Staff, { account: 'suwan' }, { state: 'disabled' });
    await member('suwan', 'leave');
    await w.world.work();
    await w.control('clock', { advanceMs: 2_000 });
    await w.later(2_000);
    await member('suwan', 'return');
    await w.world.work();
    const row = await rowOf('suwan');
    expect([row.state, row.leftAt ?? null]).toEqual(['disabled', null]);
  });

  it('is unknown here: nobody is made', async () => {
    const before = await w.world.em().count(Staff, {});
    await tell('create_user', 'stranger', { Status: 1 });
    await tell('delete_user', 'other-stranger');
    await w.world.work();
    expect(await w.world.em().count(Staff, {})).toBe(before);
    expect((await w.world.inbox(wecom)).map(({ kind, state }) => [kind, state])).toEqual([
      ['event:member', 'done'],
      ['event:member', 'done'],
    ]);
  });

  it('is not activated, or of whom only a name changed: nothing changes', async () => {
    const suwan = await enter('suwan');
    await tell('update_user', 'suwan', { Status: 4 });
    await tell('update_user', 'suwan', { Name: '苏晚' });
    await w.world.work();
    expect(await statusOf(suwan)).toBe(200);
  });

  it('has another userid: the same person keeps his session, once, unless another holds it', async () => {
    const suwan = await enter('suwan');
    await tell('update_user', 'SuWan', { NewUserID: 'SuWan-East' });
    await w.world.work();
    expect(await statusOf(suwan)).toBe(200);
    expect(await records('staff.account_changed')).toMatchObject([
      { before: { account: 'suwan' }, after: { account: 'suwan-east' } },
    ]);
    // Somebody else has the old one by now.
    await w.world.em().nativeUpdate(Staff, { account: 'suwan-east' }, { account: 'suwan-south' });
    await putStaff(['suwan']);
    await replayLatest();
    expect((await rowOf('suwan')).name).toBe('suwan');
    await tell('update_user', 'suwan', { NewUserID: 'CHENLI' });
    await w.world.work();
    expect((await rowOf('suwan')).name).toBe('suwan');
  });

  it('of another enterprise with the same account is untouched, by callbacks and comparisons', async () => {
    const otherId = await addEnterprise(w.world);
    const own = await enter('suwan');
    const other = await enter('suwan', otherId);
    await member('suwan', 'leave');
    await w.world.work();
    expect([await statusOf(own), await statusOf(other)]).toEqual([401, 200]);
    await w.later(2 * Minute);
    expect(await compare()).toMatchObject({ state: 'done', left: 0 });
    expect((await rowOf('suwan', otherId)).leftAt ?? null).toBeNull();
    expect(await statusOf(other)).toBe(200);
  });

  it('is spoken of by the oldest application alone', async () => {
    const second = await w.world.connect('wecom', { appId: 'ww00000000000000aa' });
    const suwan = await enter('suwan');
    await w.world.deliver(
      second,
      buildEvent(w.world.now(), 'change_contact', {
        ...{ FromUserName: 'sys', ChangeType: 'delete_user', UserID: 'suwan' },
      }),
    );
    await w.world.work();
    expect(await statusOf(suwan)).toBe(200);
    const answer = await w.staff('POST', `/channel-accounts/${second.id}/compare-followers`);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'channel.not_comparable' } } });
  });
});

describe('a callback of a member that was lost (T3)', () => {
  it('is made up for by one comparison, which says so; a second one counts nothing', async () => {
    const suwan = await enter('suwan');
    await lose();
    await member('suwan', 'leave');
    await w.world.work();
    expect(await statusOf(suwan)).toBe(200);
    await w.later(2 * Minute);
    expect(await compare()).toMatchObject({
      ...{ state: 'done', subject: 'members', reason: null },
      ...{ listed: 2, known: 2, left: 1, returned: 0, follows: 0, unfollows: 0 },
    });
    expect(await statusOf(suwan)).toBe(401);
    expect(await w.missed('member_left')).toBe(1);
    expect(await records('staff.left')).toHaveLength(1);
    await w.later(2 * Minute);
    expect(await compare()).toMatchObject({ state: 'done', known: 1, left: 0 });
    expect(await w.missed('member_left')).toBe(1);
  });

  it('of a return is made up for too, and leaves who was disabled by hand', async () => {
    await enter('suwan');
    await enter('gaoyuan');
    for (const one of ['suwan', 'gaoyuan']) await member(one, 'disable');
    await w.world.work();
    await w.world.em().nativeUpdate(Staff, { account: 'gaoyuan' }, { state: 'disabled' });
    for (const one of ['suwan', 'gaoyuan']) {
      await lose();
      await member(one, 'return');
    }
    await w.later(2 * Minute);
    expect(await compare()).toMatchObject({ state: 'done', listed: 2, left: 0, returned: 1 });
    expect((await rowOf('suwan')).leftAt ?? null).toBeNull();
    expect((await rowOf('gaoyuan')).state).toBe('disabled');
    expect(await w.missed('member_back')).toBe(1);
  });

  it('is found by the schedule, and who is disabled in WeCom counts as gone', async () => {
    await enter('suwan');
    await lose();
    await member('suwan', 'disable');
    await w.later(7 * 60 * Minute);
    await w.world.server.scheduler.tick();
    await w.world.work();
    const runs = (await w.runs(await enter('chenli'))).filter(({ subject }) => subject === 'members');
    expect(runs.map(({ startedBy, state, left }) => [startedBy, state, left])).toEqual([
      ['schedule', 'done', 1],
    ]);
  });

  it('is not said to be missed while it waits to be worked', async () => {
    const suwan = await enter('suwan');
    await member('suwan', 'leave');
    expect(await compare()).toMatchObject({ state: 'done', left: 0 });
    expect(await statusOf(suwan)).toBe(401);
    expect(await w.missed('member_left')).toBe(0);
  });
});

describe('what is newer than a comparison', () => {
  it('stands: a return and a leave that callbacks tell while it asks', async () => {
    await putStaff(['told-to-us']);
    await enter('suwan');
    await tell('delete_user', 'suwan');
    await w.world.work();
    await w.later(2 * Minute);
    await w.control('faults', {
      match: { account: corpId, path: '/cgi-bin/user/get' },
      fault: { latencyMs: 500 },
    });
    const comparing = compare();
    await new Promise((resolve) => setTimeout(resolve, 400));
    await tell('update_user', 'told-to-us', { Status: 1 });
    await tell('delete_user', 'suwan', { Name: '苏婉' });
    await w.world.work();
    expect(await comparing).toMatchObject({ state: 'done', left: 0, returned: 0 });
    await w.world.work();
    expect((await rowOf('told-to-us')).leftAt ?? null).toBeNull();
    expect((await rowOf('suwan')).leftAt).toEqual(expect.any(Date));
  });
});

describe('the brake of members', () => {
  it('holds when more than a tenth and more than five are gone', async () => {
    const gone = strangers(6);
    await putStaff(gone);
    expect(await compare()).toMatchObject({
      state: 'stopped',
      reason: 'too_many',
      ...{ listed: 7, known: 7, left: 0, heldBack: 6 },
      message: expect.stringContaining('6'),
    });
    expect(await leftOf(gone)).toBe(0);
    expect(await w.missed('member_left')).toBe(0);
  });

  it('lets go those of whom staff say that they have left, once, with the number that was shown', async () => {
    const gone = strangers(6);
    await putStaff(gone);
    const stopped = await compare();
    expect(stopped.canConfirm).toBe(true);
    const path = `/reconciliation-runs/${stopped.id}/confirm`;
    expect(await w.staff('POST', path, { heldBack: 5 })).toMatchObject({
      ...{ status: 409, body: { error: { code: 'comparison.other_number' } } },
    });
    const looking = await enter('suwan');
    expect((await looking('POST', path, { heldBack: 6 })).status).toBe(403);
    const elsewhere = await enter('stranger', await addEnterprise(w.world));
    expect((await elsewhere('POST', path, { heldBack: 6 })).status).toBe(403);
    const told = await Promise.all([1, 2].map(() => w.staff('POST', path, { heldBack: 6 })));
    expect(told.map(({ status }) => status)).toEqual([200, 200]);
    await w.world.work();
    expect((await w.runs())[0]).toMatchObject({ state: 'done', startedBy: 'staff', left: 6, heldBack: 0 });
    expect(await leftOf(gone)).toBe(6);
    expect(await records('members.comparison_confirmed')).toMatchObject([
      { before: { runId: stopped.id }, after: { allowed: 6 } },
    ]);
    expect(await w.staff('POST', path, { heldBack: 6 })).toMatchObject({
      ...{ status: 409, body: { error: { code: 'comparison.newer' } } },
    });
  });

  it('stops again where more are gone by then than staff have said', async () => {
    await putStaff(strangers(6));
    const stopped = await compare();
    const late = strangers(1);
    await putStaff(late);
    await w.staff('POST', `/reconciliation-runs/${stopped.id}/confirm`, { heldBack: 6 });
    await w.world.work();
    expect((await w.runs())[0]).toMatchObject({
      ...{ state: 'stopped', reason: 'too_many', left: 0, heldBack: 7, canConfirm: true },
    });
    expect(await leftOf(late)).toBe(0);
  });

  it('lets five go, though they are nearly all', async () => {
    const gone = strangers(5);
    await putStaff(gone);
    expect(await compare()).toMatchObject({ state: 'done', left: 5, heldBack: 0 });
    expect(await leftOf(gone)).toBe(5);
  });

  it('holds where nobody at all is here: an admin whose account was put in wrongly stays in', async () => {
    await w.world.em().nativeUpdate(Staff, {}, { account: 'no-such-userid' });
    expect(await compare()).toMatchObject({
      state: 'stopped',
      reason: 'empty',
      left: 0,
      heldBack: 1,
      canConfirm: false,
    });
    expect(await leftOf(['no-such-userid'])).toBe(0);
    expect(await statusOf(w.staff)).toBe(200);
  });

  it('lets a tenth go, though they are more than five, and keeps nobody in memory', async () => {
    const [gone, here] = [strangers(8), strangers(111)];
    await putStaff([...gone, ...here]);
    const em = w.world.em();
    const now = w.world.now();
    const account = { id: wecom.id, enterpriseId: w.world.enterpriseId, kind: wecom.channel };
    const run = await openRun(em, { account, startedBy: 'staff', now });
    const left = new Set(gone);
    const presenceOf = (userId: string): Promise<MemberPresence> =>
      Promise.resolve(left.has(userId) ? 'absent' : 'active');
    const end = await compareMembers({
      ...{ em, runId: run.id, account, began: now, allowed: 0, now: () => now, presenceOf },
      members: w.world.server.members,
      onMissed: () => undefined,
    });
    expect(end).toEqual({ stoppedBy: null, heldBack: 0, refusedWith: null });
    expect([await leftOf(gone), await leftOf(here)]).toEqual([8, 0]);
    expect(em.getUnitOfWork().getIdentityMap().keys()).toEqual([]);
  });
});

describe('a comparison of members that WeCom does not answer', () => {
  it('ends nobody and says what was refused', async () => {
    const gone = strangers(1);
    await putStaff(gone);
    await w.control('faults', {
      match: { account: corpId, path: '/cgi-bin/user/get' },
      fault: { errcode: 60020, errmsg: 'not allow to access from your ip, from ip: 203.0.113.9' },
    });
    expect(await compare()).toMatchObject({ state: 'failed', reason: 'refused', platformCode: '60020' });
    expect(await leftOf(gone)).toBe(0);
  });

  it('about one alone leaves him as he is, asks about the others, and says so', async () => {
    await putStaff(['suwan', ...strangers(1)]);
    await w.control('faults', {
      match: { account: corpId, path: '/cgi-bin/user/get' },
      fault: { errcode: 60011, times: 1 },
    });
    expect(await compare()).toMatchObject({
      ...{ state: 'done', reason: 'refused', platformCode: '60011' },
      ...{ listed: 2, known: 3, left: 1 },
    });
  });
});
