import { inTransaction } from '../../kernel/data/transaction.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { PersonalPart, PersonAt } from '../../kernel/personal-data.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { contactKeysOf } from './contact-places.ts';
import { Party, PartyContact } from './crm.entity.ts';
import { ExtendedField, ExtendedValue } from './fields/field.entity.ts';
import { wordsOf } from './fields/field-types.ts';
import { ContactIdNumber } from './id-numbers/id-number.entity.ts';

export interface RecordsToForget {
  forget(
    em: EntityManager,
    person: {
      tenants: readonly string[];
      actors: readonly string[];
      targets: readonly string[];
      words: readonly string[];
      pseudonym: string;
    },
  ): Promise<void>;
}

/**
 * A customer's contact who carries the person's number, or is linked with his account, is that person. The customer stays, and so does
 * what was spoken of: notes that staff wrote are for staff to look through.
 */
export function createCustomersPart(deps: { keyring: Keyring; records: RecordsToForget }): PersonalPart {
  const contactsOf = (em: EntityManager, { enterpriseId, phones, contactIds }: PersonAt) => {
    const his = [{ mobile: { $in: [...phones] } }, { id: { $in: [...contactIds] } }];
    return em.find(PartyContact, { enterpriseId, $or: his }, { orderBy: { id: 'asc' } });
  };

  /** What was entered of them in extended fields, in words: of disabled ones too. */
  async function extendedOf(em: EntityManager, enterpriseId: string, contacts: readonly PartyContact[]) {
    const ids = contacts.map(({ id }) => id);
    const values =
      ids.length === 0 ? [] : await em.find(ExtendedValue, { enterpriseId, ownerId: { $in: ids } });
    const fields =
      values.length === 0
        ? []
        : await em.find(
            ExtendedField,
            { enterpriseId, id: { $in: values.map(({ fieldId }) => fieldId) } },
            { orderBy: { place: 'asc', id: 'asc' } },
          );
    return (contactId: string): string =>
      fields
        .flatMap(({ id, name }) =>
          values
            .filter(({ ownerId, fieldId }) => ownerId === contactId && fieldId === id)
            .map(({ content }) => `${name}: ${wordsOf(content)}`),
        )
        .join('\n');
  }

  /** In full, for the person himself; also where the enterprise keeps none any more and has not deleted them. */
  async function idNumbersOf(em: EntityManager, enterpriseId: string, contacts: readonly PartyContact[]) {
    const contactId = { $in: contacts.map(({ id }) => id) };
    const rows = await em.find(ContactIdNumber, { enterpriseId, contactId }, { disableIdentityMap: true });
    return new Map(rows.map((row) => [row.contactId, deps.keyring.open(row.sealedIdNumber)]));
  }

  return {
    key: 'customers',
    columns: [
      ...['PartyContact.name', 'PartyContact.mobile', 'PartyContact.email', 'PartyContact.position'],
      ...[
        'PartyContact.hobby',
        'PartyContact.note',
        'PartyContact.nameKey',
        'PartyContact.phoneKey',
        'Party.phone',
        'Party.phoneKey',
      ],
      ...['ExtendedValue.content', 'ContactIdNumber.contactId', 'ContactIdNumber.sealedIdNumber'],
    ],

    async collect(em, person) {
      const contacts = await contactsOf(em, person);
      const extended = await extendedOf(em, person.enterpriseId, contacts);
      const idNumbers = await idNumbersOf(em, person.enterpriseId, contacts);
      return [
        {
          key: 'contacts',
          facts: contacts.map(({ id, name, mobile, email, position, hobby, createdAt }) => ({
            ...{ name, phone: mobile, email, position, hobby, created: createdAt.toISOString() },
            ...{ idNumber: idNumbers.get(id) ?? '', extended: extended(id) },
          })),
        },
      ];
    },

    async erase(em, person) {
      // Who keeps another account here is still in touch.
      if (!person.whole) return 'done';
      const { enterpriseId, phones, pseudonym, tenants } = person;
      const contacts = await contactsOf(em, person);
      const words = contacts.flatMap(({ name, mobile, email }) => [name, mobile, email]);
      const parties = await em.find(Party, {
        enterpriseId,
        id: { $in: contacts.map(({ partyId }) => partyId) },
      });
      // The records first: by its contact it is known which customers' they are.
      await deps.records.forget(em, {
        ...{ tenants, actors: [], words, pseudonym },
        targets: parties.map(({ kind, id }) => `${kind}:${id}`),
      });
      await inTransaction(em, async (tx) => {
        for (const { id } of contacts) {
          await tx.nativeDelete(ExtendedValue, { ownerId: id, enterpriseId });
          await tx.nativeDelete(ContactIdNumber, { contactId: id, enterpriseId });
          await tx.nativeUpdate(
            PartyContact,
            { id, enterpriseId },
            {
              ...{ name: pseudonym, mobile: '', email: '', position: '', hobby: '', note: '' },
              ...contactKeysOf({ id, name: pseudonym, mobile: '' }),
            },
          );
        }
        const his = { enterpriseId, phone: { $in: [...phones] } };
        await tx.nativeUpdate(Party, his, { phone: '', phoneKey: null });
      });
      return 'done';
    },
  };
}
