import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createTokenSource, type FetchedToken } from '../bot/channels/shared/token-source.ts';
import { PlatformToken } from './features/channels/channel.entity.ts';
import { createTokenStore } from './features/channels/token-store.ts';
import type { Clock } from './kernel/clock.ts';
import { Job } from './kernel/data/kernel.entity.ts';
import { defineJob } from './kernel/jobs/job-kind.ts';
import { createScheduler } from './kernel/jobs/scheduler.ts';
import { createLogger } from './kernel/log/logger.ts';
import { buildText, newOpenid, sealCallback, xmlOf, type CallbackWorld } from './testing/callbacks.ts';
import { apartMs, openApart, type Apart } from './testing/clocks-apart.ts';
import { countOf, pause } from './testing/drill.ts';

/* Servers of one database whose clocks are ten minutes apart: one is right, one ahead, one behind. */

const Minute = 60_000;
let apart: Apart;

beforeAll(async () => {
  apart = await openApart();
});
afterAll(() => apart.end());

const textFrom = (openid: string, world: CallbackWorld) =>
  sealCallback(apart.service, xmlOf(buildText(world.now(), '绑定', { FromUserName: openid })), world.now());
describe('a server whose clock is ten minutes wrong', () => {
  it.each([
    ['ahead', () => apart.ahead],
    ['behind', () => apart.behind],
  ])(
    '%s: refuses what comes now and stores nothing; the next try at a right one is taken once',
    async (_name, wrong) => {
      for (let n = 0; n < countOf({ full: 500, part: 5 }); n += 1) {
        const openid = newOpenid();
        const callback = textFrom(openid, apart.right);
        for (let copy = 0; copy < 2; copy += 1) {
          const refused = await wrong().send(callback);
          expect([refused.status, refused.text]).toEqual([401, '']);
        }
        expect(await apart.storedOf(openid)).toBe(0);
        expect((await apart.right.send(callback)).status).toBe(200);
        expect((await wrong().send(callback)).status).toBe(401);
        expect(await apart.storedOf(openid)).toBe(1);
      }
      // It is the time alone: what its own clock calls now, it takes, and a right one refuses.
      const own = textFrom(newOpenid(), wrong());
      expect((await apart.right.send(own)).status).toBe(401);
      expect((await wrong().send(own)).status).toBe(200);
    },
    600_000,
  );

  it('adds no slot of a schedule twice, and leaves none out', async () => {
    const kind = defineJob('test.slot', z.strictObject({}));
    const start = apart.right.now().getTime();
    const minutes = countOf({ full: 600, part: 20 });
    let passed = 0;
    const schedulers = [-apartMs, 0, apartMs].map((ms) =>
      createScheduler({
        db: apart.right.db,
        clock: { now: () => new Date(start + passed + ms) },
        log: createLogger('silent'),
        schedules: [{ kind, everyMs: Minute }],
      }),
    );
    for (let minute = 0; minute < minutes; minute += 1) {
      await Promise.all([...schedulers, ...schedulers].map((scheduler) => scheduler.tick()));
      passed += Minute;
    }
    const slots = (await apart.right.jobs('test.slot')).map(({ uniqueKey }) =>
      Number(uniqueKey?.split(':').at(-1)),
    );
    const first = Math.floor((start - apartMs) / Minute);
    const told = [0, 10, 20].flatMap((lead) => Array.from({ length: minutes }, (_, n) => first + lead + n));
    expect(slots.sort((one, other) => one - other)).toEqual(
      [...new Set(told)].sort((one, other) => one - other),
    );
    await apart.right.em().nativeDelete(Job, { kind: 'test.slot' });
  }, 600_000);
});

describe('the lease of a token, between processes whose clocks are apart', () => {
  let tokens = 0;
  /** A process that fetches; each fetch begins by `began` and ends by what is handed to `finish`. */
  function openSource(key: string, clock: Clock) {
    const fetches: ((value: FetchedToken) => void)[] = [];
    const source = createTokenSource({
      key,
      clock,
      store: createTokenStore({ db: apart.right.db, keyring: apart.right.server.keyring, clock }),
      sleep: () => pause(5),
      fetch: () => new Promise((resolve) => fetches.push(resolve)),
    });
    return {
      source,
      began: () => expect.poll(() => fetches.length, { interval: 5 }).toBe(1),
      finish: (token: string) => fetches[0]?.({ token, expiresInSeconds: 7_200 }),
      fetches: () => fetches.length,
    };
  }
  const storedUnder = async (key: string) => {
    const row = await apart.right.db.installation().findOneOrFail(PlatformToken, { id: key });
    return { token: apart.right.server.keyring.open(row.sealedToken ?? ''), fence: row.fence };
  };
  const newKey = () => `access_token:apart-${(tokens += 1)}`;

  it.each([
    ['one that is ahead', 'right', 'ahead'],
    ['a right one, from one that is behind', 'behind', 'right'],
  ] as const)(
    'is taken over too early by %s: the late end of the first replaces nothing',
    async (_name, slowly, early) => {
      const key = newKey();
      const [slow, quick] = [openSource(key, apart.clocks[slowly]), openSource(key, apart.clocks[early])];
      const first = slow.source.get();
      await slow.began();
      const second = quick.source.get();
      await quick.began();
      quick.finish('newer');
      expect(await second).toBe('newer');
      slow.finish('older');
      expect(await first).toBe('newer');
      expect(await storedUnder(key)).toEqual({ token: 'newer', fence: 2 });
      expect(await slow.source.get()).toBe('newer');
    },
  );

  it.each([
    ['a right one', 'ahead', 'right'],
    ['one that is behind', 'right', 'behind'],
  ] as const)('is waited for by %s: one fetch for both', async (_name, slowly, waiting) => {
    const key = newKey();
    const [slow, other] = [openSource(key, apart.clocks[slowly]), openSource(key, apart.clocks[waiting])];
    const first = slow.source.get();
    await slow.began();
    const second = other.source.get();
    await pause(100);
    slow.finish('one');
    expect(await Promise.all([first, second])).toEqual(['one', 'one']);
    expect([slow.fetches(), other.fetches()]).toEqual([1, 0]);
    expect((await storedUnder(key)).token).toBe('one');
  });
});
