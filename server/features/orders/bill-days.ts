import type { EntityManager } from '../../kernel/data/orm.ts';
import { localDay, startOfDay } from '../../kernel/zoned-day.ts';
import { BillCheck } from './bill.entity.ts';
import { OrderPayment } from './order.entity.ts';

const Hour = 3_600_000;
/** Bills are made by Beijing's calendar (platform.md D). */
export const billZone = 'Asia/Shanghai';
/** A day's bill is ready after ten o'clock of the next (platform.md D); a little later, for clocks differ. */
const readyMs = 10 * Hour + 5 * 60_000;
/** The platform keeps bills for three months (platform.md D); the shortest three months have 89 days. */
const keptDays = 89;
const fresh = { disableIdentityMap: true } as const;

const dayOf = (at: Date) => localDay(at, billZone);
const dayAfter = (day: string, days: number) => dayOf(startOfDay(day, billZone, days));

/** The days of a merchant that should be compared by now and are not, the oldest first. */
export async function dueDays(em: EntityManager, mchId: string, now: Date): Promise<string[]> {
  const today = dayOf(now);
  const isReady = now.getTime() >= startOfDay(today, billZone).getTime() + readyMs;
  const last = dayAfter(today, isReady ? -1 : -2);
  const oldest = dayAfter(last, 1 - keptDays);
  const [payment] = await em.find(OrderPayment, { mchId }, { ...fresh, orderBy: { id: 'asc' }, limit: 1 });
  const rows = await em.find(BillCheck, { mchId, day: { $gte: oldest } }, fresh);
  const began = [...rows.map(({ day }) => day), ...(payment ? [dayOf(payment.createdAt)] : []), last]
    .sort()
    .at(0);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const days: string[] = [];
  for (let day = began !== undefined && began > oldest ? began : oldest; day <= last;) {
    const row = byDay.get(day);
    const waits = row !== undefined && row.nextAt != null && row.nextAt > now;
    if (row?.state !== 'done' && !waits) days.push(day);
    day = dayAfter(day, 1);
  }
  return days;
}
