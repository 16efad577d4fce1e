import { isInterconnectRole, type InterconnectRole } from '../../../config/interconnect-roles.ts';
import type { AccountStateRow, ContactStateRow, PartyAccount } from '../../contract/account-opening.ts';
import type { Locale } from '../../contract/common.ts';
import type { PartyKind } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { LinkedAccounts, LinkedUser } from '../accounts/index.ts';
import type { AccountDoor } from '../crm/index.ts';
import type { Abilities } from './abilities.ts';
import type { Salesperson } from './ports.ts';
import { FaceInvitation } from './salesperson.entity.ts';

const maskPhone = (phone: string): string => phone.replace(/^(.{3}).*(.{4})$/, '$1****$2');
const nothing = { users: [], usage: { users: 0, bound: 0, lastSeenAt: null }, company: null };
const isBound = ({ bindingState }: LinkedUser) => bindingState !== 'none';

/** What staff see of accounts beside their customers: state in lists, use on the detail (rows 47–51). */
export function createAccountView(deps: {
  clock: Clock;
  abilities: Pick<Abilities, 'of'>;
  crm: AccountDoor;
  linked: LinkedAccounts;
  roleLabel: (locale: Locale, role: InterconnectRole) => string;
}) {
  const { crm, linked } = deps;

  /** The newest code of each account, if it says anything still. */
  async function invitationsOf(em: EntityManager, users: readonly LinkedUser[]) {
    const rows = await em.find(
      FaceInvitation,
      { interconnectUserId: { $in: users.map(({ id }) => id) } },
      { orderBy: { id: 'asc' }, refresh: true },
    );
    return new Map(rows.map((row) => [row.interconnectUserId, row]));
  }

  return {
    async one(
      em: EntityManager,
      by: Salesperson,
      of: { kind: PartyKind; id: string },
    ): Promise<PartyAccount> {
      const party = await crm.one(em, by, of.kind, of.id);
      const { plugin, left, shown, ability } = await deps.abilities.of(em, by);
      const company = plugin.enabled ? (await linked.companies(em, [party.id])).get(party.id) : undefined;
      const state = company?.phase ?? 'none';
      const needsPlace = state === 'none' || state === 'ended' || state === 'tail';
      const can = {
        open: await ability(of.kind, 'open', left.enterprise > 0),
        disable: await ability(of.kind, 'disable'),
        openContact: await ability(
          'contact',
          'open',
          company?.ownEdition === true || (left.wechatUser > 0 && (!needsPlace || left.enterprise > 0)),
        ),
        disableContact: await ability('contact', 'disable'),
      };
      if (company === undefined) return { shown, state, can, ...nothing };
      const users = await linked.users(em, [company.id]);
      const invitations = await invitationsOf(em, users);
      const now = deps.clock.now();
      const seen = users.flatMap(({ lastSeenAt }) => (lastSeenAt === null ? [] : [lastSeenAt.getTime()]));
      return {
        ...{ shown, state, can },
        company: { id: company.id, name: company.name, openedAt: company.openedAt.toISOString() },
        users: users.map((user) => {
          const invitation = invitations.get(user.id);
          return {
            ...{ id: user.id, contactId: user.contactId, name: user.name },
            phoneMasked: maskPhone(user.phone),
            roles: user.roles
              .filter(isInterconnectRole)
              .map((key) => ({ key, label: deps.roleLabel(by.locale, key) })),
            ...{ accountState: user.accountState, bindingState: user.bindingState },
            openedAt: user.openedAt.toISOString(),
            invitedAt: user.invitedAt?.toISOString() ?? null,
            boundAt: isBound(user) ? (user.boundAt?.toISOString() ?? null) : null,
            lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
            invitation:
              invitation === undefined
                ? null
                : {
                    state:
                      (invitation.scannedAt ?? null) !== null
                        ? ('scanned' as const)
                        : invitation.expiresAt <= now
                          ? ('over' as const)
                          : ('waiting' as const),
                    expiresAt: invitation.expiresAt.toISOString(),
                  },
          };
        }),
        usage: {
          users: users.length,
          bound: users.filter(isBound).length,
          lastSeenAt: seen.length === 0 ? null : new Date(Math.max(...seen)).toISOString(),
        },
      };
    },

    /** Of those that the caller may see; nothing where the plug-in is off. */
    async states(
      em: EntityManager,
      by: Salesperson,
      kind: PartyKind,
      ids: readonly string[],
    ): Promise<AccountStateRow[]> {
      const { plugin } = await deps.abilities.of(em, by);
      if (!plugin.enabled) return [];
      const parties = await crm.many(em, by, kind, ids);
      const companies = await linked.companies(
        em,
        parties.map(({ id }) => id),
      );
      const users = await linked.users(
        em,
        [...companies.values()].map(({ id }) => id),
      );
      return parties.map(({ id }) => {
        const company = companies.get(id);
        const own = users.filter(({ companyId }) => companyId === company?.id);
        return {
          ...{ id, state: company?.phase ?? 'none' },
          ...{ users: own.length, bound: own.filter(isBound).length },
        };
      });
    },

    /** Of the people whose records the caller may see; nothing where the plug-in is off. */
    async contactStates(
      em: EntityManager,
      by: Salesperson,
      contactIds: readonly string[],
    ): Promise<ContactStateRow[]> {
      const { plugin } = await deps.abilities.of(em, by);
      if (!plugin.enabled) return [];
      const partyOf = await crm.partiesOf(em, by, contactIds);
      const companies = await linked.companies(em, [...new Set(partyOf.values())]);
      const users = await linked.users(
        em,
        [...companies.values()].map(({ id }) => id),
      );
      return [...partyOf].map(([id, partyId]) => {
        const companyId = companies.get(partyId)?.id;
        const user = users.find((one) => one.companyId === companyId && one.contactId === id);
        return {
          id,
          account:
            user === undefined ? null : { accountState: user.accountState, bindingState: user.bindingState },
        };
      });
    },
  };
}
export type AccountView = ReturnType<typeof createAccountView>;
