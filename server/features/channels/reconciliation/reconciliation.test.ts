import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { demoOpenid, demoWorld } from '../../../../config/demo-world.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { newId } from '../../../kernel/ids.ts';
import { buildEvent, newOpenid } from '../../../testing/callbacks.ts';
import {
  addEnterprise,
  openComparisonWorld,
  signIn,
  type ComparisonWorld,
} from '../../../testing/comparisons.ts';
import { Follower } from '../channel.entity.ts';
import { compareFollowers } from './compare-followers.ts';
import { openRun } from './runs.ts';

const Minute = 60_000;
const { appId } = demoWorld.officialAccount;
const lin = demoOpenid(appId, 'linxiaowen');
const tang = demoOpenid(appId, 'tangyu');

let w: ComparisonWorld;
beforeEach(async () => {
  w = await openComparisonWorld();
});
afterEach(() => w.end());

const rowOf = async (openid: string) =>
  (await w.world.followers(w.account)).find((row) => row.openid === openid);
const guides = async () => (await w.world.deliveries()).filter(({ purpose }) => purpose === 'guide');

/** Followers whom the platform does not know: as after so many lost unfollows. */
async function putFollowers(count: number, followedAt = new Date(w.world.now().getTime() - 60 * Minute)) {
  const made = Array.from({ length: count }, () => newOpenid());
  await inTransaction(w.world.em(), async (tx) => {
    for (const openid of made) {
      await tx.insert(Follower, {
        id: newId(),
        enterpriseId: w.world.enterpriseId,
        channelAccountId: w.account.id,
        openid,
        following: true,
        followedAt,
        bound: false,
        updatedAt: followedAt,
      });
    }
  });
  return made;
}
const stillFollowing = async (openids: readonly string[]) => {
  const following = (await w.world.followers(w.account)).filter((row) => row.following);
  return following.filter(({ openid }) => openids.includes(openid)).length;
};

describe('a callback that was lost (T3)', () => {
  it('of a follow is made up for by one comparison, which says so and sends no guide', async () => {
    await w.lose('subscribe');
    await w.follow('linxiaowen');
    await w.world.work();
    expect(await rowOf(lin)).toBeUndefined();
    expect(await w.compare()).toMatchObject({ state: 'done', listed: 1, known: 0, follows: 1, unfollows: 0 });
    expect(await rowOf(lin)).toMatchObject({ following: true, bound: false });
    expect(await w.missed('follow')).toBe(1);
    expect(await guides()).toEqual([]);
    // What a follow causes else: the platform is asked for his unionid.
    expect(await w.world.jobs('accounts.learn-unionid')).toHaveLength(1);
    await w.later(Minute);
    expect(await w.compare()).toMatchObject({ state: 'done', listed: 1, known: 1, follows: 0, unfollows: 0 });
    expect(await w.missed('follow')).toBe(1);
  });

  it('of an unfollow is made up for by one comparison, which says so', async () => {
    await w.follow('linxiaowen');
    await w.follow('tangyu');
    await w.world.work();
    expect(await guides()).toHaveLength(2);
    await w.lose('unsubscribe');
    await w.unfollow('tangyu');
    await w.later(2 * Minute);
    expect(await w.compare()).toMatchObject({ state: 'done', listed: 1, known: 2, follows: 0, unfollows: 1 });
    expect(await rowOf(tang)).toMatchObject({ following: false });
    expect(await rowOf(lin)).toMatchObject({ following: true });
    expect(await w.missed('unfollow')).toBe(1);
    // He follows again, and this time it is told: he gets his guide.
    // A second later by the platform's clock: the same second would be the first follow's retry.
    await w.control('clock', { advanceMs: 2_000 });
    await w.later(-2 * Minute);
    await w.follow('tangyu');
    await w.world.work();
    expect(await guides()).toHaveLength(3);
  });

  it('is found by the schedule, once a slot for each account, by whichever process', async () => {
    await w.lose('subscribe');
    await w.follow('linxiaowen');
    await w.world.server.scheduler.tick();
    await w.world.work();
    expect(await w.runs()).toEqual([]);
    await w.later(7 * 60 * Minute);
    await w.world.server.scheduler.tick();
    await w.world.server.scheduler.tick();
    await w.world.work();
    expect(await rowOf(lin)).toMatchObject({ following: true });
    const runs = await w.runs();
    expect(runs.map(({ startedBy, state, follows }) => [startedBy, state, follows])).toEqual([
      ['schedule', 'done', 1],
    ]);
  });

  it('keeps its scene and its binding: a list tells nothing of them', async () => {
    await w.control('follow', { account: appId, follower: 'linxiaowen', scene: 'shop-7' });
    await w.world.work();
    await w.unfollow('linxiaowen');
    await w.world.work();
    await w.lose('subscribe');
    await w.follow('linxiaowen');
    await w.later(2 * Minute);
    expect(await w.compare()).toMatchObject({ follows: 1 });
    expect(await rowOf(lin)).toMatchObject({ following: true, scene: 'shop-7' });
  });

  it('is not said to be missed while it waits to be worked', async () => {
    await w.follow('linxiaowen');
    expect(await w.compare()).toMatchObject({ follows: 0 });
    expect(await rowOf(lin)).toMatchObject({ following: true });
    expect(await w.missed('follow')).toBe(0);
    expect(await guides()).toHaveLength(1);
  });
});

