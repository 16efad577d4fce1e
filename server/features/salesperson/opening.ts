import type { OpenAccount } from '../../contract/account-opening.ts';
import type { PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { LinkedAccounts, LinkedCompany, Users } from '../accounts/index.ts';
import { nameKeyOf, type AccountDoor, type AccountParty } from '../crm/index.ts';
import { NoPlaceError, type Connections } from '../enterprises/index.ts';
import type { Abilities } from './abilities.ts';
import { rolesFor, type PluginValues } from './plugin.ts';
import type { Salesperson } from './ports.ts';

export interface OpeningDeps {
  readonly abilities: Pick<Abilities, 'demand'>;
  /** Without an SMS service nothing is sent by it. */
  readonly smsOn: boolean;
  readonly crm: AccountDoor;
  readonly linked: LinkedAccounts;
  readonly users: Pick<Users, 'disable' | 'enable'>;
  readonly connections: Pick<Connections, 'openWithin' | 'act' | 'rest'>;
}

export interface WantedPerson {
  readonly contactId: string;
  readonly roles?: readonly string[] | null | undefined;
}

export interface OpenedParty {
  readonly company: boolean;
  /** People whose account was made, and those who had one. */
  readonly opened: number;
  readonly kept: number;
}

export const actingAs = (by: Salesperson) => ({
  staffId: by.personId,
  name: by.name,
  enterpriseId: by.enterpriseId,
  requestId: by.requestId,
});

/** No longer than what an account has room for. */
const phoneLength = 20;

/** What a salesperson does with the accounts of a customer, a partner, and their people (rows 39–46). */
export function createAccountOpening(deps: OpeningDeps) {
  const { crm, linked, connections } = deps;

  /** The relation and account of a customer: the one there is, one that fits, or a new one. */
  async function companyOf(
    tx: EntityManager,
    by: Salesperson,
    party: AccountParty,
  ): Promise<{ company: LinkedCompany; made: boolean }> {
    const staff = actingAs(by);
    const known = (await linked.companies(tx, [party.id])).get(party.id);
    if (known?.phase === 'disabled') throw new AppError('opening.company_disabled', { status: 409 });
    if (known?.phase === 'pending') throw new AppError('opening.company_pending', { status: 409 });
    if (known?.phase === 'open' || known?.phase === 'suspended') return { company: known, made: false };
    const found = await linked.unlinkedLike(tx, {
      name: party.name,
      phones: party.contacts.map(({ mobile }) => mobile),
      sameName: (name) => nameKeyOf(name) === nameKeyOf(party.name.slice(0, 60)),
    });
    if (found !== null) {
      await linked.link(tx, staff, { partyId: party.id, companyId: found.id, fresh: false });
      return { company: { ...found, partyId: party.id }, made: false };
    }
    const opened = await connections.openWithin(tx, staff, {
      ...{ name: party.name.slice(0, 60), legalName: party.name, edition: null, origin: 'salesperson' },
      ...{ salespersonId: party.ownerId ?? by.personId, contactName: null },
    });
    await linked.link(tx, staff, { partyId: party.id, companyId: opened.companyId, fresh: true });
    const company = (await linked.companies(tx, [party.id])).get(party.id);
    if (company === undefined) throw new Error('The account that was just opened is not there');
    return { company, made: true };
  }

  /**
   * A customer's account and those of the people named, in the caller's transaction: all of it, or
   * nothing. Once more changes nothing.
   * @throws not_found | crm.binned | opening.pool | opening.contact_unknown | opening.role | …
   * @throws NoPlaceError: whoever has none left
   */
  async function openWithin(
    tx: EntityManager,
    by: Salesperson,
    plugin: PluginValues,
    wish: { kind: PartyKind; partyId: string; people: readonly WantedPerson[]; sms: boolean },
  ): Promise<OpenedParty> {
    const party = await crm.lock(tx, by, wish.kind, wish.partyId);
    assertThat(party.ownerId !== null, 'opening.pool', 409);
    const { company, made } = await companyOf(tx, by, party);
    const staff = actingAs(by);
    let hasPeople = (await linked.users(tx, [company.id])).length > 0;
    const result = { company: made, opened: 0, kept: 0 };
    for (const { contactId, roles } of wish.people) {
      const contact = party.contacts.find(({ id }) => id === contactId);
      assertThat(contact, 'opening.contact_unknown', 404);
      assertThat(contact.mobile.length <= phoneLength, 'opening.mobile', 409, { name: contact.name });
      const { outcome } = await linked.openUser(tx, staff, {
        contactIds: party.contacts.map(({ id }) => id),
        ...{ company, contact, roles: rolesFor(plugin, roles, !hasPeople), sms: wish.sms && deps.smsOn },
        salespersonId: party.ownerId,
      });
      if (outcome === 'no_place') throw new NoPlaceError('wechat_user');
      if (outcome === 'disabled')
        throw new AppError('opening.user_disabled', { status: 409, data: { name: contact.name } });
      result[outcome === 'opened' ? 'opened' : 'kept'] += 1;
      hasPeople = true;
    }
    return result;
  }

  return {
    openWithin,

    /** @throws opening.* | permission.denied | quota.exhausted, which names what is short */
    async open(
      em: EntityManager,
      by: Salesperson,
      of: { kind: PartyKind; id: string },
      input: OpenAccount,
    ): Promise<OpenedParty> {
      // What is not his to see is not there, whatever the plug-in says.
      await crm.one(em, by, of.kind, of.id);
      const first = input.contacts.length === 0 ? of.kind : ('contact' as const);
      const plugin = await deps.abilities.demand(em, by, first, 'open');
      const wish = { kind: of.kind, partyId: of.id, people: input.contacts, sms: input.sms };
      return connections.act(actingAs(by), by.locale, (tx) => openWithin(tx, by, plugin, wish));
    },

    /** The company's account: everybody of it out at once, and in again. */
    async setCompany(
      em: EntityManager,
      by: Salesperson,
      of: { kind: PartyKind; id: string },
      disabled: boolean,
    ): Promise<void> {
      await crm.one(em, by, of.kind, of.id);
      await deps.abilities.demand(em, by, of.kind, 'disable');
      await connections.act(actingAs(by), by.locale, async (tx) => {
        const party = await crm.lock(tx, by, of.kind, of.id);
        assertThat(party.ownerId !== null, 'opening.pool', 409);
        const company = (await linked.companies(tx, [party.id])).get(party.id);
        assertThat(company, 'opening.not_open', 409);
        const changed = await linked.setDisabled(tx, actingAs(by), company, disabled);
        assertThat(changed, 'account.state', 409);
        await connections.rest(tx, actingAs(by), company.connectionId, disabled);
      });
    },

    /** One contact's account. */
    async setUser(
      em: EntityManager,
      by: Salesperson,
      of: { kind: PartyKind; id: string; contactId: string },
      disabled: boolean,
    ): Promise<void> {
      await crm.one(em, by, of.kind, of.id);
      await deps.abilities.demand(em, by, 'contact', 'disable');
      const { user } = await this.userOf(em, by, of);
      await deps.users[disabled ? 'disable' : 'enable'](actingAs(by), user.id);
    },

    /** The account of a contact whom the caller may see. @throws not_found | opening.not_open */
    async userOf(em: EntityManager, by: Salesperson, of: { kind: PartyKind; id: string; contactId: string }) {
      const party = await crm.one(em, by, of.kind, of.id);
      assertThat(party.ownerId !== null, 'opening.pool', 409);
      const contact = party.contacts.find(({ id }) => id === of.contactId);
      assertThat(contact, 'not_found', 404);
      const company = (await linked.companies(em, [party.id])).get(party.id);
      const users = company === undefined ? [] : await linked.users(em, [company.id]);
      const user = users.find(({ contactId }) => contactId === of.contactId);
      assertThat(company !== undefined && user !== undefined, 'opening.not_open', 409);
      return { party, contact, company, user };
    },
  };
}
export type AccountOpening = ReturnType<typeof createAccountOpening>;
