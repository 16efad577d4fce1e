import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { buildDemoWorld, startSandbox, type StartedSandbox } from '../../../../bot/sandbox/index.ts';
import { demoOpenid, demoWorld } from '../../../../config/demo-world.ts';
import { createOffsetClock } from '../../../kernel/clock.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import {
  buildEvent,
  openCallbackWorld,
  readReply,
  sealCallback,
  xmlOf,
  type CallbackWorld,
  type TestAccount,
} from '../../../testing/callbacks.ts';
import { onMySql } from '../../../testing/database.ts';
import { countOf, full, pause } from '../../../testing/drill.ts';
import { startTcpProxy, type TcpProxy } from '../../../testing/tcp-proxy.ts';
import { Delivery } from '../../messaging/messaging.entity.ts';
import { Follower } from '../channel.entity.ts';
import { InboxRow } from '../inbox.entity.ts';

/*
 * The database stalls or goes away under a server that goes on: people follow meanwhile, and the
 * platform tries again until it is answered. The embedded database is in the process.
 */

/** The platform cuts the line at 5 s (platform.md A5), and counts no answer that comes at its end. */
const [cutAfterMs, inTimeMs] = [5_000, 4_500];
const { officialAccount } = demoWorld;
const clock = createOffsetClock();
let sandbox: StartedSandbox;
let proxy: TcpProxy;
/** Beside the database: what is looked at. */
let beside: CallbackWorld;
/** Behind the line that is disturbed: web and worker, started once. */
let world: CallbackWorld;
let service: TestAccount;
let people = 0;

interface Try {
  readonly status: number;
  readonly ms: number;
  readonly reply: string;
  /** Whether it began while the database could not be reached. */
  readonly away: boolean;
}
interface Follow {
  readonly openid: string;
  readonly tries: Try[];
}

let away = false;

/** One follow, as often as the platform must say it: with its own ciphertext or a new one, by turns. */
async function follow(): Promise<Follow> {
  people += 1;
  const openid = demoOpenid(officialAccount.appId, `away-${people}.`);
  const xml = xmlOf(buildEvent(clock.now(), 'subscribe', { FromUserName: openid }));
  const tries: Try[] = [];
  let request = sealCallback(service, xml, clock.now());
  for (;;) {
    const [began, wasAway] = [performance.now(), away];
    const { status, text } = await world.send(request);
    const reply = status === 200 ? JSON.stringify(readReply(service, text)) : text;
    tries.push({ status, ms: performance.now() - began, reply, away: wasAway });
    if (status === 200) return { openid, tries };
    await pause(1_000);
    if (tries.length % 2 === 0) request = sealCallback(service, xml, clock.now());
  }
}

/** People follow before, in and after the disturbance. */
async function followUnder(everyMs: number, disturb: () => Promise<void>): Promise<Follow[]> {
  const following: Promise<Follow>[] = [];
  const coming = setInterval(() => {
    following.push(follow());
  }, everyMs);
  await pause(1_000);
  await disturb();
  await pause(1_000);
  clearInterval(coming);
  return Promise.all(following);
}

/** Each is stored once, follows and was guided once, and all work is done by the same processes. */
async function expectWhole(follows: readonly Follow[]): Promise<void> {
  // The leases of jobs whose end could not be written have run out.
  clock.setOffset((people + 1) * 61_000);
  const unfinished = async () => beside.em().count(Job, { state: { $ne: 'done' } });
  await expect.poll(unfinished, { timeout: 30_000, interval: 100 }).toBe(0);
  clock.setOffset(0);
  for (const { openid, tries } of follows) {
    expect(await beside.em().count(InboxRow, { sender: openid, state: 'done' })).toBe(1);
    expect(await beside.em().count(InboxRow, { sender: openid })).toBe(1);
    expect(await beside.em().count(Follower, { openid, following: true })).toBe(1);
    expect(await beside.em().count(Delivery, { openid, purpose: 'guide' })).toBe(1);
    expect(new Set(tries.map(({ status }) => status === 200 || status === 503))).toEqual(new Set([true]));
    for (const { status, ms, reply } of tries) {
      expect(ms).toBeLessThan(cutAfterMs);
      if (status === 503) expect(reply).toBe('');
      else expect(reply).toContain(openid);
    }
  }
}

const allTries = (follows: readonly Follow[]) => follows.flatMap(({ tries }) => tries);

describe.skipIf(!onMySql)('a database behind a line', () => {
  beforeAll(async () => {
    const known = Array.from({ length: 10_000 }, (_, n) => ({
      id: `away-${n}.`,
      name: `第${n}人`,
      phones: [],
    }));
    sandbox = await startSandbox({ port: 0, world: { ...buildDemoWorld(), people: known } });
    beside = await openCallbackWorld({ clock, sandboxPort: sandbox.port });
    const { appId, secret, token, encodingAesKey } = officialAccount;
    service = await beside.connect('official-account', { appId, secret, token, encodingAesKey });
    const url = new URL(beside.databaseUrl);
    proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port || '3306') });
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    world = await openCallbackWorld({
      clock,
      sandboxPort: sandbox.port,
      services: 'web,worker',
      sharing: { databaseUrl: url.href, enterpriseId: beside.enterpriseId },
    });
  });
  afterAll(async () => {
    await world.end();
    await beside.end();
    await proxy.close();
    await sandbox.close();
  });

  it(
    'that stalls for three seconds: every answer is 200 and in time, with what was stored',
    async () => {
      for (let round = 0; round < countOf({ full: 40, part: 1 }); round += 1) {
        const follows = await followUnder(200, async () => {
          proxy.hold();
          await pause(3_000);
          proxy.release();
        });
        const tries = allTries(follows);
        expect(tries.map(({ status }) => status)).toEqual(follows.map(() => 200));
        expect(Math.max(...tries.map(({ ms }) => ms))).toBeLessThan(inTimeMs);
        expect(Math.max(...tries.map(({ ms }) => ms)), 'some waited').toBeGreaterThan(2_000);
        await expectWhole(follows);
      }
    },
    full ? 1_200_000 : 60_000,
  );

  it.each([
    {
      name: 'refuses',
      leave: () => proxy.close(),
      comeBack: () => proxy.open(),
    },
    {
      name: 'says nothing',
      leave: async () => proxy.hold(),
      comeBack: async () => proxy.release(),
    },
  ])(
    'that $name for long: never 200 meanwhile, and afterwards every retry is stored once and worked',
    async ({ leave, comeBack }) => {
      const follows = await followUnder(countOf({ full: 2_000, part: 200 }), async () => {
        await leave();
        // What was under way may still end as it began.
        await pause(200);
        away = true;
        await pause(countOf({ full: 600_000, part: 8_000 }) - cutAfterMs);
        // Who comes now may be answered after its return.
        away = false;
        await pause(cutAfterMs);
        await comeBack();
      });
      const meanwhile = allTries(follows).filter((one) => one.away);
      expect(meanwhile.length).toBeGreaterThan(10);
      expect(meanwhile.filter(({ status }) => status !== 503)).toEqual([]);
      await expectWhole(follows);
    },
    full ? 1_200_000 : 60_000,
  );
});
