import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import fc from 'fast-check';

import { createFixedClock } from '../../../kernel/clock.ts';
import { readRows, writeRows } from '../../../kernel/data/sql.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import {
  buildEvent,
  newOpenid,
  openCallbackWorld,
  sealCallback,
  xmlOf,
  type CallbackWorld,
  type TestAccount,
} from '../../../testing/callbacks.ts';
import { full } from '../../../testing/drill.ts';

const clock = createFixedClock(new Date('2026-03-02T08:00:00Z'));
let world: CallbackWorld;
let service: TestAccount;
let cookie = '';

beforeAll(async () => {
  world = await openCallbackWorld({ clock });
  service = await world.connect('official-account');
  const staffId = await inTransaction(world.em(), (tx) =>
    world.server.staff.put(tx, {
      enterpriseId: world.enterpriseId,
      account: 'zhangmin',
      name: '张敏',
      phone: null,
      enabled: true,
      permissions: ['operations.manage', 'channels.read'],
      now: clock.now(),
    }),
  );
  const code = await inTransaction(world.em(), (tx) =>
    world.server.staffLinks.make(tx, world.enterpriseId, staffId),
  );
  const session = await world.server.staffLinks.enter(code);
  cookie = session.token;
});
afterAll(() => world.end());

const follow = (FromUserName: string) => buildEvent(clock.now(), 'subscribe', { FromUserName });
const unfollow = (FromUserName: string) => buildEvent(clock.now(), 'unsubscribe', { FromUserName });

async function api(path: string, method = 'GET'): Promise<{ status: number; body: unknown; text: string }> {
  const answer = await fetch(`${world.base}/api/v1${path}`, {
    method,
    headers: {
      cookie: `hl_staff_0=${cookie}`,
      origin: 'http://localhost:3000',
      'content-type': 'application/json',
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text), text };
}

async function statesOf(openid: string): Promise<string[]> {
  return (await world.inbox(service)).filter(({ sender }) => sender === openid).map(({ state }) => state);
}

async function isFollowing(openid: string): Promise<boolean | undefined> {
  return (await world.followers(service)).find((row) => row.openid === openid)?.following;
}

/** Makes the stored body of a person's first callback unreadable; answers the way back. */
async function spoil(openid: string): Promise<() => Promise<void>> {
  const [row] = z
    .array(z.object({ id: z.string(), sealed_content: z.string() }))
    .parse(
      await readRows(
        world.em(),
        'select id, sealed_content from inbox where sender = ? order by id limit 1',
        [openid],
      ),
    );
  if (row === undefined) throw new Error('Nothing is stored');
  const set = (payload: string) =>
    writeRows(world.em(), 'update inbox set sealed_content = ? where id = ?', [payload, row.id]);
  await set('v1.nobody.a.b');
  return async () => {
    await set(row.sealed_content);
  };
}

describe("one person's callbacks are worked in their order", () => {
  it('also while the first of them fails; others do not wait', async () => {
    const [slow, quick] = [newOpenid(), newOpenid()];
    await world.deliver(service, follow(slow));
    await world.deliver(service, unfollow(slow));
    const mend = await spoil(slow);
    await world.deliver(service, follow(quick));
    await world.work();
    expect(await statesOf(slow)).toEqual(['waiting', 'waiting']);
    expect(await isFollowing(slow)).toBeUndefined();
    expect(await isFollowing(quick)).toBe(true);
    await mend();
    clock.advance(2_000);
    await world.work();
    expect(await statesOf(slow)).toEqual(['done', 'done']);
    expect(await isFollowing(slow)).toBe(false);
  });

  it('what is given up frees the person, shows among the failed work, and can be tried again', async () => {
    const person = newOpenid();
    await world.deliver(service, follow(person));
    const mend = await spoil(person);
    clock.advance(1_000);
    await world.deliver(service, unfollow(person));
    for (let tries = 0; tries < 8; tries += 1) {
      await world.work();
      clock.advance(3_600_000);
    }
    expect(await statesOf(person)).toEqual(['failed', 'done']);
    expect(await isFollowing(person)).toBe(false);
    const list = z
      .object({ items: z.array(z.object({ id: z.string(), source: z.string(), lastError: z.string() })) })
      .parse((await api('/failed-work')).body);
    const [failed] = list.items.filter(({ source }) => source === 'callback');
    expect(failed?.lastError).not.toBe('');
    await mend();
    const other = await api('/failed-work/callback/00000000-0000-7000-8000-000000000000/retry', 'POST');
    expect(other.status).toBe(404);
    const retried = await api(`/failed-work/callback/${failed?.id ?? ''}/retry`, 'POST');
    expect(retried.status).toBe(200);
    expect(await statesOf(person)).toEqual(['waiting', 'done']);
    await world.work();
    expect(await statesOf(person)).toEqual(['done', 'done']);
    // The old follow is worked after the newer unfollow: it must not make him a follower again.
    expect(await isFollowing(person)).toBe(false);
  });
});

type Step = 'follow' | 'unfollow';

describe('follows and unfollows of several people in any order (a property)', () => {
  it('end in what came last, with one guide a follow', async () => {
    const step = fc.record({
      person: fc.integer({ min: 0, max: 2 }),
      same: fc.integer({ min: 0, max: 2 }),
      fresh: fc.integer({ min: 0, max: 2 }),
      workAfter: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const people = [newOpenid(), newOpenid(), newOpenid()];
        const last = new Map<string, Step>();
        const follows = new Map<string, number>();
        for (const { person, same, fresh, workAfter } of steps) {
          const openid = people[person] ?? '';
          // A person follows who does not, and leaves who does: the platform sends nothing else.
          const next: Step = last.get(openid) === 'follow' ? 'unfollow' : 'follow';
          last.set(openid, next);
          if (next === 'follow') follows.set(openid, (follows.get(openid) ?? 0) + 1);
          const clear = xmlOf(next === 'follow' ? follow(openid) : unfollow(openid));
          const request = sealCallback(service, clear, clock.now());
          const copies = [
            ...Array.from({ length: same + 1 }, () => request),
            ...Array.from({ length: fresh }, () => sealCallback(service, clear, clock.now())),
          ];
          const [first, ...retries] = copies;
          if (first !== undefined) expect((await world.send(first)).status).toBe(200);
          const answers = await Promise.all(retries.map((copy) => world.send(copy)));
          expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
          if (workAfter) await world.work();
        }
        await world.work();
        const deliveries = await world.deliveries();
        for (const [openid, state] of last) {
          expect(await isFollowing(openid)).toBe(state === 'follow');
          const guides = deliveries.filter((row) => row.openid === openid && row.purpose === 'guide');
          expect(guides.length).toBe(follows.get(openid) ?? 0);
        }
      }),
      { numRuns: full ? 500 : 15 },
    );
  }, 600_000);
});
