import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { daysLeft, localDay, zoneOf } from '../../kernel/zoned-day.ts';
import { hintDays, hintDueAt } from '../quota/index.ts';
import { editionKind } from './connection-places.ts';
import type { OwnEndHearer } from './doors.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';

/** No zone is further ahead than this beyond the first hint's day. */
const lookAheadMs = (Math.max(...hintDays) + 2) * 24 * 60 * 60_000;
const stepSize = 200;

/**
 * Tells the admins of every downstream whose own edition ends soon (row 19), 30, 7 and 1 days before;
 * after a time without a server the nearest of these alone. An edition that was prolonged ends later,
 * and is told of then. Each in a transaction of its own; `em` looks across tenants.
 */
export async function hintOwnEnds(em: EntityManager, hearer: OwnEndHearer, now: Date): Promise<void> {
  const until = new Date(now.getTime() + lookAheadMs);
  const soon = { ownEdition: true, ownEndsAt: { $gt: now, $lte: until } };
  for (let after = ''; ;) {
    const found = await em.find(
      Connection,
      { ...soon, id: { $gt: after } },
      { orderBy: { id: 'asc' }, limit: stepSize, disableIdentityMap: true },
    );
    for (const { id } of found) await inTransaction(em, (tx) => hintOne(tx, hearer, id, now));
    const last = found.at(-1);
    if (last === undefined || found.length < stepSize) return;
    after = last.id;
  }
}

async function hintOne(tx: EntityManager, hearer: OwnEndHearer, id: string, now: Date): Promise<void> {
  const connection = await tx.findOne(Connection, { id }, { disableIdentityMap: true });
  const endsAt = connection?.ownEndsAt ?? null;
  if (connection === null || !connection.ownEdition || connection.edition == null || endsAt === null) return;
  // The day that its buyer reads: his order was made to end with a day of his.
  const buyer = await tx.findOne(Enterprise, { id: connection.downstreamId });
  const timeZone = zoneOf(buyer);
  const hint = hintDueAt({ endsAt }, now, timeZone);
  if (hint === null) return;
  await hearer.tell(tx, {
    ...{ upstreamId: connection.upstreamId, connectionId: id, kind: editionKind(connection.edition) },
    ...{ endsAt, hint, daysLeft: daysLeft(now, endsAt, timeZone), at: now },
    lastDay: localDay(new Date(endsAt.getTime() - 1), timeZone),
  });
}
