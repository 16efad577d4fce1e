import { z } from 'zod';

import type { Dialect, EntityManager } from '../data/orm.ts';
import { readRows, readTime, timeValue, writeRows } from '../data/sql.ts';
import { tellOfJob, type JobNews } from './job-news.ts';

/* The statements by which workers share the job table; each is one conditional update or one indexed read. */

export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly attempts: number;
  readonly payload: unknown;
  readonly orderKey: string | null;
  readonly leaseToken: string;
}

const candidateSchema = z.object({
  id: z.string(),
  kind: z.string(),
  attempts: z.number(),
  payload: z.string(),
  order_key: z.string().nullable(),
});

/** Due, and first of its order key: an earlier open job of the key holds it, a dead one has freed it. */
const workable = `w.state = 'due' and w.run_at <= ?
       and (w.order_key is null or not exists (
         select 1 from job e
         where e.order_key = w.order_key and e.state in ('due', 'running') and e.id < w.id))`;
const candidate = 'w.id, w.kind, w.attempts, w.payload, w.order_key';

interface ClaimOptions {
  readonly now: Date;
  readonly token: string;
  readonly dialect: Dialect;
  readonly leaseMsOf: (kind: string) => number;
}

/** Leases due jobs, the longest due first. */
export async function claimDue(
  em: EntityManager,
  options: ClaimOptions & { readonly limit: number },
): Promise<ClaimedJob[]> {
  const found = await readRows(
    em,
    `select ${candidate} from job w where ${workable}
     order by w.run_at, w.id limit ${Math.max(1, Math.trunc(options.limit))}`,
    [timeValue(options.dialect, options.now)],
  );
  return lease(em, found, options);
}

/** Leases one job, where it may be worked now. */
export async function claimOne(
  em: EntityManager,
  id: string,
  options: ClaimOptions,
): Promise<ClaimedJob | undefined> {
  const found = await readRows(em, `select ${candidate} from job w where w.id = ? and ${workable}`, [
    id,
    timeValue(options.dialect, options.now),
  ]);
  const [claimed] = await lease(em, found, options);
  return claimed;
}

async function lease(
  em: EntityManager,
  found: readonly unknown[],
  options: ClaimOptions,
): Promise<ClaimedJob[]> {
  const claimed: ClaimedJob[] = [];
  for (const raw of found) {
    const row = candidateSchema.parse(raw);
    const leaseUntil = new Date(options.now.getTime() + options.leaseMsOf(row.kind));
    const changed = await writeRows(
      em,
      `update job set state = 'running', attempts = attempts + 1, lease_until = ?, lease_token = ?
       where id = ? and state = 'due'`,
      [timeValue(options.dialect, leaseUntil), options.token, row.id],
    );
    if (changed === 1) {
      claimed.push({
        id: row.id,
        kind: row.kind,
        attempts: row.attempts + 1,
        payload: JSON.parse(row.payload),
        orderKey: row.order_key,
        leaseToken: options.token,
      });
    }
  }
  return claimed;
}

const newsSchema = z.object({
  id: z.string(),
  attempts: z.number(),
  run_at: z.union([z.number(), z.string()]),
});

const newsOf = (raw: unknown): JobNews => {
  const { id, attempts, run_at: runAt } = newsSchema.parse(raw);
  return { id, attempts, runAt: readTime(runAt) };
};

/** What waits for the job that has ended: the next of its order key. */
export async function nextOfKey(em: EntityManager, orderKey: string): Promise<JobNews | undefined> {
  const [row] = await readRows(
    em,
    `select id, attempts, run_at from job where order_key = ? and state = 'due' order by id limit 1`,
    [orderKey],
  );
  return row === undefined ? undefined : newsOf(row);
}

/**
 * Jobs that could have been worked for a while and were not: their news was lost, or workers do not
 * keep up. In the order of their times, from behind `after` on.
 */
export async function findOverdue(
  em: EntityManager,
  options: { dialect: Dialect; before: Date; after: JobNews | undefined; limit: number },
): Promise<JobNews[]> {
  const { dialect, after } = options;
  const before = timeValue(dialect, options.before);
  const from =
    after === undefined ? [] : [timeValue(dialect, after.runAt), timeValue(dialect, after.runAt), after.id];
  const rows = await readRows(
    em,
    `select w.id, w.attempts, w.run_at from job w where ${workable}
     ${after === undefined ? '' : 'and (w.run_at > ? or (w.run_at = ? and w.id > ?))'}
     order by w.run_at, w.id limit ${Math.max(1, Math.trunc(options.limit))}`,
    [before, ...from],
  );
  return rows.map(newsOf);
}

/** Jobs whose worker died or stalled past its lease are due again. */
export async function freeExpired(em: EntityManager, dialect: Dialect, now: Date): Promise<number> {
  const at = timeValue(dialect, now);
  // Found first, then freed by key: a ranged update would lock what others are claiming.
  const found = await readRows(
    em,
    `select id from job where state = 'running' and lease_until < ? limit 100`,
    [at],
  );
  let freed = 0;
  for (const row of found) {
    freed += await writeRows(
      em,
      `update job set state = 'due', lease_token = null, lease_until = null
       where id = ? and state = 'running' and lease_until < ?`,
      [z.object({ id: z.string() }).parse(row).id, at],
    );
  }
  return freed;
}

/** Ends a job; false where the lease is another's by now. */
export async function markDone(
  tx: EntityManager,
  dialect: Dialect,
  job: ClaimedJob,
  now: Date,
): Promise<boolean> {
  const changed = await writeRows(
    tx,
    `update job set state = 'done', finished_at = ?, lease_token = null, lease_until = null, last_error = null
     where id = ? and state = 'running' and lease_token = ?`,
    [timeValue(dialect, now), job.id, job.leaseToken],
  );
  return changed === 1;
}

/** Puts a job back for a later try, or among the dead; false where the lease is another's by now. */
export async function markFailed(
  tx: EntityManager,
  dialect: Dialect,
  job: ClaimedJob,
  outcome: { error: string; now: Date; runAt: Date | undefined },
): Promise<boolean> {
  const { runAt } = outcome;
  const dead = runAt === undefined;
  const changed = await writeRows(
    tx,
    `update job set state = ?, run_at = ?, last_error = ?, finished_at = ?, lease_token = null, lease_until = null
     where id = ? and state = 'running' and lease_token = ?`,
    [
      dead ? 'dead' : 'due',
      timeValue(dialect, runAt ?? outcome.now),
      outcome.error,
      dead ? timeValue(dialect, outcome.now) : null,
      job.id,
      job.leaseToken,
    ],
  );
  if (changed === 1 && !dead) tellOfJob(tx, { id: job.id, attempts: job.attempts, runAt });
  return changed === 1;
}

/** A dead job is tried again from the start, by a person's wish. */
export async function reviveDead(
  tx: EntityManager,
  dialect: Dialect,
  id: string,
  now: Date,
): Promise<boolean> {
  const changed = await writeRows(
    tx,
    `update job set state = 'due', attempts = 0, run_at = ?, finished_at = null where id = ? and state = 'dead'`,
    [timeValue(dialect, now), id],
  );
  if (changed === 1) tellOfJob(tx, { id, attempts: 0, runAt: now });
  return changed === 1;
}

export async function countOpen(em: EntityManager): Promise<number> {
  const [row] = await readRows(em, `select count(*) as n from job where state in ('due', 'running')`, []);
  return z.object({ n: z.coerce.number() }).parse(row).n;
}