describe('what is newer than the list', () => {
  it('stands: a follow and an unfollow that arrive while it is read', async () => {
    await w.follow('linxiaowen');
    await w.world.work();
    await w.later(2 * Minute);
    await w.slowList(1_500);
    const comparing = w.compare();
    await new Promise((resolve) => setTimeout(resolve, 500));
    // Told to us alone: the platform's list names neither the one nor lets the other go.
    const stranger = newOpenid();
    await w.world.deliver(w.account, buildEvent(w.world.now(), 'subscribe', { FromUserName: stranger }));
    await w.world.deliver(w.account, buildEvent(w.world.now(), 'unsubscribe', { FromUserName: lin }));
    const run = await comparing;
    await w.world.work();
    expect(run).toMatchObject({ state: 'done', listed: 1, follows: 0, unfollows: 0 });
    expect(await rowOf(stranger)).toMatchObject({ following: true });
    expect(await rowOf(lin)).toMatchObject({ following: false });
  });

  it('stands also when it came a moment before the list', async () => {
    const stranger = newOpenid();
    await w.follow('linxiaowen');
    await w.world.deliver(w.account, buildEvent(w.world.now(), 'subscribe', { FromUserName: stranger }));
    await w.world.work();
    expect(await w.compare()).toMatchObject({ state: 'done', unfollows: 0 });
    expect(await rowOf(stranger)).toMatchObject({ following: true });
    await w.later(2 * Minute);
    expect(await w.compare()).toMatchObject({ state: 'done', unfollows: 1 });
    expect(await rowOf(stranger)).toMatchObject({ following: false });
  });
});

describe('a follower who is changed by two at once', () => {
  it('is left as the newer change says: an unfollow is worked while a list still names him', async () => {
    const { followers } = w.world.server.intake;
    const ref = { ...w.account, enterpriseId: w.world.enterpriseId, mayAct: true };
    const asOf = w.world.now();
    const newer = new Date(asOf.getTime() + 1_000);
    const people = Array.from({ length: 30 }, () => newOpenid());
    await inTransaction(w.world.em(), async (tx) => {
      for (const openid of people) await followers.unfollowed(tx, ref, openid, new Date(0));
    });
    await Promise.all(
      people.flatMap((openid) => [
        inTransaction(w.world.em(), (tx) => followers.unfollowed(tx, ref, openid, newer)),
        inTransaction(w.world.em(), (tx) =>
          followers.foundFollowing(tx, { account: ref, openid, asOf, listedAt: asOf, runAt: asOf }),
        ),
      ]),
    );
    expect(await stillFollowing(people)).toBe(0);
  });
});

