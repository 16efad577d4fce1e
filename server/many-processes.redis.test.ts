import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { Job } from './kernel/data/kernel.entity.ts';
import { countOf, eachOf, full, openRandom, pause } from './testing/drill.ts';
import {
  openFleet,
  pastLeaseMs,
  type Fleet,
  type FleetProcess,
  type Person,
  type ProcessSpec,
} from './testing/fleet.ts';
import { onRedis, redisEnv, wipeRedis } from './testing/redis.ts';
import { startTcpProxy, type TcpProxy } from './testing/tcp-proxy.ts';

/*
 * Two web processes and three workers, each a process of its own, with the sandbox as the platform:
 * they are killed, and Redis is wiped and taken away under them.
 */

interface Post {
  readonly spec: ProcessSpec;
  readonly port: number;
  process: Promise<FleetProcess>;
}

let fleet: Fleet;
let redis: TcpProxy;
let posts: Post[] = [];
/** Everybody so far. */
const people: Person[] = [];

async function startPosts(): Promise<Post[]> {
  const plan = [
    ...fleet.webPorts.map((port) => ({ spec: { services: 'web' as const }, port })),
    ...Array.from({ length: 3 }, () => ({ spec: { services: 'worker' as const }, port: 0 })),
  ];
  const started = plan.map((post) => ({ ...post, process: fleet.start(post.spec, post.port) }));
  await Promise.all(started.map(({ process }) => process));
  return started;
}

/** Some people follow, side by side; who was not answered comes by the platform's later tries. */
async function follow(
  count: number,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const added = await Promise.all(Array.from({ length: count }, () => fleet.newPerson()));
  people.push(...added);
  const following = added.map((person) => fleet.follow(person));
  await meanwhile();
  for (const tried of await Promise.all(following)) await fleet.retry(tried);
}

async function expectEverybodyGuided(count: number): Promise<void> {
  expect(people).toHaveLength(count);
  await fleet.expectWhole(people, { state: 'submitted', carrier: 'passive_reply' });
  await eachOf(people, 8, async (person) => {
    expect(await fleet.received(person)).toEqual(['passive']);
  });
}

describe.skipIf(!onRedis)('many processes', () => {
  beforeAll(async () => {
    const direct = new URL(redisEnv('')['REDIS_URL'] ?? '');
    redis = await startTcpProxy({ host: direct.hostname, port: Number(direct.port || '6379') });
    fleet = await openFleet({ webs: 2, redisUrl: `redis://127.0.0.1:${redis.port}` });
    posts = await startPosts();
  }, 120_000);
  afterAll(async () => {
    await fleet.end();
    await redis.close();
  }, 60_000);

  it(
    'whose Redis is wiped again and again: nothing is lost, nothing is done twice',
    async () => {
      const rounds = countOf({ full: 200, part: 5 });
      const before = people.length;
      for (let round = 0; round < rounds; round += 1) {
        await follow(5, async () => {
          await pause(30);
          await wipeRedis(fleet.databaseUrl);
        });
      }
      await fleet.untilWorked();
      await expectEverybodyGuided(before + rounds * 5);
    },
    full ? 3_600_000 : 120_000,
  );

  it(
    'whose Redis goes away and comes back: callbacks are answered and worked meanwhile and after',
    async () => {
      const web = await posts[0]?.process;
      const untilAway = (away: boolean) =>
        expect
          .poll(
            async () => {
              const ready = await fetch(`http://127.0.0.1:${web?.port}/readyz`);
              expect(ready.status, 'a web process without Redis still serves').toBe(200);
              return readySchema.parse(await ready.json()).degraded.redis !== null;
            },
            { timeout: 15_000 },
          )
          .toBe(away);
      const each = countOf({ full: 200, part: 5 });
      const rounds = countOf({ full: 10, part: 1 });
      const before = people.length;
      for (let round = 0; round < rounds; round += 1) {
        await untilAway(false);
        await follow(each, () => redis.close());
        await untilAway(true);
        await follow(each);
        await fleet.untilWorked();
        await follow(each, () => redis.open());
        await untilAway(false);
        await follow(each);
      }
      await fleet.untilWorked();
      await expectEverybodyGuided(before + rounds * 4 * each);
    },
    full ? 3_600_000 : 120_000,
  );

  it(
    'that are killed one after the other: everybody follows once and is guided once',
    async () => {
      const random = openRandom('Kills among many processes');
      const kills = countOf({ full: 500, part: 10 });
      const before = people.length;
      // Work that takes a moment, so that a kill meets some.
      await fleet.control('faults', { match: { path: '/cgi-bin/user/info' }, fault: { latencyMs: 40 } });
      const killed: Record<string, number> = {};
      for (let kill = 0; kill < kills; kill += 1) {
        const post = random.pick(posts);
        const dying = await post.process;
        await follow(4, async () => {
          await pause(random.next() * 120);
          await dying.kill();
          expect(await dying.ended).toBe('SIGKILL');
          killed[post.spec.services] = (killed[post.spec.services] ?? 0) + 1;
          post.process = fleet.start(post.spec, post.port);
          // There is always one to whom the platform's later tries go; of the workers two may be dead at once.
          if (post.spec.services === 'web') await post.process;
        });
      }
      // The leases of the dead have run out.
      await fleet.start({ services: 'worker', clockOffsetMs: pastLeaseMs });
      await fleet.untilWorked(60_000);
      await expectEverybodyGuided(before + kills * 4);
      const cut = await fleet.em().count(Job, { attempts: { $gt: 1 } });
      console.log(`Kills among many processes: ${JSON.stringify(killed)}, ${cut} jobs cut and worked again`);
      expect(Object.values(killed).reduce((sum, count) => sum + count, 0)).toBe(kills);
      if (full) expect(cut).toBeGreaterThan(0);
    },
    full ? 7_200_000 : 120_000,
  );
});

const readySchema = z.object({ degraded: z.object({ redis: z.string().nullable() }) });
