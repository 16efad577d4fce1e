import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { z } from 'zod';

import { limits } from '../../../../config/limits.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { newId } from '../../../kernel/ids.ts';
import { defineJob, enqueue } from '../../../kernel/jobs/job-kind.ts';
import { DirectoryReport, DirectoryRun, DirectorySettings } from './directory.entity.ts';

const payload = z.strictObject({ runId: z.string() });

/** A part of a run: it works for some seconds and hands on to the next. */
export const directoryRunJob = defineJob('directory.run', payload, {
  delaysMs: [5_000, 60_000, 300_000, 900_000, 3_600_000],
  leaseMs: 5 * 60_000,
});
/** One tick over all processes; each enterprise's run is a job of its own. */
export const directoryAllJob = defineJob('directory.run-all', z.strictObject({}));

export function enqueueRun(tx: EntityManager, run: Pick<DirectoryRun, 'id' | 'enterpriseId'>, now: Date) {
  return enqueue(
    tx,
    directoryRunJob,
    { runId: run.id },
    { now, cause: run.id, enterpriseId: run.enterpriseId, orderKey: `directory-run:${run.enterpriseId}` },
  );
}

interface NewRun {
  readonly enterpriseId: string;
  readonly channelAccountId: string;
  readonly startedBy: 'schedule' | 'staff';
  readonly startedByName: string;
  readonly allowed?: { readonly people: number; readonly departments: number };
  readonly now: Date;
  /** Done in the same transaction where it is a new one. */
  readonly alongside?: (tx: EntityManager, runId: string) => Promise<void>;
}

/** Opens a run and its job; the one that is open already where there is one. */
export async function openRun(em: EntityManager, input: NewRun): Promise<DirectoryRun> {
  const { enterpriseId, now } = input;
  const once = () =>
    inTransaction(em, async (tx) => {
      const open = await tx.findOne(DirectoryRun, { openKey: enterpriseId });
      if (open !== null) {
        if (open.createdAt > new Date(now.getTime() - limits.compareOpenMs)) return open;
        await tx.nativeUpdate(
          DirectoryRun,
          { id: open.id },
          { state: 'failed', reason: 'internal', openKey: null, finishedAt: now },
        );
      }
      const run = tx.create(DirectoryRun, {
        ...{ id: newId(), enterpriseId, channelAccountId: input.channelAccountId, openKey: enterpriseId },
        ...{ startedBy: input.startedBy, startedByName: input.startedByName.slice(0, 60), state: 'waiting' },
        ...{ allowedPeople: input.allowed?.people ?? 0, allowedDepartments: input.allowed?.departments ?? 0 },
        createdAt: now,
      });
      await tx.flush();
      await enqueueRun(tx, run, now);
      await input.alongside?.(tx, run.id);
      return run;
    });
  return once().catch((error: unknown) => {
    // Another process opened one at the same moment.
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return once();
  });
}

export function latestRun(em: EntityManager, enterpriseId: string): Promise<DirectoryRun | null> {
  return em.findOne(DirectoryRun, { enterpriseId }, { orderBy: { id: 'desc' }, disableIdentityMap: true });
}

/** Enterprises whose staff follow WeCom; and what is too old to keep goes. */
export async function enterprisesThatFollow(em: EntityManager, now: Date): Promise<string[]> {
  const before = new Date(now.getTime() - limits.directoryReportsKeepMs);
  const old = await em.find(
    DirectoryRun,
    { openKey: null, createdAt: { $lt: before } },
    { fields: ['id'], limit: 50, disableIdentityMap: true },
  );
  for (const { id } of old) {
    await em.nativeDelete(DirectoryReport, { runId: id });
    await em.nativeDelete(DirectoryRun, { id });
  }
  const rows = await em.find(
    DirectorySettings,
    { follows: true },
    { fields: ['enterpriseId'], disableIdentityMap: true },
  );
  return rows.map(({ enterpriseId }) => enterpriseId);
}
