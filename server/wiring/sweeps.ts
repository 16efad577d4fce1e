import { z } from 'zod';

import { limits } from '../../config/limits.ts';
import type { Clock } from '../kernel/clock.ts';
import { Job } from '../kernel/data/kernel.entity.ts';
import type { Database, EntityManager } from '../kernel/data/orm.ts';
import { sweepIdempotencyKeys } from '../kernel/http/idempotency.ts';
import { handle } from '../kernel/jobs/job-handler.ts';
import { defineJob } from '../kernel/jobs/job-kind.ts';

const sweep = defineJob('kernel.sweep', z.strictObject({}));
const stepSize = 1_000;

/** Deletes what has been kept long enough: answered keys, done jobs, worked callbacks. */
export function createSweeps(deps: {
  db: Database;
  clock: Clock;
  inbox: { sweep(em: EntityManager, now: Date): Promise<number> };
  conversations: { sweep(em: EntityManager, now: Date): Promise<void> };
  chats: { sweep(em: EntityManager, now: Date): Promise<void> };
  tries: { sweep(em: EntityManager, now: Date): Promise<void> };
}) {
  async function sweepJobs(em: EntityManager, now: Date): Promise<void> {
    const before = new Date(now.getTime() - limits.doneJobsKeepMs);
    for (;;) {
      const old = await em.find(
        Job,
        { state: 'done', finishedAt: { $lt: before } },
        { fields: ['id'], limit: stepSize },
      );
      if (old.length === 0) return;
      await em.nativeDelete(Job, { id: { $in: old.map(({ id }) => id) } });
      em.clear();
    }
  }
  return {
    kinds: [sweep],
    schedules: [{ kind: sweep, everyMs: 3_600_000 }],
    handlers: [
      handle(sweep, async () => {
        const now = deps.clock.now();
        await sweepIdempotencyKeys(deps.db, now);
        await sweepJobs(deps.db.installation(), now);
        await deps.tries.sweep(deps.db.installation(), now);
        await deps.inbox.sweep(deps.db.acrossTenants('work: sweep'), now);
        await deps.conversations.sweep(deps.db.acrossTenants('work: sweep'), now);
        await deps.chats.sweep(deps.db.acrossTenants('work: sweep'), now);
      }),
    ],
  };
}
