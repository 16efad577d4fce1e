import { LockMode } from '@mikro-orm/core';

import { limits } from '../../../config/limits.ts';
import type { ContactBody, ContactInput, Revealed } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { checkContact, refuseProblems, type Problems } from './check.ts';
import { contactKeysOf } from './contact-places.ts';
import { PartyContact, PartyFollowUp } from './crm.entity.ts';
import { isChanged, type FieldValuesService, type ReadValues } from './fields/values.ts';
import type { IdNumbers } from './id-numbers/id-numbers.ts';
import { lockOwn, type Parties } from './parties.ts';
import type { Actor, Of, Records } from './ports.ts';
import { createNotes } from './record.ts';
import type { Visits } from './visits.ts';

/** The people of a customer or a partner, and what was spoken of with them. */
export function createContacts(deps: {
  db: Pick<Database, 'dialect'>;
  clock: Clock;
  records: Records;
  parties: Pick<Parties, 'insertContact'>;
  visits: Pick<Visits, 'touch'>;
  values: FieldValuesService;
  idNumbers: Pick<IdNumbers, 'drop'>;
}) {
  const { clock, values: extended } = deps;
  const notes = createNotes(deps);

  /** In the transaction: the fields stay as they are until its end. */
  async function checked(
    tx: EntityManager,
    by: Actor,
    { fields, ...input }: ContactBody,
  ): Promise<{ values: ContactInput; read: ReadValues }> {
    const problems: Problems = new Map();
    const values = checkContact(input, problems);
    const read = await extended.read(tx, by, 'contact', fields);
    refuseProblems(problems, by.locale, read.wrong);
    return { values, read };
  }

  async function find(tx: EntityManager, partyId: string, id: string): Promise<PartyContact> {
    const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
    const row = await tx.findOne(PartyContact, { id, partyId }, options);
    assertThat(row, 'not_found', 404);
    return row;
  }
  const shown = (row: ContactInput) => ({
    ...{ contactName: row.name, phone: row.mobile, email: row.email, position: row.position },
    ...{ hobby: row.hobby, note: row.note },
  });

  return {
    /** @throws crm.fields | crm.not_own | crm.too_many_contacts */
    async add(em: EntityManager, by: Actor, of: Of, input: ContactBody): Promise<void> {
      await inTransaction(em, async (tx) => {
        const party = await lockOwn(tx, by, of.kind, of.id);
        const most = limits.crmContacts;
        const held = await tx.count(PartyContact, { partyId: of.id });
        assertThat(held < most, 'crm.too_many_contacts', 409, { most });
        const { values, read } = await checked(tx, by, input);
        const id = await deps.parties.insertContact(tx, by, party, values);
        await extended.write(tx, by, { ownerId: id, partyId: of.id }, read);
        await notes.record(tx, by, 'crm.contact_added', of, {}, shown(values));
      });
    },

    /** @throws crm.fields | crm.not_own | conflict.version */
    async change(
      em: EntityManager,
      by: Actor,
      of: Of & { contactId: string; version: number },
      input: ContactBody,
    ): Promise<void> {
      await inTransaction(em, async (tx) => {
        await lockOwn(tx, by, of.kind, of.id);
        const row = await find(tx, of.id, of.contactId);
        assertThat(row.version === of.version, 'conflict.version', 409);
        const { values, read } = await checked(tx, by, input);
        const before = shown(row);
        Object.assign(row, values, contactKeysOf({ id: row.id, ...values }));
        await tx.flush();
        const filled = await extended.write(tx, by, { ownerId: row.id, partyId: of.id }, read);
        if (isChanged(filled) && row.version === of.version)
          await writeRows(
            tx,
            'update crm_contact set version = version + 1 where id = ? and enterprise_id = ?',
            [...[row.id, by.enterpriseId]],
          );
        await notes.record(tx, by, 'crm.contact_changed', of, before, shown(values));
      });
    },

    /** @throws crm.not_own | crm.last_contact */
    remove: (em: EntityManager, by: Actor, of: Of & { contactId: string }): Promise<void> =>
      inTransaction(em, async (tx) => {
        // Two who remove one each at once wait for each other here, so that one stays.
        await lockOwn(tx, by, of.kind, of.id);
        const row = await find(tx, of.id, of.contactId);
        const held = await tx.find(PartyContact, { partyId: of.id }, { lockMode: LockMode.PESSIMISTIC_READ });
        assertThat(held.length > 1, 'crm.last_contact', 409);
        await extended.drop(tx, { ownerId: row.id });
        await deps.idNumbers.drop(tx, { contactId: row.id });
        await tx.nativeDelete(PartyContact, { id: row.id });
        await notes.record(tx, by, 'crm.contact_removed', of, shown(row), {});
      }),

    /** Never changed or removed; who may see a record may say that he was in touch only where it is his. */
    followUp: (
      em: EntityManager,
      by: Actor,
      of: Of,
      { text, satisfaction }: { text: string; satisfaction: number | null },
    ): Promise<void> =>
      inTransaction(em, async (tx) => {
        await lockOwn(tx, by, of.kind, of.id);
        const at = clock.now();
        await tx.insert(PartyFollowUp, {
          ...{ id: newId(), enterpriseId: by.enterpriseId, partyId: of.id, text, satisfaction },
          ...{ byId: by.personId, byName: by.name.slice(0, 60), at },
        });
        // A note is no edit: whoever has the form open keeps his version (the ORM would raise it).
        const values = [timeValue(deps.db.dialect, at), of.id, by.enterpriseId];
        await writeRows(
          tx,
          'update crm_party set last_follow_up_at = ? where id = ? and enterprise_id = ?',
          values,
        );
        await deps.visits.touch(tx, { ...of, enterpriseId: by.enterpriseId }, at);
        const answered = satisfaction === null ? {} : { satisfaction };
        await notes.record(tx, by, 'crm.followed_up', of, {}, { text, ...answered });
      }),

    /** Numbers and addresses in full, to who may change the record; the look is recorded. */
    reveal: (em: EntityManager, by: Actor, of: Of): Promise<Revealed> =>
      inTransaction(em, async (tx) => {
        const party = await lockOwn(tx, by, of.kind, of.id);
        const contacts = await tx.find(PartyContact, { partyId: of.id }, { orderBy: { id: 'asc' } });
        await notes.record(tx, by, 'crm.phones_read', of);
        return {
          phone: party.phone,
          contacts: contacts.map(({ id, mobile, email }) => ({ id, mobile, email })),
        };
      }),
  };
}
export type Contacts = ReturnType<typeof createContacts>;
