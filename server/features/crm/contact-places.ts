import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows, writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { Party, PartyContact } from './crm.entity.ts';
import { nameKeyOf } from './keys.ts';

const lookedAtOnce = 1_000;
const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;

/** What the list of people is searched along. Blanks are in no key, so one ends what was searched for. */
export const contactKeysOf = ({ id, name, mobile }: Pick<PartyContact, 'id' | 'name' | 'mobile'>) => ({
  nameKey: `${nameKeyOf(name).slice(0, 40)} ${id}`,
  phoneKey: `${mobile} ${id}`,
});

/** A contact without its record is in no list. */
const gone = { state: 'binned', ownerId: null, departmentId: null } as const;

type Standing = Pick<Party, 'state' | 'ownerId' | 'departmentId'>;

/** Where a contact stands: where its record does, which the caller has made or locked in this transaction. */
export const standingOf = ({ state, ownerId, departmentId }: Standing) => ({
  ...{ state, ownerId: ownerId ?? null, departmentId: departmentId ?? null },
});

/** Its people go with a record that changed hands, or went to the bin and back. Their versions stay: nobody edited them. */
export async function contactsFollow(
  tx: EntityManager,
  party: Standing & Pick<Party, 'id' | 'enterpriseId'>,
): Promise<void> {
  const { state, ownerId, departmentId } = standingOf(party);
  await writeRows(
    tx,
    'update crm_contact set state = ?, owner_id = ?, department_id = ? where party_id = ? and enterprise_id = ?',
    [...[state, ownerId, departmentId, party.id, party.enterpriseId]],
  );
}

const lookedAtSchema = z.array(
  z.object({
    ...{ id: z.string(), partyId: z.string(), name: z.string(), mobile: z.string() },
    ...{ nameKey: z.string().nullable(), phoneKey: z.string().nullable(), stands: z.coerce.boolean() },
  }),
);

/** A few rows from `after` on, and which of them are not as their record and their name say. */
async function lookAt(em: EntityManager, enterpriseId: string, stateIs: string, after: string) {
  const rows = await readRows(
    em,
    `select c.id as id, c.party_id as partyId, c.name as name, c.mobile as mobile,
       c.name_key as nameKey, c.phone_key as phoneKey,
       case when c.state = coalesce(p.state, 'binned') and coalesce(c.owner_id, '') = coalesce(p.owner_id, '')
         and coalesce(c.department_id, '') = coalesce(p.department_id, '') then 1 else 0 end as stands
     from (select id, party_id, name, mobile, state, owner_id, department_id, name_key, phone_key
       from crm_contact where enterprise_id = ? and state ${stateIs} and id > ? order by id limit ${lookedAtOnce}) c
     left join crm_party p on p.id = c.party_id order by c.id`,
    [enterpriseId, after],
  );
  return lookedAtSchema.parse(rows).map((row) => {
    const { nameKey, phoneKey } = contactKeysOf(row);
    const differs = !row.stands || row.nameKey !== nameKey || row.phoneKey !== phoneKey;
    return { id: row.id, partyId: row.partyId, differs };
  });
}

/** Each behind its record's lock and then its own, the order in which all who write them take both. */
async function place(tx: EntityManager, enterpriseId: string, ids: string[], partyIds: string[]) {
  const parties = await tx.find(
    Party,
    { id: { $in: partyIds }, enterpriseId },
    { ...behindLock, orderBy: { id: 'asc' } },
  );
  const byId = new Map(parties.map((row) => [row.id, row]));
  const contacts = await tx.find(
    PartyContact,
    { id: { $in: ids }, enterpriseId },
    { ...behindLock, orderBy: { id: 'asc' } },
  );
  for (const row of contacts) {
    const { state, ownerId, departmentId } = standingOf(byId.get(row.partyId) ?? gone);
    const { nameKey, phoneKey } = contactKeysOf(row);
    await writeRows(
      tx,
      `update crm_contact set state = ?, owner_id = ?, department_id = ?, name_key = ?, phone_key = ?
       where id = ? and enterprise_id = ?`,
      [...[state, ownerId, departmentId, nameKey, phoneKey, row.id, enterpriseId]],
    );
  }
  return contacts.length;
}

/**
 * Puts those in their place that an older version wrote, or whose record it moved, while it ran beside
 * this one. Looks at a thousand a time, and writes those alone that differ. @returns how many
 */
export async function repairContacts(em: EntityManager, enterpriseId: string): Promise<number> {
  let repaired = 0;
  for (const stateIs of ['is null', "= 'live'", "= 'binned'"])
    for (let after = ''; ;) {
      const rows = await lookAt(em, enterpriseId, stateIs, after);
      const wrong = rows.filter(({ differs }) => differs);
      if (wrong.length > 0)
        repaired += await inTransaction(em, (tx) =>
          place(
            ...([tx, enterpriseId] as const),
            wrong.map(({ id }) => id),
            [...new Set(wrong.map(({ partyId }) => partyId))],
          ),
        );
      const last = rows.at(-1);
      if (last === undefined || rows.length < lookedAtOnce) break;
      after = last.id;
    }
  return repaired;
}
