import type { PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { Party, PartyContact } from './crm.entity.ts';
import { nameKeyOf } from './keys.ts';
import { lockParty } from './parties.ts';
import type { Actor } from './ports.ts';
import { sees } from './visibility.ts';

/** A customer or partner as the opening of accounts needs it. */
export interface AccountParty {
  readonly id: string;
  readonly kind: PartyKind;
  readonly name: string;
  readonly phone: string;
  /** Null: the public pool. */
  readonly ownerId: string | null;
  readonly contacts: readonly { readonly id: string; readonly name: string; readonly mobile: string }[];
}

/** Customers and partners with their people, for who opens accounts: only those that a caller may see. */
export function createAccountDoor() {
  async function withContacts(em: EntityManager, rows: readonly Party[]): Promise<AccountParty[]> {
    const contacts = await em.find(
      PartyContact,
      { partyId: { $in: rows.map(({ id }) => id) } },
      { orderBy: { id: 'asc' }, refresh: true },
    );
    return rows.map((row) => ({
      ...{ id: row.id, kind: row.kind, name: row.name, phone: row.phone, ownerId: row.ownerId ?? null },
      contacts: contacts
        .filter(({ partyId }) => partyId === row.id)
        .map(({ id, name, mobile }) => ({ id, name, mobile })),
    }));
  }

  /** @param where names some rows: what a caller may not see is left out of them */
  async function live(em: EntityManager, by: Actor, where: object): Promise<AccountParty[]> {
    const rows = await em.find(Party, { state: 'live', ...where }, { orderBy: { id: 'asc' }, refresh: true });
    return withContacts(
      em,
      rows.filter((row) => sees(by, row)),
    );
  }

  return {
    /** Behind its lock, so that of two who open at once one waits. @throws not_found | crm.binned */
    async lock(tx: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<AccountParty> {
      const row = await lockParty(tx, by, kind, id);
      assertThat(row.state === 'live', 'crm.binned', 409);
      const [party] = await withContacts(tx, [row]);
      assertThat(party, 'not_found', 404);
      return party;
    },

    /** @throws not_found: not there, binned, or not to be seen */
    async one(em: EntityManager, by: Actor, kind: PartyKind, id: string): Promise<AccountParty> {
      const [party] = await live(em, by, { kind, id });
      assertThat(party, 'not_found', 404);
      return party;
    },

    /** Those of the ids that the caller may see. */
    many: (em: EntityManager, by: Actor, kind: PartyKind, ids: readonly string[]) =>
      live(em, by, { kind, id: { $in: [...ids] } }),

    /** Whose people these are, of the records that the caller may see: the record's id by the contact's. */
    async partiesOf(
      em: EntityManager,
      by: Actor,
      contactIds: readonly string[],
    ): Promise<Map<string, string>> {
      const contacts = await em.find(
        PartyContact,
        { id: { $in: [...contactIds] } },
        { orderBy: { id: 'asc' }, refresh: true },
      );
      const ids = [...new Set(contacts.map(({ partyId }) => partyId))];
      const rows = await em.find(Party, { state: 'live', id: { $in: ids } }, { refresh: true });
      const seen = new Set(rows.filter((row) => sees(by, row)).map(({ id }) => id));
      return new Map(
        contacts.filter(({ partyId }) => seen.has(partyId)).map(({ id, partyId }) => [id, partyId]),
      );
    },

    /** By their names, spelt as people spell them. */
    named: (em: EntityManager, by: Actor, kind: PartyKind, names: readonly string[]) =>
      live(em, by, { kind, nameKey: { $in: [...new Set(names.map(nameKeyOf))] } }),
  };
}
