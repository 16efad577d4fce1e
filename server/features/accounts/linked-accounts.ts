import type { InterconnectRole } from '../../../config/interconnect-roles.ts';
import type { AccountState, BindingState } from '../../contract/accounts.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { AccountEvents, BindingNotices, Records } from './doors.ts';
import type { Downstreams } from './downstreams.ts';
import { maskPhone, type EnterpriseCards } from './memberships.ts';
import type { Opening } from './opening.ts';
import type { SessionEnder } from './unbinding.ts';

/** open: in use. suspended: its place went with a lot. tail: terminated, works until its end. */
export type CompanyPhase = 'pending' | 'open' | 'disabled' | 'suspended' | 'tail' | 'ended';

/** The interconnect enterprise of a customer or partner. */
export interface LinkedCompany {
  readonly id: string;
  readonly partyId: string;
  readonly connectionId: string;
  readonly name: string;
  readonly phase: CompanyPhase;
  /** Its people use no place of the upstream. */
  readonly ownEdition: boolean;
  readonly openedAt: Date;
}

export interface LinkedUser {
  readonly id: string;
  readonly companyId: string;
  readonly contactId: string | null;
  readonly name: string;
  readonly phone: string;
  readonly roles: readonly string[];
  readonly accountState: AccountState;
  readonly bindingState: BindingState;
  readonly openedAt: Date;
  readonly invitedAt: Date | null;
  readonly boundAt: Date | null;
  readonly lastSeenAt: Date | null;
}

export interface LinkingStaff {
  readonly staffId: string;
  readonly name: string;
  readonly enterpriseId: string;
  readonly requestId: string;
}

