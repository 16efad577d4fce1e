import { expect } from 'vitest';

import { startSandbox } from '../../bot/sandbox/index.ts';
import { demoOpenid, demoWorld } from '../../config/demo-world.ts';
import { openDatabase } from '../database.ts';
import { Follower } from '../features/channels/channel.entity.ts';
import { InboxRow } from '../features/channels/inbox.entity.ts';
import { Delivery, FollowGuide } from '../features/messaging/messaging.entity.ts';
import { systemClock } from '../kernel/clock.ts';
import { Job } from '../kernel/data/kernel.entity.ts';
import { openCallbackWorld } from './callbacks.ts';
import { buildVictim, type Victim } from './crash-server.ts';
import { freePort } from './installation.ts';
import { openFront, openPlatformLine } from './platform-line.ts';
import { redisEnv } from './redis.ts';
import { actInSandbox, controlSandbox, messagesTo, retryInSandbox, type Tried } from './sandbox-control.ts';

const { officialAccount, miniProgram } = demoWorld;
/** Longer than any lease of a job: a worker whose clock is so far ahead takes over what the dead had. */
export const pastLeaseMs = 61_000;

export interface ProcessSpec {
  readonly services: 'web' | 'worker' | 'web,worker';
  /** How far its clock is ahead. */
  readonly clockOffsetMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface FleetProcess extends Victim {
  readonly port: number;
  /** One figure of its `/metrics`, the sum over the labels that are not named. */
  metric(name: string, labels?: string): Promise<number>;
}

export interface Person {
  readonly id: string;
  readonly openid: string;
}

/**
 * An installation of many processes: real ones, on one database and one Redis, behind one address,
 * with the sandbox as the platform. Its callbacks are tried once: tries after it are `retry`.
 * @param options.webs how many web processes there may be
 * @param options.redisUrl another way to Redis than the direct one
 */
export async function openFleet(options: { webs: number; redisUrl?: string }) {
  const sandbox = await startSandbox({ port: 0 });
  const line = await openPlatformLine(sandbox.port);
  const world = await openCallbackWorld({ clock: systemClock, sandboxPort: line.port });
  const { appId, secret, token, encodingAesKey } = officialAccount;
  const service = await world.connect('official-account', { appId, secret, token, encodingAesKey });
  await world.connect('mini-program', { appId: miniProgram.appId, secret: miniProgram.secret });
  await world.stop();
  const db = await openDatabase(world.databaseUrl);
  const webPorts: number[] = [];
  while (webPorts.length < options.webs) webPorts.push(await freePort());
  const front = await openFront(webPorts);
  const victims = await buildVictim();
  const living = new Set<Victim>();
  let persons = 0;
  const em = () => db.acrossTenants('operator: seed');

  const control = (verb: string, body: object) => controlSandbox(sandbox.url, verb, body);
  const act = (verb: string, body: object) => actInSandbox(sandbox.url, verb, body);

  await control('accounts/configure', {
    account: appId,
    callbackUrl: `http://127.0.0.1:${front.port}/callbacks/official-accounts/${service.key}`,
    skipCheck: true,
  });
  await control('timing', { tries: 1 });

  return {
    databaseUrl: world.databaseUrl,
    service,
    line,
    webPorts,
    em,
    control,

    /** Starts a process, or one anew. @param port a web's own, so that the front finds it */
    async start({ services, clockOffsetMs = 0, env = {} }: ProcessSpec, port = 0): Promise<FleetProcess> {
      const own = port === 0 ? await freePort() : port;
      const victim = await victims.start({
        PORT: String(own),
        HOST: '127.0.0.1',
        PUBLIC_URL: 'http://localhost:3000',
        DATABASE_URL: world.databaseUrl,
        ...redisEnv(world.databaseUrl),
        ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
        SANDBOX: '1',
        SANDBOX_PORT: String(line.port),
        SECRET_KEY: 'a key of the tests that is long enough to be taken',
        SERVICES: services,
        TEST_CLOCK_OFFSET_MS: String(clockOffsetMs),
        ...env,
      });
      living.add(victim);
      void victim.ended.then(() => living.delete(victim));
      return {
        ...victim,
        port: own,
        async metric(name, labels = '') {
          const text = await (await fetch(`http://127.0.0.1:${own}/metrics`)).text();
          const lines = text.split('\n').filter((one) => one.startsWith(name) && one.includes(labels));
          return lines.reduce((sum, one) => sum + Number(one.split(' ').at(-1)), 0);
        },
      };
    },

    async newPerson(): Promise<Person> {
      persons += 1;
      // Ends in no zero: the sandbox fills openids up with them.
      const id = `fleet-${persons}.`;
      await control('people', { id, name: `第${persons}人`, phones: [] });
      return { id, openid: demoOpenid(appId, id) };
    },
    follow: ({ id }: Person) => act('follow', { account: appId, follower: id }),
    /** The platform's second and third try: the very request, then the event under a new ciphertext. */
    async retry(tried: Tried): Promise<void> {
      expect(await retryInSandbox(sandbox.url, tried)).toBe(200);
    },
    /** How messages came to a person's phone. */
    received: async ({ id }: Person) => (await messagesTo(sandbox.url, id)).map(({ via }) => via),
    /** From now on the guide is a card, which no answer can carry: a worker sends it. */
    async guideByCard(): Promise<void> {
      const own = em();
      const guide = await own.findOneOrFail(FollowGuide, { channelAccountId: service.id });
      guide.unbound = { ...guide.unbound, carrier: 'mini_program_card', title: '绑定账号' };
      await own.flush();
    },

    async untilWorked(timeout = 20_000): Promise<void> {
      const unfinished = async () =>
        (await em().find(Job, { state: { $ne: 'done' } }, { limit: 5 })).map(
          ({ kind, state, attempts, lastError }) => [kind, state, attempts, lastError],
        );
      await expect.poll(unfinished, { timeout, interval: 50 }).toEqual([]);
    },
    /** Everybody is there once, follows, and was guided once; nobody else is. */
    async expectWhole(all: readonly Person[], guide: { state: string; carrier: string }): Promise<void> {
      const openids = all.map(({ openid }) => openid).sort();
      const rows = await em().find(InboxRow, { channelAccountId: service.id });
      expect(rows.map(({ sender }) => sender).sort()).toEqual(openids);
      for (const { kind, state } of rows) expect([kind, state]).toEqual(['event:subscribe', 'done']);
      const followers = await em().find(Follower, {});
      expect(followers.map(({ openid }) => openid).sort()).toEqual(openids);
      expect(followers.every(({ following }) => following)).toBe(true);
      const deliveries = await em().find(Delivery, {});
      expect(deliveries.map(({ openid }) => openid).sort()).toEqual(openids);
      for (const { purpose, state, carrier } of deliveries)
        expect([purpose, state, carrier]).toEqual(['guide', guide.state, guide.carrier]);
    },

    async end(): Promise<void> {
      await Promise.all([...living].map((victim) => victim.kill()));
      victims.remove();
      front.close();
      line.close();
      await db.close();
      await world.end();
      await sandbox.close();
    },
  };
}
export type Fleet = Awaited<ReturnType<typeof openFleet>>;