describe('the brake', () => {
  it('holds when the list is empty, however few are known', async () => {
    const known = await putFollowers(3);
    expect(await w.compare()).toMatchObject({
      state: 'stopped',
      reason: 'empty',
      known: 3,
      unfollows: 0,
      heldBack: 3,
      message: expect.stringContaining('空'),
    });
    expect(await stillFollowing(known)).toBe(3);
  });

  it('holds when more than a tenth and more than twenty are missing, and lets follows through', async () => {
    const known = await putFollowers(21);
    await w.control('crowd', { account: appId, count: 30 });
    expect(await w.compare()).toMatchObject({
      state: 'stopped',
      reason: 'too_many',
      known: 21,
      follows: 30,
      unfollows: 0,
      heldBack: 21,
      message: expect.stringContaining('21'),
    });
    expect(await stillFollowing(known)).toBe(21);
    expect(await w.missed('unfollow')).toBe(0);
  });

  it('lets them go when staff say so; an empty list is no question', async () => {
    const known = await putFollowers(21);
    const empty = await w.compare();
    expect(empty).toMatchObject({ reason: 'empty', canConfirm: false });
    expect(await w.staff('POST', `/reconciliation-runs/${empty.id}/confirm`, { heldBack: 21 })).toMatchObject(
      {
        ...{ status: 409, body: { error: { code: 'comparison.not_stopped' } } },
      },
    );
    await w.control('crowd', { account: appId, count: 30 });
    const stopped = await w.compare();
    expect(stopped.canConfirm).toBe(true);
    await w.staff('POST', `/reconciliation-runs/${stopped.id}/confirm`, { heldBack: 21 });
    await w.world.work();
    const [confirmed, asked] = await w.runs();
    expect(confirmed).toMatchObject({ state: 'done', unfollows: 21, heldBack: 0, canConfirm: false });
    expect(asked).toMatchObject({ id: stopped.id, canConfirm: false });
    expect(await stillFollowing(known)).toBe(0);
  });

  it('lets twenty go, though they are all', async () => {
    const known = await putFollowers(20);
    await w.follow('linxiaowen');
    await w.world.work();
    expect(await w.compare()).toMatchObject({ state: 'done', known: 21, unfollows: 20, heldBack: 0 });
    expect(await stillFollowing(known)).toBe(0);
  });

  it('lets a tenth go, though they are many', async () => {
    await w.know(await w.crowd(280));
    await putFollowers(31);
    expect(await w.compare()).toMatchObject({ state: 'done', known: 311, unfollows: 31 });
  });
});

describe('a list of two pages', () => {
  it('that breaks off ends no follow; what was read is kept, and the next try reads it to its end', async () => {
    const people = await w.crowd(10_003);
    await w.know(people.slice(3, 10_000));
    const gone = await putFollowers(2);
    // The first page comes; the second does not.
    const path = '/cgi-bin/user/get';
    await w.control('faults', { match: { account: appId, path }, fault: { errcode: -1, times: 1 } });
    await w.control('faults', { match: { account: appId, path }, fault: { latencyMs: 1, times: 1 } });
    expect(await w.compare()).toMatchObject({
      state: 'waiting',
      ...{ reason: 'refused', platformCode: '-1' },
      ...{ listed: 10_000, known: 9_999, follows: 3, unfollows: 0 },
    });
    expect(await stillFollowing(gone)).toBe(2);
    await w.later(2 * Minute);
    await w.world.work();
    const [run] = await w.runs();
    expect(run).toMatchObject({
      state: 'done',
      ...{ reason: null, platformCode: null },
      ...{ listed: 10_003, known: 10_002, follows: 6, unfollows: 2 },
    });
    expect(await w.missed('follow')).toBe(6);
    const following = (await w.world.followers(w.account)).filter((row) => row.following);
    expect(new Set(following.map(({ openid }) => openid))).toEqual(new Set(people));
  }, 120_000);
});

