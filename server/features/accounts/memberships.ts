import {
  hasCapability,
  interconnectRoles,
  isInterconnectRole,
  type InterconnectRole,
} from '../../../config/interconnect-roles.ts';
import { accountsTexts as enTexts } from '../../../config/locales/en/accounts.ts';
import { accountsTexts as zhTexts } from '../../../config/locales/zh-CN/accounts.ts';
import type { Membership, OwnPrompt, Tile } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../kernel/data/sql.ts';
import { formatText } from '../../kernel/i18n/translate.ts';
import { formatEnd } from '../../kernel/i18n/format-time.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { StaffCards } from './doors.ts';

export interface EnterpriseCards {
  within(
    em: EntityManager,
    id: string,
  ): Promise<{ id: string; displayName: string; legalName: string; slogan: string; timeZone: string } | null>;
  /** The relation as the accounts need it: until when it carries, and who paid for its edition. */
  connection(em: EntityManager, id: string): Promise<ConnectionState | null>;
  /** The switch «connect upstream enterprises» of a downstream (row 21). */
  connectsUpstreams(em: EntityManager, downstreamId: string): Promise<boolean>;
}

export interface ConnectionState {
  readonly state: 'pending' | 'active' | 'terminated';
  readonly endsAt: Date | null;
  /** Bought by the downstream itself: its people work whatever becomes of the relation (row 19). */
  readonly ownEdition: boolean;
  /** Until when the own edition lasts; null: no end. */
  readonly ownEndsAt: Date | null;
  /** Its enterprise place went with the end of a lot (row 320). */
  readonly suspended: boolean;
}

export type AccountsText = keyof typeof zhTexts;

export function accountsText(locale: Locale, key: AccountsText, values: Record<string, string> = {}): string {
  return formatText(locale, locale === 'en' ? enTexts[key] : zhTexts[key], values);
}

export const roleLabel = (locale: Locale, role: InterconnectRole): string =>
  accountsText(locale, `role.${role}`);

/** 138****1234: what is shown of a phone. */
export function maskPhone(phone: string): string {
  return phone.replace(/^(.{3}).*(.{4})$/, '$1****$2');
}

/** Everything about one account that access depends on, read in one place. */
export interface AccountView {
  readonly user: InterconnectUser;
  readonly company: InterconnectEnterprise;
  readonly connection: ConnectionState;
}

/** Why an account cannot be used now; null: it can. */
export type Blocked =
  'disabled' | 'binned' | 'waiting_quota' | 'suspended_phone' | 'ended' | 'suspended_company' | 'unbound';

/** Whether the downstream works on an edition of its own, to the millisecond. */
function ownRuns({ ownEdition, ownEndsAt }: ConnectionState, now: Date): boolean {
  return ownEdition && (ownEndsAt === null || ownEndsAt > now);
}

/** Whether the relation carries no more: from the later of its own end and the upstream's on. */
function isOver(connection: ConnectionState, now: Date): boolean {
  const { state, endsAt } = connection;
  if (state === 'pending') return true;
  if (state === 'active' || ownRuns(connection, now)) return false;
  return endsAt === null || endsAt <= now;
}

export function blockedBy(view: AccountView, now: Date): Blocked | null {
  const { user, company, connection } = view;
  if (user.accountState === 'binned') return 'binned';
  if (user.accountState === 'disabled' || (company.disabledAt ?? null) !== null) return 'disabled';
  if (isOver(connection, now)) return 'ended';
  if (connection.suspended && !ownRuns(connection, now)) return 'suspended_company';
  if (user.bindingState === 'waiting_quota') return 'waiting_quota';
  if (user.bindingState === 'suspended_phone') return 'suspended_phone';
  return user.bindingState === 'bound' ? null : 'unbound';
}

