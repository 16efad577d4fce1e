import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import type {
  IdNumberSetting,
  IdNumbersShown,
  PutIdNumber,
  PutIdNumberSetting,
} from '../../../contract/id-numbers.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { writeRows } from '../../../kernel/data/sql.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../../kernel/errors/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { PartyContact, type Party } from '../crm.entity.ts';
import { lockOwn } from '../parties.ts';
import type { Actor, Of, Records } from '../ports.ts';
import { createNotes } from '../record.ts';
import { mayChange } from '../visibility.ts';
import { ContactIdNumber, IdNumberRule } from './id-number.entity.ts';
import { hiddenResidentId, maskResidentId, readResidentId } from './resident-id.ts';

type OfContact = Of & { readonly contactId: string };
const forChange = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

const mayHandle = (by: Pick<Actor, 'permissions'>): boolean => by.permissions.has('crm.id_numbers');

/**
 * ID numbers of contacts: off until an enterprise says what for, sealed at rest, masked for everybody;
 * whoever has the right and may change the record writes and reveals them, and each look is recorded.
 */
export function createIdNumbers(deps: { clock: Clock; keyring: Keyring; records: Records }) {
  const { clock, keyring } = deps;
  const notes = createNotes(deps);

  async function setting(em: EntityManager): Promise<IdNumberSetting> {
    const row = await em.findOne(IdNumberRule, {}, { disableIdentityMap: true });
    const stored = await em.count(ContactIdNumber, {});
    const { enabled, purpose, version } = row ?? { enabled: false, purpose: '', version: 0 };
    return { enabled, purpose, stored, version };
  }

  /**
   * A number stored under a key that is not held hides itself, and not the customer; to reveal it
   * says what is wrong.
   */
  function maskOf(sealed: string): string {
    try {
      return maskResidentId(keyring.open(sealed));
    } catch {
      return hiddenResidentId;
    }
  }

  /** The contact behind the locks of all that is decided upon: the record, the switch, the contact. */
  async function lockContact(tx: EntityManager, by: Actor, of: OfContact) {
    assertThat(mayHandle(by), 'permission.denied', 403, { permission: 'crm.id_numbers' });
    await lockOwn(tx, by, of.kind, of.id);
    const rule = await tx.findOne(IdNumberRule, {}, { lockMode: LockMode.PESSIMISTIC_READ, refresh: true });
    assertThat(rule?.enabled === true, 'crm.id_numbers_off', 409);
    const contact = await tx.findOne(PartyContact, { id: of.contactId, partyId: of.id }, forChange);
    assertThat(contact, 'not_found', 404);
    const row = await tx.findOne(ContactIdNumber, { contactId: contact.id }, forChange);
    return { contact, row };
  }

  /** Whoever has the contact's form open is told. */
  const raise = (tx: EntityManager, by: Actor, contactId: string) =>
    writeRows(tx, 'update crm_contact set version = version + 1 where id = ? and enterprise_id = ?', [
      ...[contactId, by.enterpriseId],
    ]);

  return {
    setting,

    /** @throws conflict.version | crm.id_number_purpose | crm.id_numbers_stored */
    async save(em: EntityManager, by: Actor, version: number, wish: PutIdNumberSetting): Promise<void> {
      const purpose = wish.enabled ? wish.purpose : '';
      assertThat(!wish.enabled || purpose.length >= 2, 'crm.id_number_purpose', 422);
      await inTransaction(em, async (tx) => {
        const row = await tx.findOne(IdNumberRule, {}, forChange);
        assertThat((row?.version ?? 0) === version, 'conflict.version', 409);
        const { enterpriseId } = by;
        const before = { enabled: row?.enabled ?? false, purpose: row?.purpose ?? '' };
        const count = wish.enabled ? 0 : await tx.count(ContactIdNumber, {});
        const answer = wish.enabled ? 'keep' : wish.stored;
        assertThat(count === 0 || answer !== undefined, 'crm.id_numbers_stored', 409, { count });
        if (row === null)
          await tx.insert(IdNumberRule, {
            ...{ id: newId(), enterpriseId, enabled: wish.enabled, purpose, version: 1 },
          });
        else {
          Object.assign(row, { enabled: wish.enabled, purpose });
          await tx.flush();
        }
        const deleted = answer === 'delete' ? await tx.nativeDelete(ContactIdNumber, { enterpriseId }) : 0;
        await deps.records.add(tx, {
          ...{ enterpriseId, actor: `staff:${by.personId}`, actorName: by.name },
          ...{ action: 'crm.id_numbers_switched', target: 'crm_id_numbers:setting' },
          before,
          after: {
            ...{ enabled: wish.enabled, purpose },
            ...(deleted === 0 ? {} : { deletedCount: deleted }),
            ...(count > deleted ? { keptCount: count - deleted } : {}),
          },
          ...{ requestId: by.requestId, at: clock.now() },
        });
      }).catch((cause: unknown) => {
        if (cause instanceof UniqueConstraintViolationException)
          throw new AppError('conflict.version', { status: 409, cause });
        throw cause;
      });
    },

    /** What a record's detail shows: the switch, and masked numbers by contact. */
    async shown(
      em: EntityManager,
      by: Actor,
      party: Pick<Party, 'id' | 'ownerId' | 'state'>,
    ): Promise<{ state: IdNumbersShown; masked: ReadonlyMap<string, string> }> {
      const rule = await em.findOne(IdNumberRule, {}, { disableIdentityMap: true });
      if (rule?.enabled !== true) return { state: null, masked: new Map() };
      const rows = await em.find(ContactIdNumber, { partyId: party.id }, { disableIdentityMap: true });
      const write = party.state === 'live' && mayChange(by, party) && mayHandle(by);
      return {
        state: { purpose: rule.purpose, write },
        masked: new Map(rows.map(({ contactId, sealedIdNumber }) => [contactId, maskOf(sealedIdNumber)])),
      };
    },

    /**
     * @throws permission.denied | crm.not_own | crm.id_numbers_off | conflict.version | crm.id_number_consent |
     * crm.id_number_form | crm.id_number_birth | crm.id_number_check
     */
    put: (
      em: EntityManager,
      by: Actor,
      of: OfContact & { version: number },
      input: PutIdNumber,
    ): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { contact, row } = await lockContact(tx, by, of);
        assertThat(contact.version === of.version, 'conflict.version', 409);
        const read = readResidentId(input.number, clock.now());
        if ('problem' in read) throw new AppError(`crm.id_number_${read.problem}`, { status: 422 });
        assertThat(input.consent, 'crm.id_number_consent', 422);
        const sealedIdNumber = keyring.seal(read.number);
        if (row === null)
          await tx.insert(ContactIdNumber, {
            ...{ id: newId(), enterpriseId: by.enterpriseId, partyId: of.id, contactId: contact.id },
            ...{ sealedIdNumber, createdAt: clock.now() },
          });
        else await tx.nativeUpdate(ContactIdNumber, { id: row.id }, { sealedIdNumber });
        await raise(tx, by, contact.id);
        // That it was set or changed, and never what it is.
        const action = row === null ? 'crm.id_number_set' : 'crm.id_number_changed';
        await notes.record(tx, by, action, of, {}, { contactName: contact.name, separateConsent: true });
      }),

    /** @throws permission.denied | crm.not_own | crm.id_numbers_off | not_found: none is stored */
    reveal: (em: EntityManager, by: Actor, of: OfContact): Promise<string> =>
      inTransaction(em, async (tx) => {
        const { contact, row } = await lockContact(tx, by, of);
        assertThat(row, 'not_found', 404);
        await notes.record(tx, by, 'crm.id_number_read', of, {}, { contactName: contact.name });
        return keyring.open(row.sealedIdNumber);
      }),

    /** @throws permission.denied | crm.not_own | crm.id_numbers_off | conflict.version | not_found */
    remove: (em: EntityManager, by: Actor, of: OfContact & { version: number }): Promise<void> =>
      inTransaction(em, async (tx) => {
        const { contact, row } = await lockContact(tx, by, of);
        assertThat(row, 'not_found', 404);
        assertThat(contact.version === of.version, 'conflict.version', 409);
        await tx.nativeDelete(ContactIdNumber, { id: row.id });
        await raise(tx, by, contact.id);
        await notes.record(tx, by, 'crm.id_number_removed', of, { contactName: contact.name }, {});
      }),

    /** With the contact on which it hangs. */
    drop: (tx: EntityManager, of: { contactId: string }): Promise<number> =>
      tx.nativeDelete(ContactIdNumber, of),
  };
}
export type IdNumbers = ReturnType<typeof createIdNumbers>;