/** Accounts by the customers, partners and contacts that they are linked with (rows 39, 40). */
export function createLinkedAccounts(deps: {
  clock: Clock;
  enterprises: Pick<EnterpriseCards, 'connection'>;
  opening: Opening;
  downstreams: Pick<Downstreams, 'freePlaces' | 'retakePlaces'>;
  sessions: SessionEnder;
  notices: Pick<BindingNotices, 'invited'>;
  records: Records;
  events: AccountEvents;
}) {
  const { clock } = deps;

  async function phaseOf(em: EntityManager, company: InterconnectEnterprise) {
    const connection = await deps.enterprises.connection(em, company.connectionId);
    const ownEdition = connection?.ownEdition === true;
    const phase = ((): CompanyPhase => {
      if (connection === null) return 'ended';
      if (connection.state === 'pending') return 'pending';
      if (connection.state === 'terminated')
        return connection.endsAt !== null && connection.endsAt > clock.now() ? 'tail' : 'ended';
      if ((company.disabledAt ?? null) !== null) return 'disabled';
      return connection.suspended && !ownEdition ? 'suspended' : 'open';
    })();
    return { phase, ownEdition };
  }

  async function present(em: EntityManager, company: InterconnectEnterprise): Promise<LinkedCompany> {
    return {
      ...{ id: company.id, partyId: company.partyId ?? '', connectionId: company.connectionId },
      ...{ name: company.name, openedAt: company.createdAt, ...(await phaseOf(em, company)) },
    };
  }

  const presentUser = (user: InterconnectUser): LinkedUser => ({
    ...{ id: user.id, companyId: user.interconnectEnterpriseId, contactId: user.contactId ?? null },
    ...{ name: user.name, phone: user.phone, roles: user.roles },
    ...{ accountState: user.accountState, bindingState: user.bindingState, openedAt: user.createdAt },
    ...{ invitedAt: user.invitedAt ?? null, boundAt: user.boundAt ?? null },
    lastSeenAt: user.lastSeenAt ?? null,
  });

  const record = (
    tx: EntityManager,
    by: LinkingStaff,
    action: 'account.opened' | 'account.linked' | 'company.linked' | 'company.disabled' | 'company.enabled',
    target: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ) =>
    deps.records.add(tx, {
      ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name, action },
      ...{ target, before, after, requestId: by.requestId, at: clock.now() },
    });

  return {
    /** By party. */
    async companies(em: EntityManager, partyIds: readonly string[]): Promise<Map<string, LinkedCompany>> {
      const rows =
        partyIds.length === 0
          ? []
          : await em.find(InterconnectEnterprise, { partyId: { $in: [...partyIds] } }, { refresh: true });
      const found = new Map<string, LinkedCompany>();
      for (const row of rows) found.set(row.partyId ?? '', await present(em, row));
      return found;
    },

    /** People of companies, those in the recycle bin left out; oldest first. */
    async users(em: EntityManager, companyIds: readonly string[]): Promise<LinkedUser[]> {
      if (companyIds.length === 0) return [];
      const rows = await em.find(
        InterconnectUser,
        { interconnectEnterpriseId: { $in: [...companyIds] }, accountState: { $ne: 'binned' } },
        { orderBy: { id: 'asc' }, refresh: true },
      );
      return rows.map(presentUser);
    },

    /**
     * An account of the upstream's that no customer is linked with and that is this company's: by its
     * name, or by somebody's number where the names differ in spelling alone.
     * @param sameName whether two names are one company's
     */
    async unlinkedLike(
      tx: EntityManager,
      input: { name: string; phones: readonly string[]; sameName: (name: string) => boolean },
    ): Promise<LinkedCompany | null> {
      const { name, phones, sameName } = input;
      const users =
        phones.length === 0
          ? []
          : await tx.find(
              InterconnectUser,
              { phone: { $in: [...phones] }, accountState: { $ne: 'binned' } },
              { fields: ['interconnectEnterpriseId'], disableIdentityMap: true },
            );
      const ids = users.map((user) => user.interconnectEnterpriseId);
      const rows = await tx.find(
        InterconnectEnterprise,
        { partyId: null, $or: [{ name: name.slice(0, 60) }, { id: { $in: ids } }] },
        { orderBy: { id: 'asc' } },
      );
      for (const row of rows) {
        if (!sameName(row.name)) continue;
        const company = await present(tx, row);
        if (company.phase === 'open' || company.phase === 'suspended') return company;
      }
      return null;
    },

    /** The account is this customer's from now on; one that is over, and was his, is so no more. */
    async link(
      tx: EntityManager,
      by: LinkingStaff,
      input: { partyId: string; companyId: string; fresh: boolean },
    ): Promise<void> {
      const { partyId, companyId, fresh } = input;
      const before = await tx.findOne(InterconnectEnterprise, { partyId });
      if (before !== null) {
        await tx.nativeUpdate(InterconnectUser, { interconnectEnterpriseId: before.id }, { contactId: null });
        await tx.nativeUpdate(InterconnectEnterprise, { id: before.id }, { partyId: null });
      }
      await tx.nativeUpdate(InterconnectEnterprise, { id: companyId }, { partyId });
      if (!fresh)
        await record(
          tx,
          by,
          'company.linked',
          `interconnect_enterprise:${companyId}`,
          {},
          { customer: partyId },
        );
    },

    /**
     * The account of a contact: the one that he has, the one of the same number in this company (which
     * keeps its roles), or a new one with its WeChat-user place.
     * @returns reserved false: no place was free, and the caller undoes all of it
     */
    async openUser(
      tx: EntityManager,
      by: LinkingStaff,
      input: {
        company: Pick<LinkedCompany, 'id' | 'name' | 'ownEdition'>;
        contact: { readonly id: string; readonly name: string; readonly mobile: string };
        /** All contacts of the customer: an account that one of them has is his. */
        contactIds: readonly string[];
        roles: readonly InterconnectRole[];
        salespersonId: string;
        /** Whether the invitation SMS leaves. */
        sms: boolean;
      },
    ): Promise<{ userId: string; outcome: 'opened' | 'linked' | 'there' | 'disabled' | 'no_place' }> {
      const { company, contact, roles, sms } = input;
      const interconnectEnterpriseId = company.id;
      const same = await tx.findOne(
        InterconnectUser,
        {
          $or: [{ contactId: contact.id }, { interconnectEnterpriseId, phone: contact.mobile }],
        },
        { orderBy: { contactId: 'desc' }, refresh: true },
      );
      if (same !== null && same.interconnectEnterpriseId === interconnectEnterpriseId) {
        const userId = same.id;
        if (same.accountState === 'disabled' || same.accountState === 'binned')
          return { userId, outcome: 'disabled' };
        if (input.contactIds.includes(same.contactId ?? '')) return { userId, outcome: 'there' };
        await tx.nativeUpdate(InterconnectUser, { id: userId }, { contactId: contact.id });
        await record(tx, by, 'account.linked', `interconnect_user:${userId}`, {}, { contact: contact.name });
        return { userId, outcome: 'linked' };
      }
      const now = clock.now();
      const { id: userId, reserved } = await deps.opening.openUser(tx, {
        ...{ enterpriseId: by.enterpriseId, interconnectEnterpriseId, name: contact.name },
        ...{ phone: contact.mobile, roles, reservePlace: !company.ownEdition },
        ...{ invitedAt: sms ? now : null, openedAt: now, actor: `staff:${by.staffId}` },
        ...{ contactId: contact.id, salespersonId: input.salespersonId },
      });
      if (!reserved && !company.ownEdition) return { userId, outcome: 'no_place' };
      const after = { contact: contact.name, phone: maskPhone(contact.mobile), roles };
      await record(tx, by, 'account.opened', `interconnect_user:${userId}`, {}, after);
      if (sms) {
        await deps.notices.invited(tx, {
          ...{ enterpriseId: by.enterpriseId, interconnectUserId: userId, contactName: contact.name },
          ...{ company: company.name, cause: userId, at: now },
        });
      }
      return { userId, outcome: 'opened' };
    },

    /** By a code or a card in hand: he counts as invited, and no message left. */
    async invitedByHand(tx: EntityManager, userId: string): Promise<void> {
      const where = { id: userId, accountState: 'not_invited' as const };
      await tx.nativeUpdate(InterconnectUser, where, { accountState: 'invited' });
    },

    async companyName(em: EntityManager, id: string): Promise<string> {
      return (await em.findOne(InterconnectEnterprise, { id }))?.name ?? '';
    },

    async user(em: EntityManager, id: string): Promise<LinkedUser | null> {
      const user = await em.findOne(InterconnectUser, { id }, { refresh: true });
      return user === null ? null : presentUser(user);
    },

    /**
     * Nobody of the company gets in: sessions end within a second everywhere, and the WeChat-user
     * places are free. The enterprise's place is its relation's, which rests beside it.
     * @returns false: it was disabled, or enabled, already
     */
    async setDisabled(
      tx: EntityManager,
      by: LinkingStaff,
      company: Pick<LinkedCompany, 'id' | 'connectionId' | 'name'>,
      disabled: boolean,
    ): Promise<boolean> {
      const { id, connectionId } = company;
      const now = clock.now();
      const changed = await tx.nativeUpdate(
        InterconnectEnterprise,
        { id, disabledAt: disabled ? null : { $ne: null } },
        { disabledAt: disabled ? now : null },
      );
      if (changed === 0) return false;
      const places = { enterpriseId: by.enterpriseId, connectionId, actor: `staff:${by.staffId}` };
      const cause = `company:${by.requestId}`;
      if (disabled) {
        await deps.downstreams.freePlaces(tx, { ...places, cause, reason: 'disabled' });
        const bound = { interconnectEnterpriseId: id, identityId: { $ne: null } };
        for (const user of await tx.find(InterconnectUser, bound, { fields: ['id'] }))
          await deps.sessions.end(tx, { membershipId: user.id });
      } else {
        await deps.downstreams.retakePlaces(tx, { ...places, cause, reason: 'enabled', now });
      }
      // Other systems know accounts, each by its id.
      const standing = {
        interconnectEnterpriseId: id,
        accountState: { $nin: ['disabled', 'binned'] },
      } as const;
      for (const user of await tx.find(InterconnectUser, standing, { fields: ['id'] })) {
        const type = disabled ? ('account.disabled' as const) : ('account.enabled' as const);
        const data = { accountId: user.id, interconnectEnterpriseId: id };
        await deps.events.publish(tx, { enterpriseId: by.enterpriseId, type, data, at: now });
      }
      await record(
        tx,
        by,
        disabled ? 'company.disabled' : 'company.enabled',
        `interconnect_enterprise:${id}`,
        { state: disabled ? 'active' : 'disabled' },
        { state: disabled ? 'disabled' : 'active', name: company.name },
      );
      return true;
    },
  };
}
export type LinkedAccounts = ReturnType<typeof createLinkedAccounts>;
