import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { openDatabase } from '../../database.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { onRedis, openTestRedis, redisEnv, wipeRedis } from '../../testing/redis.ts';
import { startTcpProxy } from '../../testing/tcp-proxy.ts';
import { createOffsetClock } from '../clock.ts';
import { Job } from '../data/kernel.entity.ts';
import { readRows, writeRows } from '../data/sql.ts';
import { inTransaction } from '../data/transaction.ts';
import { createLogger } from '../log/logger.ts';
import { createMetrics } from '../log/metrics.ts';
import { openRedis } from '../redis/redis.ts';
import { createBullCarrier } from './bull-carrier.ts';
import { createHandlers, handle, type JobContext } from './job-handler.ts';
import { defineJob, enqueue, type EnqueueOptions } from './job-kind.ts';
import { onJobNews } from './job-news.ts';
import { createWorker } from './worker.ts';
import { full, pause } from '../../testing/drill.ts';

/* Processes in one: each has a database connection, a Redis connection, a carrier and a worker of its own. */

const payloadSchema = z.strictObject({ who: z.string(), n: z.number() });
type Payload = z.infer<typeof payloadSchema>;
const note = defineJob('test.note', payloadSchema, { delaysMs: [300, 300], leaseMs: 30_000 });
const log = createLogger(process.env['TEST_LOG'] ?? 'silent');
const scale = full ? 20 : 1;

let test: TestDatabase;
let ends: (() => Promise<unknown>)[] = [];