export function createMemberships(deps: {
  db: Database;
  clock: Clock;
  enterprises: EnterpriseCards;
  staff: StaffCards;
  prompts: { of(em: EntityManager, enterpriseId: string, locale: Locale): Promise<OwnPrompt | null> };
}) {
  const { enterprises, clock } = deps;

  async function view(em: EntityManager, user: InterconnectUser): Promise<AccountView | null> {
    const company = await em.findOne(InterconnectEnterprise, { id: user.interconnectEnterpriseId });
    if (company === null) return null;
    const connection = await enterprises.connection(em, company.connectionId);
    return connection === null ? null : { user, company, connection };
  }

  /** Accounts that a person is bound to, of every upstream: his own view, after his own proof. */
  async function viewsOf(em: EntityManager, identityId: string): Promise<AccountView[]> {
    const users = await em.find(
      InterconnectUser,
      { identityId, accountState: { $ne: 'binned' } },
      { orderBy: { boundAt: 'asc', id: 'asc' } },
    );
    const views: AccountView[] = [];
    for (const user of users) {
      const found = await view(em, user);
      if (found !== null) views.push(found);
    }
    return views;
  }

  async function salespersonOf(em: EntityManager, { user, company }: AccountView) {
    const id = user.salespersonId ?? company.salespersonId ?? null;
    if (id === null) return null;
    return (await deps.staff.byIds(em, [id])).get(id) ?? null;
  }

  /** With the upstream's own words where it has set some: beside the system's, or in their place. */
  async function presentWithPrompt(
    em: EntityManager,
    account: AccountView,
    locale: Locale,
  ): Promise<Membership> {
    const shown = await present(em, account, locale);
    if (shown.blockedReason === null) return { ...shown, ownPrompt: null };
    const ownPrompt = await deps.prompts.of(em, account.user.enterpriseId, locale);
    const blockedReason = ownPrompt?.alone === true ? ownPrompt.text : shown.blockedReason;
    return { ...shown, blockedReason, ownPrompt };
  }

  async function present(
    em: EntityManager,
    account: AccountView,
    locale: Locale,
  ): Promise<Omit<Membership, 'ownPrompt'>> {
    const { user, company, connection } = account;
    const upstream = await enterprises.within(em, user.enterpriseId);
    const salesperson = await salespersonOf(em, account);
    const blocked = blockedBy(account, clock.now());
    const roles = user.roles.filter(isInterconnectRole);
    const manages = hasCapability(user.roles, 'downstream.manage');
    const connectUpstreams = manages && (await enterprises.connectsUpstreams(em, company.downstreamId));
    const tiles: Set<Tile['key']> = new Set(roles.flatMap((role) => [...interconnectRoles[role].tiles]));
    if (connectUpstreams) tiles.add('upstreams');
    const upstreamName = upstream?.displayName ?? '';
    const timeZone = zoneOf(upstream);
    const inTail = connection.state === 'terminated' && !connection.ownEdition && blocked !== 'ended';
    const values = {
      upstream: upstreamName,
      salesperson: salesperson === null ? accountsText(locale, 'somebody') : salesperson.name,
      phone: salesperson?.phone ?? '',
      newPhone: maskPhone(user.phone),
      date: connection.endsAt === null ? '' : formatEnd(locale, connection.endsAt, timeZone),
    };
    return {
      id: user.id,
      contactName: user.name,
      upstreamName,
      downstreamName: company.name,
      phoneMasked: maskPhone(user.phone),
      roles: roles.map((role) => ({ key: role, label: accountsText(locale, `role.${role}`) })),
      accountState: user.accountState,
      bindingState: user.bindingState,
      tiles:
        blocked === null
          ? [...tiles].map((key) => ({
              key,
              label: accountsText(locale, `tile.${key}`),
              description: accountsText(locale, `tile.${key}.description`),
            }))
          : [],
      salesperson: salesperson === null ? null : { name: salesperson.name, phone: salesperson.phone },
      blockedReason: blocked === null ? null : accountsText(locale, `blocked.${blocked}`, values),
      endText:
        inTail && connection.endsAt !== null
          ? accountsText(locale, 'tail', {
              upstream: upstreamName,
              end: formatEnd(locale, connection.endsAt, timeZone),
            })
          : null,
      manages,
      connectUpstreams,
    };
  }

  return {
    view,
    viewsOf,
    salespersonOf,
    present: presentWithPrompt,
    /** The last use. Bare: it is no edit, and whoever has the account open keeps his version. */
    async seen(em: EntityManager, membershipId: string, at: Date): Promise<void> {
      const values = [timeValue(deps.db.dialect, at), membershipId];
      await writeRows(em, 'update interconnect_user set last_seen_at = ? where id = ?', values);
    },
    /** For sessions: the name under which the account may act, or null. */
    async activeName(em: EntityManager, membershipId: string, identityId: string): Promise<string | null> {
      const user = await em.findOne(InterconnectUser, { id: membershipId, identityId });
      if (user === null) return null;
      const found = await view(em, user);
      return found !== null && blockedBy(found, clock.now()) === null ? user.name : null;
    },
  };
}
export type Memberships = ReturnType<typeof createMemberships>;