describe('a comparison that cannot be made', () => {
  it('says what the platform refused, and ends no follow', async () => {
    const known = await putFollowers(1);
    await w.control('faults', {
      match: { account: appId, path: '/cgi-bin/user/get' },
      fault: { errcode: 48001 },
    });
    expect(await w.compare()).toMatchObject({
      state: 'failed',
      reason: 'refused',
      platformCode: '48001',
      message: expect.stringMatching(/./),
      remedy: expect.stringMatching(/./),
    });
    expect(await stillFollowing(known)).toBe(1);
  });

  it('is refused for a mini program, and for an account in plaintext mode', async () => {
    const mini = await w.world.connect('mini-program');
    const plain = await w.world.connect('official-account', { mode: 'plain' });
    for (const { id } of [mini, plain]) {
      const answer = await w.staff('POST', `/channel-accounts/${id}/compare-followers`);
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'channel.not_comparable' } } });
    }
    await w.later(7 * 60 * Minute);
    await w.world.server.scheduler.tick();
    await w.world.work();
    expect((await w.runs()).map(({ channelAccountId }) => channelAccountId)).toEqual([w.account.id]);
  });
});

describe('the record of comparisons', () => {
  it('shows one that is open, not a second one, and who asked for it is on record', async () => {
    const path = `/channel-accounts/${w.account.id}/compare-followers`;
    const answers = await Promise.all([w.staff('POST', path), w.staff('POST', path)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await w.runs()).toHaveLength(1);
    await w.world.work();
    await w.compare();
    expect((await w.runs()).map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('closes one that lost its job a day later, so that the next can begin', async () => {
    await w.staff('POST', `/channel-accounts/${w.account.id}/compare-followers`);
    await w.world.em().nativeUpdate(Job, { kind: 'followers.compare' }, { state: 'dead' });
    await w.later(23 * 60 * Minute);
    expect(await w.compare()).toMatchObject({ state: 'waiting' });
    await w.later(2 * 60 * Minute);
    expect(await w.compare()).toMatchObject({ state: 'done' });
    expect((await w.runs()).map(({ state, reason }) => [state, reason])).toEqual([
      ['done', null],
      ['failed', 'internal'],
    ]);
  });

  it('keeps no follower in memory', async () => {
    const em = w.world.em();
    const now = w.world.now();
    const account = { ...w.account, enterpriseId: w.world.enterpriseId, kind: w.account.channel };
    const run = await openRun(em, { account, startedBy: 'staff', now });
    const openids = Array.from({ length: 200 }, () => newOpenid());
    const end = await compareFollowers({
      em,
      runId: run.id,
      account,
      began: now,
      followers: w.world.server.intake.followers,
      allowed: 0,
      page: () => Promise.resolve({ total: 200, openids, next: null }),
      onMissed: () => undefined,
    });
    expect(end).toEqual({ listed: 200, stoppedBy: null, heldBack: 0 });
    expect(em.getUnitOfWork().getIdentityMap().keys()).toEqual([]);
  });

  it('is not seen by another enterprise, nor without the right', async () => {
    await w.compare();
    const otherId = await addEnterprise(w.world);
    const other = await signIn(w.world, otherId, ['channels.read', 'channels.manage']);
    expect(await w.runs(other)).toEqual([]);
    const path = `/channel-accounts/${w.account.id}/compare-followers`;
    expect(await other('POST', path)).toMatchObject({ status: 404 });
    const reader = await signIn(w.world, w.world.enterpriseId, ['channels.read']);
    expect(await w.runs(reader)).toHaveLength(1);
    expect(await reader('POST', path)).toMatchObject({
      status: 403,
      body: { error: { code: 'permission.denied' } },
    });
    const powerless = await signIn(w.world, w.world.enterpriseId, []);
    expect(await powerless('GET', '/reconciliation-runs')).toMatchObject({ status: 403 });
  });
});
