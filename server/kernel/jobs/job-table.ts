import { z } from 'zod';

import type { Dialect, EntityManager } from '../data/orm.ts';
import { readRows, timeValue, writeRows } from '../data/sql.ts';

/* The statements by which workers share the job table; each is one conditional update or one indexed read. */

export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly attempts: number;
  readonly payload: unknown;
  readonly leaseToken: string;
}

const candidateSchema = z.object({
  id: z.string(),
  kind: z.string(),
  attempts: z.number(),
  payload: z.string(),
});

/** Leases due jobs. A job whose order key has an earlier open one waits for it; a dead one has freed its key. */
export async function claimDue(
  em: EntityManager,
  options: { now: Date; limit: number; token: string; dialect: Dialect; leaseMsOf: (kind: string) => number },
): Promise<ClaimedJob[]> {
  const found = await readRows(
    em,
    `select w.id, w.kind, w.attempts, w.payload from job w
     where w.state = 'due' and w.run_at <= ?
       and (w.order_key is null or not exists (
         select 1 from job e
         where e.order_key = w.order_key and e.state in ('due', 'running') and e.id < w.id))
     order by w.run_at, w.id limit ${Math.max(1, Math.trunc(options.limit))}`,
    [timeValue(options.dialect, options.now)],
  );
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
        leaseToken: options.token,
      });
    }
  }
  return claimed;
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
  const dead = outcome.runAt === undefined;
  const changed = await writeRows(
    tx,
    `update job set state = ?, run_at = ?, last_error = ?, finished_at = ?, lease_token = null, lease_until = null
     where id = ? and state = 'running' and lease_token = ?`,
    [
      dead ? 'dead' : 'due',
      timeValue(dialect, outcome.runAt ?? outcome.now),
      outcome.error,
      dead ? timeValue(dialect, outcome.now) : null,
      job.id,
      job.leaseToken,
    ],
  );
  return changed === 1;
}

/** A dead job is tried again from the start, by a person's wish. */
export async function reviveDead(
  em: EntityManager,
  dialect: Dialect,
  id: string,
  now: Date,
): Promise<boolean> {
  const changed = await writeRows(
    em,
    `update job set state = 'due', attempts = 0, run_at = ?, finished_at = null where id = ? and state = 'dead'`,
    [timeValue(dialect, now), id],
  );
  return changed === 1;
}

export async function countOpen(em: EntityManager): Promise<number> {
  const [row] = await readRows(em, `select count(*) as n from job where state in ('due', 'running')`, []);
  return z.object({ n: z.coerce.number() }).parse(row).n;
}
