import type { EntityManager } from '../../kernel/data/orm.ts';
import { daysLeft } from '../../kernel/zoned-day.ts';
import { QuotaLot } from './quota.entity.ts';

/** Days before a lot's end at which its buyer is told, furthest first (row 320). */
export const hintDays = [30, 7, 1] as const;
export type HintDay = (typeof hintDays)[number];

const overShown = 100;

/** Whether lots that begin with the end of this one hold as many places: then nothing stops. */
export function isRenewed(lot: QuotaLot, all: readonly QuotaLot[]): boolean {
  const end = lot.endsAt;
  if (end == null) return true;
  const next = all.filter(
    (one) => one.kind === lot.kind && one.id !== lot.id && one.phase === 'pending' && one.startsAt <= end,
  );
  return next.reduce((sum, one) => sum + one.amount - one.refunded, 0) >= lot.amount - lot.refunded;
}

/** The last hint whose day has come; after a time without a server that one alone is given. */
export function hintDueAt(lot: Pick<QuotaLot, 'endsAt'>, now: Date, timeZone: string): HintDay | null {
  if (lot.endsAt == null || lot.endsAt <= now) return null;
  const left = daysLeft(now, lot.endsAt, timeZone);
  return hintDays.findLast((day) => left <= day) ?? null;
}

/** Lots of the tenant that `em` is bound to: those that go on by their ends, then those that are over. */
export async function listLots(em: EntityManager): Promise<QuotaLot[]> {
  const options = { disableIdentityMap: true } as const;
  const live = await em.find(QuotaLot, { phase: { $in: ['pending', 'open'] } }, options);
  const over = await em.find(
    QuotaLot,
    { phase: { $nin: ['pending', 'open'] } },
    { ...options, orderBy: { endsAt: 'desc', id: 'desc' }, limit: overShown },
  );
  const endOf = (lot: QuotaLot) => lot.endsAt?.getTime() ?? Infinity;
  return [
    ...live
      .filter((lot) => lot.amount > lot.refunded)
      .sort((one, other) => endOf(one) - endOf(other) || one.id.localeCompare(other.id)),
    ...over.filter((lot) => lot.amount > lot.refunded),
  ];
}
