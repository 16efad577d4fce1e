import { z } from 'zod';

import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import type { Schedule } from '../../kernel/jobs/scheduler.ts';
import type { Account } from './book-store.ts';
import type { Ledger } from './ledger.ts';
import { QuotaLot, QuotaPlace } from './quota.entity.ts';

/** A lot's end with many places is one transaction: it may take minutes. */
const retry = { delaysMs: [5_000, 30_000, 120_000, 600_000], leaseMs: 10 * 60_000 } as const;

/** Writes what fell due: reservations that end, lots that begin and end. Once a minute. */
export const settleQuota = defineJob('quota.settle', z.strictObject({}), retry);
export const quotaSchedules: readonly Schedule[] = [{ kind: settleQuota, everyMs: 60_000 }];

/** Accounts in which something fell due; `em` looks across tenants. */
export async function dueAccounts(em: EntityManager, now: Date): Promise<Account[]> {
  const options = { fields: ['enterpriseId', 'kind'], disableIdentityMap: true } as const;
  const past = { $lte: now };
  const rows = [
    ...(await em.find(QuotaPlace, { state: 'reserved', expiresAt: past }, options)),
    ...(await em.find(QuotaLot, { phase: 'pending', startsAt: past }, options)),
    ...(await em.find(QuotaLot, { phase: 'open', endsAt: past }, options)),
  ];
  const accounts = new Map<string, Account>();
  for (const { enterpriseId, kind } of rows) accounts.set(`${enterpriseId} ${kind}`, { enterpriseId, kind });
  return [...accounts.values()];
}

/** Settles every due account, each in a transaction of its own: one that fails holds up no other. */
export async function settleAll(em: EntityManager, ledger: Ledger, now: Date): Promise<number> {
  const accounts = await dueAccounts(em, now);
  const failures: unknown[] = [];
  for (const account of accounts) {
    try {
      await inTransaction(em, (tx) => ledger.settleAccount(tx, account));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} quota accounts were not settled`);
  return accounts.length;
}

export function createQuotaHandlers(deps: { ledger: Ledger; clock: Clock }): JobHandler[] {
  return [
    // Settled twice is settled once, so the transactions need not be the job's own.
    handle(settleQuota, async (_payload, { em }) => {
      await settleAll(em, deps.ledger, deps.clock.now());
    }),
  ];
}
