import { z } from 'zod';

import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../kernel/jobs/job-kind.ts';
import type { Schedule } from '../../kernel/jobs/scheduler.ts';
import { daysLeft } from '../../kernel/zoned-day.ts';
import type { Account } from './book-store.ts';
import type { Ledger } from './ledger.ts';
import { hintDays, hintDueAt, isRenewed, type HintDay } from './lots.ts';
import { QuotaLot, QuotaPlace } from './quota.entity.ts';

/** A lot's end with many places is one transaction: it may take minutes. */
const retry = { delaysMs: [5_000, 30_000, 120_000, 600_000], leaseMs: 10 * 60_000 } as const;

/** Writes what fell due: reservations that end, lots that begin and end. Once a minute. */
export const settleQuota = defineJob('quota.settle', z.strictObject({}), retry);
/** Tells buyers of lots that end soon. Looks every hour: a hint comes with the morning of its day, or once there is a server again. */
export const hintLotEnds = defineJob('quota.hint-ends', z.strictObject({}), retry);
export const quotaJobKinds = [settleQuota, hintLotEnds] as const;
export const quotaSchedules: readonly Schedule[] = [
  { kind: settleQuota, everyMs: 60_000 },
  { kind: hintLotEnds, everyMs: 60 * 60_000 },
];

/** A lot that ends soon, as its buyer hears of it. */
export interface LotEnd {
  readonly enterpriseId: string;
  readonly lotId: string;
  readonly kind: string;
  readonly places: number;
  readonly used: number;
  readonly endsAt: Date;
  readonly hint: HintDay;
  readonly daysLeft: number;
  readonly timeZone: string;
  readonly at: Date;
}

export interface LotEndHearer {
  zoneOf(tx: EntityManager, enterpriseId: string): Promise<string>;
  /** The same lot and hint again tells nobody a second time. */
  tell(tx: EntityManager, end: LotEnd): Promise<void>;
}

/** No zone is further ahead than this beyond the first hint's day. */
const lookAheadMs = (Math.max(...hintDays) + 2) * 24 * 60 * 60_000;

/** Tells of every lot whose hint is due, each in a transaction of its own; `em` looks across tenants. */
export async function hintAll(em: EntityManager, hearer: LotEndHearer, now: Date): Promise<void> {
  const options = { disableIdentityMap: true } as const;
  const until = new Date(now.getTime() + lookAheadMs);
  const ending = await em.find(QuotaLot, { phase: 'open', endsAt: { $gt: now, $lte: until } }, options);
  for (const lot of ending) {
    if (lot.amount <= lot.refunded || lot.endsAt == null) continue;
    const { enterpriseId, id: lotId, kind, used, endsAt } = lot;
    await inTransaction(em, async (tx) => {
      const timeZone = await hearer.zoneOf(tx, enterpriseId);
      const hint = hintDueAt(lot, now, timeZone);
      if (hint === null) return;
      const next = await tx.find(QuotaLot, { enterpriseId, kind, phase: 'pending' }, options);
      if (isRenewed(lot, next)) return;
      await hearer.tell(tx, {
        ...{ enterpriseId, lotId, kind, places: lot.amount - lot.refunded, used, endsAt, hint, timeZone },
        ...{ daysLeft: daysLeft(now, endsAt, timeZone), at: now },
      });
    });
  }
}

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

export function createQuotaHandlers(deps: {
  ledger: Ledger;
  clock: Clock;
  lotEnds: LotEndHearer;
}): JobHandler[] {
  return [
    // Settled twice is settled once, so the transactions need not be the job's own.
    handle(settleQuota, async (_payload, { em }) => {
      await settleAll(em, deps.ledger, deps.clock.now());
    }),
    // Who was told is known by the cause of what was sent.
    handle(hintLotEnds, async (_payload, { em }) => {
      await hintAll(em, deps.lotEnds, deps.clock.now());
    }),
  ];
}
