import { atMost } from '../at-most.ts';
import type { Clock } from '../clock.ts';
import type { Database, EntityManager } from '../data/orm.ts';
import { inTransaction, retryLocks } from '../data/transaction.ts';
import { newId } from '../ids.ts';
import { maskText, type Logger } from '../log/logger.ts';
import type { Metrics } from '../log/metrics.ts';
import type { JobCarrier } from './carrier.ts';
import { GiveUpError, LostLeaseError, type JobHandler } from './job-handler.ts';
import type { JobNews } from './job-news.ts';
import {
  claimDue,
  claimOne,
  countOpen,
  findOverdue,
  freeExpired,
  markDone,
  markFailed,
  nextOfKey,
  type ClaimedJob,
} from './job-table.ts';

export interface WorkerOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly handlers: ReadonlyMap<string, JobHandler>;
  /** Jobs worked side by side. */
  readonly concurrency: number;
  /** How long to sleep when nothing is due; a wake-up cuts it short. */
  readonly idleMs: number;
  /** While it says true, one job at a time is worked: answering comes first. */
  readonly isBusy?: () => boolean;
  /** Brings news of due jobs from other processes; without it, and while it carries nothing, the worker looks by itself. */
  readonly carrier?: JobCarrier | undefined;
}

export interface Worker {
  start(): void;
  /** Jobs are there: the carrier names them to all workers; where none carries, this one looks now. */
  announce(news: readonly JobNews[]): void;
  /** Takes nothing new, waits for what runs (at most `graceMs`), leaves the rest to its leases. */
  stop(graceMs?: number): Promise<void>;
  /** Works until nothing is due; for tests and one-off commands. Answers how many jobs it ran. */
  drain(): Promise<number>;
}

const unknownKind = { delaysMs: [60_000, 600_000], leaseMs: 60_000 };
const countEveryMs = 5_000;
/** While answers are waited for, the worker rests this long between jobs: each takes 10 ms from them, and some two a second are still done. */
const busyRestMs = 500;
/** Where a carrier brings the news, what it has lost is looked for this often, once it is so late. */
const catchUpEveryMs = 5_000;
const overdueMs = 3_000;
const catchUpPage = 1_000;
/** Later than this it was told again, and still nobody came: a stalled process may hold its news. */
const heldBackMs = 10_000;

