import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createFixedClock } from '../clock.ts';
import { Job, Setting } from '../data/kernel.entity.ts';
import { inTransaction } from '../data/transaction.ts';
import { createLogger } from '../log/logger.ts';
import { createMetrics } from '../log/metrics.ts';
import { defineJob, enqueue, type EnqueueOptions } from './job-kind.ts';
import { createHandlers, GiveUpError, handle, type JobHandler } from './job-handler.ts';
import { createScheduler } from './scheduler.ts';
import { reviveDead } from './job-table.ts';
import { createWorker } from './worker.ts';

const note = defineJob('test.note', z.strictObject({ text: z.string() }), {
  delaysMs: [1_000, 2_000],
  leaseMs: 30_000,
});

describe('the worker', () => {
  let test: TestDatabase;
  let seen: string[];
  const clock = createFixedClock(new Date('2026-11-24T10:00:00Z'));
  beforeEach(async () => {
    test = await openTestDatabase();
    seen = [];
  });
  afterEach(() => test.drop());

  type Run = JobHandler['run'];
  function buildWorker(run: Run, onDead?: () => void) {
    const handler = handle(note, run, () => Promise.resolve(onDead?.()));
    return createWorker({
      db: test.db,
      clock,
      log: createLogger('silent'),
      metrics: createMetrics(),
      handlers: createHandlers([note], [handler]),
      concurrency: 8,
      idleMs: 5,
    });
  }
  function add(text: string, options: Partial<EnqueueOptions> = {}) {
    return inTransaction(test.db.acrossTenants('work: inbox and jobs'), (tx) =>
      enqueue(tx, note, { text }, { now: clock.now(), cause: 'test', enterpriseId: null, ...options }),
    );
  }
  const scope = () => test.db.acrossTenants('work: inbox and jobs');
  const states = async () => {
    const jobs = await test.db.installation().find(Job, {}, { orderBy: { id: 'asc' } });
    return jobs.map((job) => job.state);
  };

  it('runs what is due, once, and leaves what is not', async () => {
    await add('now');
    await add('later', { runAt: new Date(clock.now().getTime() + 60_000) });
    const worker = buildWorker((payload) => {
      seen.push(z.object({ text: z.string() }).parse(payload).text);
      return Promise.resolve();
    });
    await worker.drain();
    await worker.drain();
    expect(seen).toEqual(['now']);
    expect(await states()).toEqual(['done', 'due']);
  });

  it('adds nothing when the unique key is there already', async () => {
    expect(await add('a', { uniqueKey: 'k' })).not.toBeNull();
    expect(await add('b', { uniqueKey: 'k' })).toBeNull();
  });

  it('adds nothing when the effect that causes it is rolled back', async () => {
    const failing = inTransaction(test.db.acrossTenants('work: inbox and jobs'), async (tx) => {
      await enqueue(tx, note, { text: 'x' }, { now: clock.now(), cause: 'test', enterpriseId: null });
      throw new Error('the effect failed');
    });
    await expect(failing).rejects.toThrow('the effect failed');
    expect(await states()).toEqual([]);
  });

  it('works one person in order, also past a failure, while others go on', async () => {
    await add('a1', { orderKey: 'a' });
    await add('a2', { orderKey: 'a' });
    await add('b1', { orderKey: 'b' });
    let failures = 1;
    const worker = buildWorker(async (payload) => {
      const { text } = z.object({ text: z.string() }).parse(payload);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (text === 'a1' && failures-- > 0) throw new Error('not yet');
      seen.push(text);
    });
    await worker.drain();
    expect(seen).toEqual(['b1']);
    clock.advance(1_000);
    await worker.drain();
    expect(seen).toEqual(['b1', 'a1', 'a2']);
  });

  it('tries by the policy, then gives up, frees the key, and can be asked again', async () => {
    const id = await add('a1', { orderKey: 'a' });
    await add('a2', { orderKey: 'a' });
    let broken = true;
    let dead = 0;
    const worker = buildWorker(
      (payload) => {
        const { text } = z.object({ text: z.string() }).parse(payload);
        if (broken && text === 'a1') return Promise.reject(new Error('call 15400000002 refused'));
        seen.push(text);
        return Promise.resolve();
      },
      () => (dead += 1),
    );
    for (const waitMs of [0, 1_000, 2_000]) {
      clock.advance(waitMs);
      await worker.drain();
    }
    expect(await states()).toEqual(['dead', 'done']);
    expect([seen, dead]).toEqual([['a2'], 1]);
    const [job] = await test.db.installation().find(Job, { state: 'dead' });
    expect(job?.lastError).toContain('154****0002');
    broken = false;
    expect(await reviveDead(scope(), test.db.dialect, id ?? '', clock.now())).toBe(true);
    await worker.drain();
    expect(seen).toEqual(['a2', 'a1']);
  });

  it('does not try again where the work says that no retry helps', async () => {
    await add('a');
    const worker = buildWorker(() => Promise.reject(new GiveUpError('never')));
    await worker.drain();
    expect(await states()).toEqual(['dead']);
  });

  it('lets a worker that lost its lease write nothing', async () => {
    await add('a');
    const write = (text: string) => (tx: Parameters<Parameters<typeof inTransaction>[1]>[0]) => {
      tx.create(Setting, { id: text, value: 1, updatedAt: clock.now() });
      return Promise.resolve();
    };
    let release: () => void = () => undefined;
    let began: () => void = () => undefined;
    const stalled = new Promise<void>((resolve) => (release = resolve));
    const hasBegun = new Promise<void>((resolve) => (began = resolve));
    const first = buildWorker(async (_payload, context) => {
      began();
      await stalled;
      await context.commit(write('first'));
    });
    const firstRun = first.drain();
    await hasBegun;
    clock.advance(31_000);
    const second = buildWorker((_payload, context) => context.commit(write('second')));
    await second.drain();
    release();
    await firstRun;
    const settings = await test.db.installation().find(Setting, {});
    expect(settings.map((row) => row.id)).toEqual(['second']);
    expect(await states()).toEqual(['done']);
  });

  it('shares rows between two workers without doing one twice', async () => {
    for (let index = 0; index < 60; index += 1) await add(String(index), { orderKey: `p${index % 7}` });
    const taken: string[] = [];
    const run: Run = (payload, context) => {
      const { text } = z.object({ text: z.string() }).parse(payload);
      taken.push(text);
      return context.commit(() => {
        // A transaction that met another one is begun anew, and its effects with it.
        if (!seen.includes(text)) seen.push(text);
        return Promise.resolve();
      });
    };
    await Promise.all([buildWorker(run).drain(), buildWorker(run).drain()]);
    await buildWorker(run).drain();
    expect(taken).toHaveLength(60);
    expect(seen).toHaveLength(60);
    for (let key = 0; key < 7; key += 1) {
      const mine = seen.map(Number).filter((value) => value % 7 === key);
      expect(mine).toEqual([...mine].sort((left, right) => left - right));
    }
  });

  it('runs while it is started, is woken at once, and stops', async () => {
    const worker = buildWorker((payload) => {
      seen.push(z.object({ text: z.string() }).parse(payload).text);
      return Promise.resolve();
    });
    worker.start();
    await add('a');
    worker.announce([]);
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual(['a']);
    await worker.stop();
  });

  it('refuses to start when a kind has no handler, or two', () => {
    const handler = handle(note, () => Promise.resolve());
    expect(() => createHandlers([note], [])).toThrow(/no handler/);
    expect(() => createHandlers([note], [handler, handler])).toThrow(/two handlers/);
    expect(createHandlers([note], [handler]).size).toBe(1);
  });

  it('adds scheduled work once a slot, whoever ticks', async () => {
    const sweep = defineJob('test.sweep', z.strictObject({}));
    const build = () =>
      createScheduler({
        db: test.db,
        clock,
        log: createLogger('silent'),
        schedules: [{ kind: sweep, everyMs: 60_000 }],
      });
    await Promise.all([build().tick()]);
    await build().tick();
    expect(await states()).toEqual(['due']);
    clock.advance(60_000);
    await build().tick();
    expect(await states()).toEqual(['due', 'due']);
  });
});
