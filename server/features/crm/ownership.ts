import { LockMode } from '@mikro-orm/core';

import type { HandOver, PartyKind } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { contactsFollow } from './contact-places.ts';
import { Party } from './crm.entity.ts';
import { crmText } from './crm.texts.ts';
import { lockOwn, type Parties } from './parties.ts';
import type { Actor, CrmStaff, Records } from './ports.ts';
import { createNotes } from './record.ts';
import { managesAll } from './visibility.ts';

const step = 200;
const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

/** Whose a record is: claimed from the pool by one, handed over, and never gone with who left. */
export function createOwnership(deps: {
  clock: Clock;
  records: Records;
  staff: CrmStaff;
  parties: Pick<Parties, 'checkOwner' | 'departmentOf'>;
}) {
  const notes = createNotes(deps);

  /** The row is locked by the caller. */
  async function give(tx: EntityManager, by: Actor, row: Party, ownerId: string | null): Promise<boolean> {
    const before = row.ownerId ?? null;
    if (before === ownerId) return false;
    row.ownerId = ownerId;
    row.departmentId = ownerId === null ? null : await deps.parties.departmentOf(tx, ownerId);
    // Who gets one that is due is reminded, whoever was before.
    row.remindFrom = ownerId === null ? null : (row.lastContactAt ?? row.createdAt);
    await tx.flush();
    await contactsFollow(tx, row);
    await notes.step(tx, by, row.id, 'owner', before, ownerId);
    const names = await deps.staff.byIds(
      tx,
      [before, ownerId].filter((id) => id !== null),
    );
    const named = (id: string | null) =>
      id === null ? crmText('zh-CN', 'owner.pool') : (names.get(id)?.name ?? id);
    await notes.record(
      tx,
      by,
      'crm.handed_over',
      row,
      { owner: named(before) },
      { owner: named(ownerId), name: row.name },
    );
    return true;
  }

  async function ofOwner(em: EntityManager, kind: PartyKind, fromOwnerId: string): Promise<string[]> {
    const rows = await em.find(
      Party,
      { kind, state: { $in: ['live', 'binned'] }, ownerId: fromOwnerId },
      { fields: ['id'], limit: step, orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return rows.map(({ id }) => id);
  }

  return {
    give,

    /** Out of the pool, to who asks; of two at once one gets it. @throws crm.taken | crm.not_in_pool */
    async claim(em: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<void> {
      await inTransaction(em, async (tx) => {
        // By id alone: what was claimed a moment ago is not to be seen any more, and it is told whose it is.
        const row = await tx.findOne(Party, { id, kind }, behindLock);
        assertThat(row, 'not_found', 404);
        assertThat(
          row.state === 'live',
          managesAll(by) ? 'crm.binned' : 'not_found',
          managesAll(by) ? 409 : 404,
        );
        const ownerId = row.ownerId ?? null;
        if (ownerId === by.personId) return;
        if (ownerId !== null) {
          const owner = (await deps.staff.byIds(tx, [ownerId])).get(ownerId)?.name ?? '';
          throw new AppError('crm.taken', { status: 409, data: { owner } });
        }
        await give(tx, by, row, by.personId);
      });
    },

    /**
     * To another owner, or back to the pool; one's own, and with `crm.manage` any. All of one owner's
     * go in steps of 200, bin and all: cut off half-way, the same wish goes on with the rest.
     * @returns how many changed hands
     */
    async handOver(em: EntityManager, by: Actor, kind: PartyKind, wish: HandOver): Promise<number> {
      const { ownerId } = wish;
      const checkNew = async (tx: EntityManager) => {
        if (ownerId !== null) await deps.parties.checkOwner(tx, by, ownerId);
      };
      if ('ids' in wish)
        return inTransaction(em, async (tx) => {
          await checkNew(tx);
          let count = 0;
          // In one order, so that two who hand over the same wait and do not block each other.
          for (const id of [...new Set(wish.ids)].sort())
            if (await give(tx, by, await lockOwn(tx, by, kind, id), ownerId)) count += 1;
          return count;
        });
      assertThat(managesAll(by), 'permission.denied', 403, { permission: 'crm.manage' });
      if (wish.fromOwnerId === ownerId) return 0;
      let count = 0;
      for (;;) {
        const ids = await ofOwner(em, kind, wish.fromOwnerId);
        await inTransaction(em, async (tx) => {
          await checkNew(tx);
          for (const id of ids) {
            const row = await tx.findOne(Party, { id, kind }, behindLock);
            if (row?.ownerId === wish.fromOwnerId && (await give(tx, by, row, ownerId))) count += 1;
          }
        });
        if (ids.length < step) return count;
      }
    },
  };
}
export type Ownership = ReturnType<typeof createOwnership>;
