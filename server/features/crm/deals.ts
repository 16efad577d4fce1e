import { LockMode } from '@mikro-orm/core';

import type { NewDeal } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { localDay } from '../../kernel/zoned-day.ts';
import { PartyDeal } from './crm.entity.ts';
import { lockOwn } from './parties.ts';
import type { Actor, Records } from './ports.ts';
import { createNotes } from './record.ts';

/** What customers bought, as staff record it: the ledger by which repeat buyers are known (row 150). */
export function createDeals(deps: {
  clock: Clock;
  records: Records;
  zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
}) {
  const { clock } = deps;
  const notes = createNotes(deps);
  /** The row is locked by the caller. No edit: whoever has the form open keeps his version. */
  const count = (tx: EntityManager, enterpriseId: string, partyId: string, by: 1 | -1) =>
    writeRows(tx, 'update crm_party set deal_count = deal_count + ? where id = ? and enterprise_id = ?', [
      ...[by, partyId, enterpriseId],
    ]);

  return {
    /** The first one makes a target or an intention a deal. @throws crm.deal_day: in the future */
    add: (em: EntityManager, by: Actor, partyId: string, wish: NewDeal): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { enterpriseId } = by;
        const of = { kind: 'customer', id: partyId } as const;
        const party = await lockOwn(tx, by, of.kind, of.id);
        const now = clock.now();
        const today = localDay(now, await deps.zoneOf(tx, enterpriseId));
        assertThat(wish.day <= today, 'crm.deal_day', 422);
        await tx.insert(PartyDeal, {
          ...{ id: newId(), enterpriseId, partyId, ...wish, createdAt: now },
          ...{ byId: by.personId, byName: by.name.slice(0, 60) },
        });
        const stage = party.stage ?? null;
        if (stage === 'target' || stage === 'intention') {
          party.stage = 'deal';
          await tx.flush();
          await notes.step(tx, by, partyId, 'stage', stage, 'deal', now);
        }
        await count(tx, enterpriseId, partyId, 1);
        await notes.record(tx, by, 'crm.deal_added', of, {}, { ...wish });
      }),

    /** A mistake: it stays readable, and counts no more. @throws not_found | crm.deal_struck */
    strike: (
      em: EntityManager,
      by: Actor,
      of: { partyId: string; dealId: string },
      reason: string,
    ): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { partyId } = of;
        await lockOwn(tx, by, 'customer', partyId);
        const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
        const row = await tx.findOne(PartyDeal, { id: of.dealId, partyId }, options);
        assertThat(row, 'not_found', 404);
        assertThat((row.struckAt ?? null) === null, 'crm.deal_struck', 409);
        row.struckAt = clock.now();
        row.struckBy = by.name.slice(0, 60);
        row.struckReason = reason;
        await tx.flush();
        await count(tx, by.enterpriseId, partyId, -1);
        const { day, amountFen, text } = row;
        await notes.record(
          tx,
          by,
          'crm.deal_struck',
          { kind: 'customer', id: partyId },
          { day, amountFen, text },
          { reason },
        );
      }),
  };
}
export type Deals = ReturnType<typeof createDeals>;
