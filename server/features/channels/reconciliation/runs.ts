import { UniqueConstraintViolationException, type FilterQuery } from '@mikro-orm/core';
import { z } from 'zod';

import { limits } from '../../../../config/limits.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { newId } from '../../../kernel/ids.ts';
import { defineJob, enqueue } from '../../../kernel/jobs/job-kind.ts';
import { ChannelAccount } from '../channel.entity.ts';
import { ReconciliationRun } from './run.entity.ts';

/**
 * One account's comparison. A try begins the list anew; a platform that is away for longer than these
 * waits is asked again at the next tick. A list of a million takes 100 calls and some minutes.
 */
export const compareJob = defineJob('followers.compare', z.strictObject({ runId: z.string() }), {
  delaysMs: [60_000, 300_000, 900_000],
  leaseMs: 15 * 60_000,
});

/** One enterprise's staff, each asked about by itself: ten thousand take a quarter of an hour and more. */
export const compareMembersJob = defineJob('members.compare', z.strictObject({ runId: z.string() }), {
  delaysMs: [60_000, 300_000, 900_000],
  leaseMs: 60 * 60_000,
});

/**
 * Accounts that can be compared: service accounts by their followers, WeCom by its members. Those in
 * plaintext mode are not: their callbacks change nothing (R2), so that everything would count as missed.
 */
const comparable = {
  kind: { $in: ['official-account', 'wecom'] },
  state: { $ne: 'disconnected' },
  callbackMode: { $ne: 'plain' },
} satisfies FilterQuery<ChannelAccount>;

/** Of several WeCom applications of an enterprise the oldest that is connected speaks of its members. */
export async function canCompare(em: EntityManager, account: ChannelAccount): Promise<boolean> {
  if (account.kind === 'official-account') return account.callbackMode !== 'plain';
  if (account.kind !== 'wecom') return false;
  const { enterpriseId } = account;
  const oldest = await em.findOne(
    ChannelAccount,
    { enterpriseId, kind: 'wecom', state: { $ne: 'disconnected' } },
    { fields: ['id'], orderBy: { id: 'asc' }, disableIdentityMap: true },
  );
  return oldest?.id === account.id;
}

interface NewRun {
  readonly account: Pick<ChannelAccount, 'id' | 'enterpriseId' | 'kind'>;
  readonly startedBy: 'schedule' | 'staff';
  /** So many may be ended: staff's word. */
  readonly allowed?: number;
  readonly now: Date;
  /** Done in the same transaction where it is a new one. */
  readonly alongside?: (tx: EntityManager, runId: string) => Promise<void>;
}

/** Opens a comparison and its job; the one that is open already where there is one. */
export async function openRun(em: EntityManager, input: NewRun): Promise<ReconciliationRun> {
  const { account, startedBy, now } = input;
  const once = () =>
    inTransaction(em, async (tx) => {
      const open = await tx.findOne(ReconciliationRun, { openKey: account.id });
      if (open !== null) {
        const stale = new Date(now.getTime() - limits.compareOpenMs);
        if (open.createdAt > stale) return open;
        await tx.nativeUpdate(
          ReconciliationRun,
          { id: open.id },
          { state: 'failed', reason: 'internal', openKey: null, finishedAt: now },
        );
      }
      const run = tx.create(ReconciliationRun, {
        id: newId(),
        enterpriseId: account.enterpriseId,
        channelAccountId: account.id,
        openKey: account.id,
        startedBy,
        allowed: input.allowed ?? null,
        state: 'waiting',
        createdAt: now,
      });
      await tx.flush();
      await enqueue(
        tx,
        account.kind === 'wecom' ? compareMembersJob : compareJob,
        { runId: run.id },
        {
          now,
          cause: run.id,
          enterpriseId: account.enterpriseId,
          uniqueKey: `compare-followers:${run.id}`,
          orderKey: `compare-followers:${account.id}`,
        },
      );
      await input.alongside?.(tx, run.id);
      return run;
    });
  return once().catch((error: unknown) => {
    // Another process opened one at the same moment.
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return once();
  });
}

/** The newest of an account, open or ended. */
export function latestRun(em: EntityManager, channelAccountId: string): Promise<ReconciliationRun | null> {
  return em.findOne(
    ReconciliationRun,
    { channelAccountId },
    { orderBy: { id: 'desc' }, disableIdentityMap: true },
  );
}

/** Opens one for each account that can be compared, and forgets old ones. @returns how many are open now */
export async function openRuns(em: EntityManager, now: Date): Promise<number> {
  const lately = new Date(now.getTime() - limits.compareFollowersAfterMs);
  const found = await em.find(ChannelAccount, comparable, {
    fields: ['id', 'enterpriseId', 'kind', 'connectedAt'],
    orderBy: { id: 'asc' },
    disableIdentityMap: true,
  });
  const spokenFor = new Set<string>();
  const accounts = found.filter(({ kind, enterpriseId, connectedAt }) => {
    const speaks = kind !== 'wecom' || !spokenFor.has(enterpriseId);
    if (kind === 'wecom') spokenFor.add(enterpriseId);
    return speaks && connectedAt <= lately;
  });
  for (const account of accounts) await openRun(em, { account, startedBy: 'schedule', now });
  const before = new Date(now.getTime() - limits.compareRunsKeepMs);
  await em.nativeDelete(ReconciliationRun, { openKey: null, createdAt: { $lt: before } });
  return accounts.length;
}
