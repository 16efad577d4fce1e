import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { demoOpenid, demoWorld } from '../config/demo-world.ts';
import { Delivery, FollowGuide } from './features/messaging/messaging.entity.ts';
import { Job } from './kernel/data/kernel.entity.ts';
import { timeValue, writeRows } from './kernel/data/sql.ts';
import { retryLocks } from './kernel/data/transaction.ts';
import { buildEvent, type CallbackWorld } from './testing/callbacks.ts';
import { apartMs, openApart, type Apart } from './testing/clocks-apart.ts';
import { onMySql } from './testing/database.ts';
import { controlSandbox, messagesTo } from './testing/sandbox-control.ts';
import { countOf, full, pause } from './testing/drill.ts';

/* Workers of one database whose clocks are ten minutes apart free each other's leases all the time. */

const { officialAccount } = demoWorld;
let apart: Apart;

describe.skipIf(!onMySql)('workers whose clocks are apart', () => {
  const worlds = () => [apart.right, apart.ahead, apart.behind];
  const people: { id: string; openid: string }[] = [];

  const control = (verb: string, body: object) => controlSandbox(apart.sandbox.url, verb, body);
  /** Follows on the phone, and the callback comes to a right server. */
  async function follow(): Promise<{ id: string; openid: string }> {
    const id = `apart-${people.length}.`;
    const openid = demoOpenid(officialAccount.appId, id);
    people.push({ id, openid });
    await control('people', { id, name: id, phones: [] });
    await control('follow', { account: officialAccount.appId, follower: id });
    const fields = buildEvent(apart.right.now(), 'subscribe', { FromUserName: openid });
    expect((await apart.right.deliver(apart.service, fields)).status).toBe(200);
    return { id, openid };
  }
  const received = async (id: string) =>
    (await messagesTo(apart.sandbox.url, id)).filter(({ via }) => via === 'customer-service').length;
  const deliveriesOf = (openid: string) => apart.right.em().find(Delivery, { openid });
  const lostLeases = async (world: CallbackWorld) =>
    (await world.server.metrics.jobs.get()).values
      .filter(({ labels }) => labels.outcome === 'lost_lease')
      .reduce((sum, { value }) => sum + value, 0);

  beforeAll(async () => {
    apart = await openApart();
    // A card goes by a customer-service message: a worker sends it, at most once.
    const em = apart.right.em();
    const guide = await em.findOneOrFail(FollowGuide, { channelAccountId: apart.service.id });
    guide.unbound = { ...guide.unbound, carrier: 'mini_program_card', title: '绑定账号' };
    await em.flush();
    await Promise.all(worlds().map((world) => world.server.messaging.guides.refresh()));
    await control('timing', { tries: 1 });
  });

  afterAll(() => apart.end());

  it('one that is ahead frees a lease that is held: one message, one effect, and its state says what is known', async () => {
    const { id, openid } = await follow();
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      apart.line.onCall = (path) => {
        if (!path.includes('/message/custom/send')) return undefined;
        apart.line.onCall = undefined;
        resolve();
        return new Promise((release) => {
          go = () => {
            release(undefined);
          };
        });
      };
    });
    const before = await lostLeases(apart.right);
    const working = apart.right.work();
    await held;
    await apart.ahead.work();
    expect((await deliveriesOf(openid)).map(({ state }) => state)).toEqual(['unknown']);
    go();
    await working;
    expect(await lostLeases(apart.right)).toBe(before + 1);
    expect(await received(id)).toBe(1);
    const [delivery, ...more] = await deliveriesOf(openid);
    expect([delivery?.state, delivery?.reasonKey, more]).toEqual(['unknown', 'interrupted', []]);
    const [job] = await apart.right.em().find(Job, { uniqueKey: `delivery:${delivery?.id}:1` });
    expect([job?.state, job?.attempts]).toEqual(['done', 2]);
  });

  it('all at once, again and again: everybody follows once, is guided once and gets one message at most', async () => {
    const count = countOf({ full: 1_000, part: 24 });
    const before = people.length;
    let open = true;
    const working = worlds().map(async (world) => {
      while (open) {
        await world.work();
        // The one ahead finds everything first, and sends nothing: the others are to have their share.
        await pause(world === apart.ahead ? 80 : 5);
      }
      await world.work();
    });
    for (let n = 0; n < count; n += 1) {
      await follow();
      // So old that the one behind finds it due as well.
      const old = timeValue('mysql', new Date(apart.right.now().getTime() - 2 * apartMs));
      if (n % 2 === 0)
        await retryLocks(() =>
          writeRows(apart.right.em(), "update job set run_at = ? where state = 'due'", [old]),
        );
    }
    open = false;
    await Promise.all(working);
    // What the one ahead put off is due for the others ten minutes later: it comes back to it.
    const unfinished = async () => {
      for (const world of worlds()) await world.work();
      const jobs = await apart.right.em().find(Job, { state: { $ne: 'done' } }, { limit: 5 });
      return jobs.map(({ kind, state, attempts, lastError }) => [kind, state, attempts, lastError]);
    };
    await expect.poll(unfinished, { timeout: 60_000, interval: 200 }).toEqual([]);
    const taken = await apart.right.em().count(Job, { attempts: { $gt: 1 } });
    if (full) expect(taken).toBeGreaterThan(0);
    const states: Record<string, number> = {};
    const followers = await apart.right.followers(apart.service);
    for (const { id, openid } of people.slice(before)) {
      expect(await apart.storedOf(openid)).toBe(1);
      expect(followers.filter((row) => row.openid === openid).map(({ following }) => following)).toEqual([
        true,
      ]);
      const [guide, ...more] = await deliveriesOf(openid);
      expect(more).toEqual([]);
      const state = guide?.state ?? 'none';
      states[state] = (states[state] ?? 0) + 1;
      // Ahead, the minute in which a guide may be sent is over: it says so, and sends nothing.
      const allowed: Readonly<Record<string, readonly number[]>> = {
        submitted: [1],
        outside_window: [0],
        unknown: [0, 1],
      };
      expect(allowed[state] ?? [], `${state} is no end of a guide`).toContain(await received(id));
    }
    console.log(`Workers whose clocks are apart: ${JSON.stringify({ ...states, taken })}`);
    expect(Object.values(states).reduce((sum, n) => sum + n, 0)).toBe(count);
  }, 1_200_000);
});