/**
 * Works due jobs. The database is the truth: a job is leased by a conditional update, its effects
 * and its end are one transaction that only the lease's holder may commit, and jobs of one order
 * key run one at a time, in order. Jobs are found by looking, or named by a carrier between processes.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { db, clock, log, metrics, handlers, carrier } = options;
  const running = new Set<Promise<void>>();
  const scope = () => db.acrossTenants('work: inbox and jobs');
  const retryOf = (kind: string) => handlers.get(kind)?.kind.retry ?? unknownKind;
  let stopping = false;
  let loop: Promise<void> | undefined;
  let cutSleep: (() => void) | undefined;
  let woken = false;
  let ran = 0;

  const claim = () => ({
    now: clock.now(),
    token: newId(),
    dialect: db.dialect,
    leaseMsOf: (kind: string) => retryOf(kind).leaseMs,
  });

  async function look(room: number): Promise<number> {
    const em = scope();
    await retryLocks(() => freeExpired(em, db.dialect, clock.now()));
    const jobs = await retryLocks(() => claimDue(em, { ...claim(), limit: room }));
    for (const job of jobs) void begin(job);
    return jobs.length;
  }

  function begin(job: ClaimedJob): Promise<void> {
    const task = runJob(job)
      .then(() => tellNext(job))
      .finally(() => {
        running.delete(task);
        wake();
      });
    running.add(task);
    return task;
  }

  /** Who waited for this one of his key may be worked now. */
  async function tellNext({ orderKey }: ClaimedJob): Promise<void> {
    if (orderKey === null || carrier?.carries() !== true) return;
    try {
      const next = await nextOfKey(scope(), orderKey);
      if (next !== undefined) carrier.announce([next]);
    } catch (error) {
      log.debug({ error }, 'the next job of a key was not told of: it is found by looking');
    }
  }

  /** A job that the carrier named. Where it may not be worked now, nothing happens: whoever frees it tells of it. */
  async function runNamed(id: string): Promise<void> {
    if (stopping) return;
    const job = await retryLocks(() => claimOne(scope(), id, claim()));
    if (job === undefined) return;
    await begin(job);
  }

  let caughtUpAt = -Infinity;
  let caughtUpTo: JobNews | undefined;

  /**
   * Names what is overdue again: page after page, and from the start when all was seen. What is not
   * taken then is worked here, as far as there is room: a process that is stopped may have been
   * given its news, and Bull takes that from it half a minute later only.
   */
  async function catchUp(): Promise<void> {
    if (performance.now() - caughtUpAt < catchUpEveryMs) return;
    const em = scope();
    const now = clock.now();
    await retryLocks(() => freeExpired(em, db.dialect, now));
    const overdue = await findOverdue(em, {
      dialect: db.dialect,
      before: new Date(now.getTime() - overdueMs),
      after: caughtUpTo,
      limit: catchUpPage,
    });
    metrics.carrierCaughtUp.inc(overdue.length);
    carrier?.announce(overdue, true);
    const heldBack = overdue.filter(({ runAt }) => now.getTime() - runAt.getTime() > heldBackMs);
    for (const { id } of heldBack.slice(0, Math.max(0, options.concurrency - running.size))) {
      runNamed(id).catch((error: unknown) => {
        log.debug({ error }, 'a job that was held back is looked for again');
      });
    }
    caughtUpTo = overdue.length === catchUpPage ? overdue.at(-1) : undefined;
    if (caughtUpTo === undefined) caughtUpAt = performance.now();
  }

  async function runJob(job: ClaimedJob): Promise<void> {
    const em = scope();
    const state = { committed: false };
    const finish = async (tx: EntityManager) => {
      if (!(await markDone(tx, db.dialect, job, clock.now()))) throw new LostLeaseError(job.id);
    };
    ran += 1;
    try {
      const handler = handlers.get(job.kind);
      if (handler === undefined) throw new Error(`The job ${job.kind} has no handler in this version`);
      await handler.run(job.payload, {
        jobId: job.id,
        now: () => clock.now(),
        attempt: job.attempts,
        em,
        async commit(effects) {
          const result = await inTransaction(em, async (tx) => {
            const value = await effects(tx);
            await tx.flush();
            await finish(tx);
            return value;
          });
          state.committed = true;
          return result;
        },
      });
      if (!state.committed) await inTransaction(em, finish);
      metrics.jobs.inc({ kind: job.kind, outcome: 'done' });
    } catch (error) {
      await fail(job, error);
    }
  }

  function tellLost({ id, kind }: ClaimedJob): void {
    metrics.jobs.inc({ kind, outcome: 'lost_lease' });
    log.warn({ id, kind }, 'lease lost, effects rolled back');
  }

  async function fail(job: ClaimedJob, error: unknown): Promise<void> {
    const about = { id: job.id, kind: job.kind };
    if (error instanceof LostLeaseError) {
      tellLost(job);
      return;
    }
    const delayMs = error instanceof GiveUpError ? undefined : retryOf(job.kind).delaysMs[job.attempts - 1];
    const text = maskText(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(
      0,
      1000,
    );
    const dead = delayMs === undefined;
    let held = true;
    try {
      held = await inTransaction(scope(), async (tx) => {
        const now = clock.now();
        const runAt = dead ? undefined : new Date(now.getTime() + delayMs);
        const marked = await markFailed(tx, db.dialect, job, { error: text, now, runAt });
        if (marked && dead) await handlers.get(job.kind)?.onDead?.(job.payload, tx, text, now);
        return marked;
      });
    } catch (cause) {
      // The database is away: the lease runs out by itself and the job is taken again.
      log.error({ ...about, error: cause }, 'a failed job could not be marked');
    }
    if (!held) {
      tellLost(job);
      return;
    }
    metrics.jobs.inc({ kind: job.kind, outcome: dead ? 'dead' : 'retried' });
    const message = dead ? 'job given up: it waits among the failed work' : 'job failed, will be tried again';
    log[dead ? 'error' : 'warn']({ ...about, attempt: job.attempts, error }, message);
  }

  function wake(): void {
    woken = true;
    cutSleep?.();
  }

  async function sleep(ms: number): Promise<void> {
    if (woken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      cutSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    cutSleep = undefined;
  }

  async function run(): Promise<void> {
    let counted = 0;
    while (!stopping) {
      woken = false;
      const busy = options.isBusy?.() === true;
      const most = busy ? 1 : options.concurrency;
      carrier?.hold(busy);
      let taken = 0;
      try {
        if (carrier?.carries() === true && !busy) await catchUp();
        else if (running.size < most) taken = await look(most - running.size);
        if (Date.now() - counted > countEveryMs) {
          counted = Date.now();
          metrics.jobsOpen.set(await countOpen(scope()));
        }
      } catch (error) {
        log.error({ error }, 'the worker could not look for work');
        woken = false;
      }
      if (busy) await new Promise((resolve) => setTimeout(resolve, busyRestMs));
      else if (taken === 0) await sleep(options.idleMs);
      else await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    start() {
      carrier?.start(runNamed, options.concurrency);
      loop ??= run();
    },
    announce(news) {
      if (carrier?.carries() === true) carrier.announce(news);
      else wake();
    },
    async stop(graceMs = 10_000) {
      stopping = true;
      wake();
      await carrier?.stop();
      await loop;
      await atMost(Promise.allSettled([...running]), graceMs);
    },
    async drain() {
      const before = ran;
      for (;;) {
        const taken = await look(options.concurrency);
        await Promise.allSettled([...running]);
        if (taken === 0 && running.size === 0) return ran - before;
      }
    },
  };
}
