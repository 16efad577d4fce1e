import { LockMode } from '@mikro-orm/core';

import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Classes } from './classes.ts';
import { contactKeysOf, standingOf } from './contact-places.ts';
import { Party, PartyChange, PartyContact } from './crm.entity.ts';
import { nameKeyOf } from './keys.ts';
import type { Records } from './ports.ts';

const customers = { kind: 'customer', state: 'live' } as const;
/** The class of who came by himself, where the enterprise's list has it; else the last of the list. */
const usualClass = 'other';

/** A typed name's own `%` and `_` are no wildcards; SQLite knows no escape sign without a clause of its own. */
const plain = (key: string): string => key.replace(/[\\%_]/g, '');

/** Customers as people meet them who register themselves: found by little, and entered by no staff. */
export function createRegisteredCustomers(deps: { clock: Clock; records: Records; classes: Classes }) {
  const { clock, classes, records } = deps;

  async function free(tx: EntityManager, keys: { nameKey: string } | { phoneKey: string }): Promise<boolean> {
    return (await tx.count(Party, { kind: 'customer', ...keys })) === 0;
  }

  interface Newcomer {
    readonly enterpriseId: string;
    readonly identityId: string;
    readonly customerId: string | null;
    readonly customerName: string;
    readonly name: string;
    readonly phone: string;
    readonly answers: {
      readonly email?: string;
      readonly position?: string;
      readonly address?: string;
      readonly note?: string;
    };
    readonly by: { readonly actor: string; readonly actorName: string; readonly requestId: string };
  }

  async function record(
    tx: EntityManager,
    input: Newcomer,
    action: 'crm.created' | 'crm.contact_added',
    customerId: string,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { enterpriseId, by } = input;
    await records.add(tx, {
      ...{ enterpriseId, actor: by.actor, actorName: by.actorName, action, before: {}, after },
      ...{ target: `customer:${customerId}`, requestId: by.requestId, at: clock.now() },
    });
  }

  /** Into the public pool. A name that somebody else has gets the number behind it: it is told nobody. */
  async function create(tx: EntityManager, input: Newcomer): Promise<Party> {
    const { enterpriseId, identityId, phone, answers, customerName } = input;
    const { items } = await classes.of(tx, 'customer', 'zh-CN');
    const classKey = items.find(({ key }) => key === usualClass)?.key ?? items.at(-1)?.key ?? usualClass;
    const known = !(await free(tx, { nameKey: nameKeyOf(customerName) }));
    const name = known ? `${customerName.slice(0, 60)}（${phone}）` : customerName;
    const [id, at] = [newId(), clock.now()];
    await tx.insert(Party, {
      ...{ id, enterpriseId, kind: 'customer', state: 'live', name, nameKey: nameKeyOf(name), phone },
      // The number may be another customer's, whom the person did not choose: one row alone has it as key.
      phoneKey: (await free(tx, { phoneKey: phone })) ? phone : null,
      ...{ classKey, importance: 'low', stage: 'target', source: '自助注册' },
      ...{ address: answers.address ?? '', note: '', ownerId: null, creatorId: identityId },
      ...{ creatorName: input.name.slice(0, 60), createdAt: at, importId: null, version: 1 },
    });
    const step = {
      enterpriseId,
      partyId: id,
      from: null,
      byId: identityId,
      byName: input.name.slice(0, 60),
      at,
    };
    await tx.insert(PartyChange, { ...step, id: newId(), what: 'stage', to: 'target' });
    await tx.insert(PartyChange, { ...step, id: newId(), what: 'class', to: classKey });
    const { address = '' } = answers;
    await record(tx, input, 'crm.created', id, { name, phone, class: classKey, stage: 'target', address });
    return tx.findOneOrFail(Party, { id });
  }

  async function contactOf(tx: EntityManager, input: Newcomer, party: Party): Promise<string> {
    const { enterpriseId, name, phone, answers } = input;
    const partyId = party.id;
    const known = await tx.findOne(PartyContact, { partyId, mobile: phone }, { disableIdentityMap: true });
    if (known !== null) return known.id;
    const id = newId();
    const { email = '', position = '', note = '' } = answers;
    await tx.insert(PartyContact, {
      ...{ id, enterpriseId, partyId, name: name.slice(0, 40), mobile: phone, email, position },
      ...{ hobby: '', note, createdAt: clock.now(), version: 1 },
      ...{ ...standingOf(party), ...contactKeysOf({ id, name: name.slice(0, 40), mobile: phone }) },
    });
    await record(tx, input, 'crm.contact_added', partyId, {
      contactName: name,
      phone,
      email,
      position,
      note,
    });
    return id;
  }

  return {
    async ofPhone(em: EntityManager, phone: string): Promise<string | null> {
      const own = await em.findOne(Party, { ...customers, phoneKey: phone }, { disableIdentityMap: true });
      if (own !== null) return own.id;
      const contacts = await em.find(
        PartyContact,
        { mobile: phone },
        { orderBy: { id: 'asc' }, fields: ['partyId'], disableIdentityMap: true, limit: 50 },
      );
      const ids = contacts.map(({ partyId }) => partyId);
      const [first] = await em.find(
        Party,
        { ...customers, id: { $in: ids } },
        { orderBy: { id: 'asc' }, fields: ['id'], limit: 1, disableIdentityMap: true },
      );
      return first?.id ?? null;
    },

    lengthOf: (typed: string): number => Array.from(plain(nameKeyOf(typed))).length,

    async find(
      em: EntityManager,
      typed: string,
      options: { match: 'exact' | 'prefix' | 'contains'; most: number },
    ): Promise<{ id: string; name: string }[]> {
      const key = nameKeyOf(typed);
      if (plain(key) === '') return [];
      const like = options.match === 'contains' ? `%${plain(key)}%` : `${plain(key)}%`;
      const rows = await em.find(
        Party,
        { ...customers, nameKey: options.match === 'exact' ? key : { $like: like } },
        {
          fields: ['id', 'name'],
          orderBy: { nameKey: 'asc' },
          limit: options.most,
          disableIdentityMap: true,
        },
      );
      return rows.map(({ id, name }) => ({ id, name }));
    },

    async named(em: EntityManager, name: string): Promise<string | null> {
      const where = { ...customers, nameKey: nameKeyOf(name) };
      const row = await em.findOne(Party, where, { fields: ['id'], disableIdentityMap: true });
      return row?.id ?? null;
    },

    /** @throws registration.customer_gone: it went to the bin meanwhile */
    async admit(tx: EntityManager, input: Newcomer) {
      const { customerId } = input;
      const found =
        customerId === null
          ? await create(tx, input)
          : await tx.findOne(
              Party,
              { ...customers, id: customerId },
              { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
            );
      assertThat(found, 'registration.customer_gone', 409);
      const contactId = await contactOf(tx, input, found);
      const { id, name, ownerId } = found;
      return {
        ...{ customerId: id, contactId, name, ownerId: ownerId ?? null },
        created: customerId === null,
      };
    },
  };
}
