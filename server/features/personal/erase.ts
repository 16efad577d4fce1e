import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defaultRetry, defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { unpackPerson } from './person.ts';
import { AccountCancellation } from './personal.entity.ts';

/** Erases what is kept of somebody who left; looks through whole tables, so it may take its time. */
export const eraseJob = defineJob(
  'personal.erase',
  z.strictObject({ cancellationId: z.string(), round: z.number().int() }),
  { ...defaultRetry, leaseMs: 600_000 },
);

/**
 * Works the registry part by part, each in transactions of its own and each harmless a second time: a
 * process that dies is followed by another that begins again. What waits for business under way is
 * looked at each hour, and no longer than the day that the law gives.
 */
export function createErasing(deps: {
  db: Database;
  clock: Clock;
  keyring: Keyring;
  parts: readonly PersonalPart[];
}): JobHandler & { readonly revive: (em: EntityManager, now: Date) => Promise<void> } {
  const across = () => deps.db.acrossTenants('work: personal data');

  async function note(id: string, parts: AccountCancellation['parts']): Promise<void> {
    await inTransaction(across(), (tx) => tx.nativeUpdate(AccountCancellation, { id }, { parts }));
  }

  const handler = handle(eraseJob, async ({ cancellationId: id, round }, job) => {
    const row = await across().findOne(AccountCancellation, { id });
    const sealed = row?.sealedPerson ?? null;
    if (row === null || row.state === 'done' || sealed === null) return;
    const person = unpackPerson(deps.keyring.open(sealed));
    const force = job.now() >= row.dueAt;
    const parts: AccountCancellation['parts'] = {};
    for (const part of deps.parts) {
      parts[part.key] = (await part.erase?.(across(), person, { force })) ?? 'done';
      await note(id, parts);
    }
    const waits = Object.values(parts).includes('later');
    await job.commit(async (tx) => {
      const now = job.now();
      if (!waits) {
        const end = { state: 'done' as const, parts, sealedPerson: null, doneAt: now };
        await tx.nativeUpdate(AccountCancellation, { id, state: { $ne: 'done' } }, end);
        return;
      }
      await tx.nativeUpdate(AccountCancellation, { id }, { state: 'waiting', parts });
      const next = Math.min(now.getTime() + limits.erasureAgainMs, row.dueAt.getTime());
      await enqueue(
        tx,
        eraseJob,
        { cancellationId: id, round: round + 1 },
        {
          ...{ now, runAt: new Date(next), cause: id, enterpriseId: row.enterpriseId },
          ...{ uniqueKey: `erase:${id}:${round + 1}`, orderKey: `erase:${id}` },
        },
      );
    });
  });

  return {
    ...handler,
    /** Work that was given up is taken up again once a day: the day that the law gives goes on. */
    async revive(em, now) {
      const open = await em.find(
        AccountCancellation,
        {
          requestedAt: { $lt: new Date(now.getTime() - 86_400_000) },
          $or: [{ state: 'erasing' }, { state: 'waiting', dueAt: { $lt: now } }],
        },
        { orderBy: { id: 'asc' }, limit: 200 },
      );
      const day = Math.floor(now.getTime() / 86_400_000);
      for (const { id, enterpriseId } of open) {
        await inTransaction(across(), (tx) =>
          enqueue(
            tx,
            eraseJob,
            { cancellationId: id, round: day },
            {
              ...{ now, cause: id, enterpriseId, uniqueKey: `erase:${id}:day:${day}` },
              orderKey: `erase:${id}`,
            },
          ),
        );
      }
    },
  };
}