describe.skipIf(!onRedis)('jobs carried between processes', () => {
  beforeEach(async () => {
    test = await openTestDatabase();
    await writeRows(
      test.db.installation(),
      'create table seen (job varchar(36), who varchar(20), n int)',
      [],
    ).catch(ignoreShape);
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
    await wipeRedis(test.url);
    await test.drop();
  });

  interface ProcessOptions {
    readonly run?: (payload: Payload, context: JobContext) => Promise<void>;
    readonly works?: boolean;
    readonly redisUrl?: string;
    readonly isBusy?: () => boolean;
  }

  /** Writes what it has worked with its end: a job that was worked twice is there twice. */
  const worked = (payload: Payload, context: JobContext) =>
    context.commit(async (tx) => {
      await writeRows(tx, 'insert into seen (job, who, n) values (?, ?, ?)', [
        context.jobId,
        payload.who,
        payload.n,
      ]);
    });

  async function startProcess({ run = worked, works = true, redisUrl, isBusy }: ProcessOptions = {}) {
    const db = await openDatabase(test.url);
    const env = redisEnv(test.url);
    const redis = openRedis(redisUrl ?? env['REDIS_URL'] ?? '', env['REDIS_PREFIX'] ?? '', log);
    const [clock, metrics] = [createOffsetClock(), createMetrics()];
    const carrier = createBullCarrier({ redis, clock, log, metrics });
    const worker = createWorker({
      ...{ db, clock, log, metrics, carrier, concurrency: 8, idleMs: 50 },
      ...(isBusy === undefined ? {} : { isBusy }),
      handlers: createHandlers([note], [handle(note, run)]),
    });
    onJobNews(db, (news) => {
      worker.announce(news);
    });
    if (works) worker.start();
    await expect.poll(() => carrier.carries(), { timeout: 5_000 }).toBe(redisUrl === undefined);
    let ended = false;
    const end = async () => {
      if (ended) return;
      ended = true;
      await worker.stop();
      await carrier.close();
      redis.close();
      await db.close();
    };
    ends.push(end);
    return {
      db,
      carrier,
      metrics,
      clock,
      end,
      add: (payload: Payload, options: Partial<EnqueueOptions> = {}) =>
        inTransaction(db.acrossTenants('work: inbox and jobs'), (tx) =>
          enqueue(tx, note, payload, { now: clock.now(), cause: 'test', enterpriseId: null, ...options }),
        ),
    };
  }

  const seenSchema = z.array(z.object({ job: z.string(), who: z.string(), n: z.number() }));
  const seen = async () => seenSchema.parse(await readRows(test.db.installation(), 'select * from seen', []));
  const open = () => test.db.installation().count(Job, { state: { $in: ['due', 'running'] } });
  const countOf = async (metric: { get(): Promise<{ values: { value: number }[] }> }) =>
    (await metric.get()).values.reduce((sum, { value }) => sum + value, 0);

  it('reach the worker of another process at once, not at its next look', async () => {
    const web = await startProcess({ works: false });
    await startProcess();
    await pause(300);
    const began = performance.now();
    await web.add({ who: 'a', n: 1 });
    await expect.poll(seen, { timeout: 2_500, interval: 10 }).toHaveLength(1);
    // Its own look comes after 5 s, and only for what is 3 s late.
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(await countOf(web.metrics.carrierAnnounced)).toBe(1);
  });

  it('wait for their time, and are tried again after their back-off', async () => {
    let failures = 2;
    const web = await startProcess({ works: false });
    await startProcess({
      async run(payload, context) {
        if (failures-- > 0) throw new Error('not yet');
        await worked(payload, context);
      },
    });
    const began = performance.now();
    await web.add({ who: 'a', n: 1 }, { runAt: new Date(web.clock.now().getTime() + 400) });
    await expect.poll(seen, { timeout: 2_800, interval: 10 }).toHaveLength(1);
    expect(performance.now() - began).toBeGreaterThan(980);
  });

  it('of one person are worked one at a time and in order by any number of workers', async () => {
    const [people, each] = [8, 6 * scale];
    const running = new Map<string, number>();
    let overlaps = 0;
    const run = async (payload: Payload, context: JobContext) => {
      running.set(payload.who, (running.get(payload.who) ?? 0) + 1);
      if ((running.get(payload.who) ?? 0) > 1) overlaps += 1;
      await pause(Math.random() * 8);
      await worked(payload, context);
      running.set(payload.who, (running.get(payload.who) ?? 0) - 1);
    };
    const web = await startProcess({ works: false });
    for (let process = 0; process < 3; process += 1) await startProcess({ run });
    for (let n = 0; n < each; n += 1) {
      await Promise.all(
        Array.from({ length: people }, (_, who) => web.add({ who: `p${who}`, n }, { orderKey: `p${who}` })),
      );
    }
    await expect.poll(open, { timeout: 30_000 + scale * 5_000, interval: 50 }).toBe(0);
    const rows = await seen();
    expect(rows).toHaveLength(people * each);
    expect(overlaps).toBe(0);
    for (let who = 0; who < people; who += 1) {
      const order = rows.filter((row) => row.who === `p${who}`).map(({ n }) => n);
      expect(order).toEqual(Array.from({ length: each }, (_, n) => n));
    }
  });

  it('are all worked once when Redis is wiped again and again meanwhile', async () => {
    const all = 60 * scale;
    const web = await startProcess({ works: false });
    for (let process = 0; process < 2; process += 1)
      await startProcess({
        async run(payload, context) {
          await pause(5);
          await worked(payload, context);
        },
      });
    for (let n = 0; n < all; n += 1) {
      await web.add({ who: `p${n % 7}`, n }, { orderKey: `p${n % 7}` });
      if (n % 15 === 7) await wipeRedis(test.url);
    }
    await wipeRedis(test.url);
    await expect.poll(open, { timeout: 28_000, interval: 100 }).toBe(0);
    const jobs = (await seen()).map(({ job }) => job);
    expect(jobs).toHaveLength(all);
    expect(new Set(jobs).size).toBe(all);
  });

  it('are worked while Redis is away, and carried again when it is back', async () => {
    const { hostname, port } = new URL(redisEnv(test.url)['REDIS_URL'] ?? '');
    const proxy = await startTcpProxy({ host: hostname, port: Number(port || '6379') });
    ends.push(() => proxy.close());
    await proxy.close();
    const one = await startProcess({ redisUrl: `redis://127.0.0.1:${proxy.port}` });
    await one.add({ who: 'a', n: 1 });
    await expect.poll(seen, { timeout: 5_000, interval: 10 }).toHaveLength(1);
    await proxy.open();
    await expect.poll(() => one.carrier.carries(), { timeout: 10_000 }).toBe(true);
    await one.add({ who: 'a', n: 2 });
    await expect.poll(seen, { timeout: 2_500, interval: 10 }).toHaveLength(2);
    // Taken away under work: what is told meanwhile is found by looking.
    await proxy.close();
    await one.add({ who: 'a', n: 3 });
    await expect.poll(seen, { timeout: 10_000, interval: 10 }).toHaveLength(3);
    await proxy.open();
  });

  it('whose news was lost are found by looking, and counted', async () => {
    const lost = await startProcess({ works: false, redisUrl: 'redis://127.0.0.1:9' });
    const working = await startProcess();
    await lost.add({ who: 'a', n: 1 });
    await expect.poll(seen, { timeout: 12_000, interval: 50 }).toHaveLength(1);
    expect(await countOf(working.metrics.carrierCaughtUp)).toBeGreaterThan(0);
  });

  it('are worked once, however often the same news comes', async () => {
    const web = await startProcess({ works: false });
    await startProcess();
    await startProcess();
    const id = await web.add({ who: 'a', n: 1 });
    for (let n = 0; n < 40; n += 1) {
      web.carrier.announce([{ id: id ?? '', attempts: n % 4, runAt: web.clock.now() }], n % 2 === 0);
      await pause(2);
    }
    await pause(500);
    expect(await seen()).toHaveLength(1);
  });

  it('are left to the others by a process that answers callbacks, and to itself where it is alone', async () => {
    let busy = true;
    const alone = await startProcess({ isBusy: () => busy });
    await pause(400);
    await Promise.all(Array.from({ length: 6 }, (_, n) => alone.add({ who: 'a', n })));
    // Busy: a few a second are still done.
    await expect.poll(async () => (await seen()).length, { timeout: 5_000, interval: 20 }).toBeGreaterThan(1);
    await startProcess();
    await expect.poll(seen, { timeout: 2_500, interval: 20 }).toHaveLength(6);
    busy = false;
    await pause(400);
    await alone.add({ who: 'a', n: 6 });
    await expect.poll(seen, { timeout: 2_500, interval: 20 }).toHaveLength(7);
  });

  it('are taken as before by a process that was busy for moments, again and again', async () => {
    let busy = false;
    const one = await startProcess({ isBusy: () => busy });
    for (let flip = 0; flip < 30 * scale; flip += 1) {
      busy = !busy;
      await one.add({ who: `p${flip}`, n: flip });
      await pause(40 + Math.random() * 300);
    }
    busy = false;
    await expect.poll(seen, { timeout: 8_000, interval: 20 }).toHaveLength(30 * scale);
    await pause(1_500);
    await one.add({ who: 'last', n: 0 });
    // Its own look comes after 5 s, and only for what is 3 s late.
    await expect.poll(seen, { timeout: 2_500, interval: 20 }).toHaveLength(30 * scale + 1);
  }, 600_000);

  it('leave nothing behind in Redis', async () => {
    const web = await startProcess({ works: false });
    await startProcess();
    await Promise.all(Array.from({ length: 20 }, (_, n) => web.add({ who: 'a', n })));
    await expect.poll(seen, { timeout: 5_000 }).toHaveLength(20);
    const redis = await openTestRedis(test.url);
    ends.push(async () => {
      redis.close();
      await Promise.resolve();
    });
    const jobKeys = async () =>
      (await redis.client.keys(`${redis.prefix}bull:jobs:*`)).filter((key) => /[0-9a-f]{8}-/.test(key));
    await expect.poll(jobKeys, { timeout: 3_000 }).toEqual([]);
  });
});

/** A table that is made answers no count of rows. */
function ignoreShape(error: unknown): void {
  if (error instanceof Error && error.name !== 'ZodError') throw error;
}
