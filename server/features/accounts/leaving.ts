import { LockMode } from '@mikro-orm/core';

import { downstreamAdminRole, hasCapability } from '../../../config/interconnect-roles.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import type { PersonAt } from '../../kernel/personal-data.ts';
import {
  BindingRequest,
  Consent,
  Identity,
  IdentityOpenid,
  InterconnectEnterprise,
  InterconnectUser,
  MarketingStop,
  OpenedTicket,
  PhoneProof,
  SessionExchange,
} from './account.entity.ts';
import type { Actor } from './actor.ts';
import type { Records, WechatDoor } from './doors.ts';
import type { Identities } from './identities.ts';
import { blockedBy, type Memberships } from './memberships.ts';
import type { Unbinding } from './unbinding.ts';

export interface LeavingAccount {
  readonly id: string;
  readonly enterpriseId: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly connectionId: string;
  readonly downstreamId: string;
  readonly contactName: string;
  readonly phone: string;
  readonly bound: boolean;
  readonly contactId: string | null;
  readonly salespersonId: string | null;
}
export interface Colleague {
  readonly id: string;
  readonly name: string;
}

/** What the accounts know of a person who wants to see or to end all that is kept of him (row 325). */
export function createLeaving(deps: {
  clock: Clock;
  memberships: Memberships;
  unbinding: Pick<Unbinding, 'unbind' | 'freePlace'>;
  identities: Identities;
  sessions: { erase(tx: EntityManager, personId: string): Promise<void> };
  records: Records;
  wechat: Pick<WechatDoor, 'appsOf' | 'enterprisesOf'>;
}) {
  const locked = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
  const live = { accountState: { $ne: 'binned' as const } };

  async function accountOf(em: EntityManager, user: InterconnectUser): Promise<LeavingAccount | null> {
    const company = await em.findOne(InterconnectEnterprise, { id: user.interconnectEnterpriseId });
    if (company === null) return null;
    return {
      ...{ id: user.id, enterpriseId: user.enterpriseId, companyId: company.id, companyName: company.name },
      ...{ downstreamId: company.downstreamId, connectionId: company.connectionId },
      ...{ contactName: user.name, phone: user.phone },
      bound: typeof user.identityId === 'string',
      contactId: user.contactId ?? null,
      salespersonId: user.salespersonId ?? company.salespersonId ?? null,
    };
  }

  /** People of the company who stay, and whether one of them is its admin, or will be when he binds. */
  async function staying(em: EntityManager, user: InterconnectUser, leaving: readonly string[]) {
    const rows = await em.find(
      InterconnectUser,
      {
        interconnectEnterpriseId: user.interconnectEnterpriseId,
        id: { $nin: [...leaving] },
        accountState: { $in: ['active', 'invited', 'not_invited'] },
      },
      { orderBy: { id: 'asc' }, refresh: true },
    );
    const isBound = (one: InterconnectUser) => typeof one.identityId === 'string';
    const hasAdmin = rows.some(({ roles }) => hasCapability(roles, 'downstream.manage'));
    const colleagues = [...rows].sort((a, b) => Number(isBound(b)) - Number(isBound(a)));
    return { hasAdmin, colleagues: colleagues.map(({ id, name }): Colleague => ({ id, name })) };
  }

  return {
    /** Whoever leaves, signs in or leaves once more at this moment comes one after the other. */
    async lock(tx: EntityManager, identityId: string): Promise<void> {
      assertThat(await tx.findOne(Identity, { id: identityId }, locked), 'cancellation.gone', 409);
    },

    /** His accounts of every upstream, and with a proved number those that were opened for it and bound by nobody. */
    async mine(em: EntityManager, identityId: string, phone: string | null): Promise<LeavingAccount[]> {
      const users = await em.find(
        InterconnectUser,
        { $or: [{ identityId }, ...(phone === null ? [] : [{ identityId: null, phone }])] },
        { orderBy: { createdAt: 'asc', id: 'asc' }, refresh: true },
      );
      const accounts: LeavingAccount[] = [];
      for (const user of users) {
        const account = await accountOf(em, user);
        if (account !== null) accounts.push(account);
      }
      return accounts;
    },

    /**
     * To whom he hands his company over first: he is its only admin, and others stay. Null: he may go. Who
     * is alone there hands over to nobody; a relation that is over needs no admin.
     */
    async mustHandOver(
      em: EntityManager,
      accountId: string,
      leaving: readonly string[],
    ): Promise<readonly Colleague[] | null> {
      const user = await em.findOneOrFail(InterconnectUser, { id: accountId });
      if (typeof user.identityId !== 'string') return null;
      if (!hasCapability(user.roles, 'downstream.manage')) return null;
      const view = await deps.memberships.view(em, user);
      const blocked = view === null ? 'ended' : blockedBy(view, deps.clock.now());
      if (blocked === 'ended' || blocked === 'disabled' || blocked === 'binned') return null;
      const { hasAdmin, colleagues } = await staying(em, user, leaving);
      return hasAdmin || colleagues.length === 0 ? null : colleagues;
    },

    /** Two admins of one company who leave at once come one after the other. */
    lockCompany: (tx: EntityManager, companyId: string) =>
      tx.findOneOrFail(InterconnectEnterprise, { id: companyId }, locked),

    /** A colleague becomes admin of the company too. @throws not_found */
    async handOver(
      tx: EntityManager,
      identityId: string,
      input: { accountId: string; userId: string },
      requestId: string,
    ): Promise<void> {
      const own = await tx.findOne(InterconnectUser, { id: input.accountId, identityId, ...live });
      assertThat(own, 'not_found', 404);
      assertThat(hasCapability(own.roles, 'downstream.manage'), 'not_found', 404);
      const view = await deps.memberships.view(tx, own);
      const blocked = view === null ? 'ended' : blockedBy(view, deps.clock.now());
      if (blocked === 'disabled' || blocked === 'suspended_phone' || blocked === 'ended')
        throw new AppError('account.state', { status: 409 });
      const { interconnectEnterpriseId } = own;
      const to = await tx.findOne(
        InterconnectUser,
        {
          id: input.userId,
          interconnectEnterpriseId,
          accountState: { $in: ['active', 'invited', 'not_invited'] },
        },
        locked,
      );
      assertThat(to, 'not_found', 404);
      if (hasCapability(to.roles, 'downstream.manage')) return;
      const before = [...to.roles];
      to.roles = [...to.roles, downstreamAdminRole];
      await tx.flush();
      await deps.records.add(tx, {
        ...{ enterpriseId: own.enterpriseId, actor: `identity:${identityId}`, actorName: own.name },
        ...{ action: 'account.admin_handed_over', target: `interconnect_user:${to.id}` },
        ...{ before: { roles: before }, after: { roles: to.roles }, requestId, at: deps.clock.now() },
      });
    },

    /** Enterprises here that keep something of a person. */
    async enterprisesOf(em: EntityManager, identityId: string): Promise<string[]> {
      const openids = await em.find(IdentityOpenid, { identityId });
      const rows = [
        ...(await em.find(InterconnectUser, { identityId }, { fields: ['enterpriseId'] })),
        ...(await em.find(Consent, { identityId }, { fields: ['enterpriseId'] })),
        ...(await em.find(BindingRequest, { identityId }, { fields: ['enterpriseId'] })),
      ];
      const apps = await deps.wechat.enterprisesOf(
        em,
        openids.map(({ appId }) => appId),
      );
      return [...new Set([...rows.map(({ enterpriseId }) => enterpriseId), ...apps])].sort();
    },

    /** A person at one enterprise, by what all that is kept of him is found. */
    async personAt(
      em: EntityManager,
      identityId: string,
      enterpriseId: string,
      accounts: readonly LeavingAccount[],
    ): Promise<PersonAt> {
      const here = accounts.filter((account) => account.enterpriseId === enterpriseId);
      const requests = await em.find(BindingRequest, { identityId, enterpriseId });
      const proofs = await em.find(PhoneProof, { identityId });
      const openids = await em.find(IdentityOpenid, { identityId });
      const apps = await deps.wechat.appsOf(em, enterpriseId);
      const distinct = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ''))];
      return {
        ...{ enterpriseId, identityId },
        tenants: distinct([enterpriseId, ...here.map(({ downstreamId }) => downstreamId)]),
        userIds: here.map(({ id }) => id),
        requestIds: requests.map(({ id }) => id),
        contactIds: distinct(here.map(({ contactId }) => contactId ?? '')),
        connectionIds: distinct(here.map(({ connectionId }) => connectionId)),
        phones: distinct([...here, ...requests, ...proofs].map(({ phone }) => phone)),
        names: distinct([...here.map(({ contactName }) => contactName), ...requests.map(({ name }) => name)]),
        openids: apps.flatMap(({ appId, channelAccountId }) =>
          openids.filter((one) => one.appId === appId).map(({ openid }) => ({ channelAccountId, openid })),
        ),
      };
    },

    /** Ends one account: binding, sessions, place; and the account itself. */
    async close(tx: EntityManager, account: LeavingAccount, by: Actor): Promise<void> {
      const user = await tx.findOneOrFail(InterconnectUser, { id: account.id }, locked);
      if (!(await deps.unbinding.unbind(tx, user, by))) {
        const cause = `cancel:${user.id}:${by.cause}`;
        await deps.unbinding.freePlace(tx, user, { cause, actor: by.actor, reason: 'unbound' });
      }
      await tx.nativeDelete(InterconnectUser, { id: account.id });
      await tx.nativeUpdate(Identity, { lastMembershipId: account.id }, { lastMembershipId: null });
    },

    /** The WeChat person himself: whoever signs in with this WeChat afterwards is new. */
    async forget(tx: EntityManager, identityId: string, phones: readonly string[]): Promise<void> {
      await deps.sessions.erase(tx, identityId);
      await deps.identities.forgetProofs(tx, identityId);
      await tx.nativeDelete(SessionExchange, { identityId });
      await tx.nativeDelete(OpenedTicket, { identityId });
      await tx.nativeDelete(IdentityOpenid, { identityId });
      await tx.nativeDelete(Identity, { id: identityId });
      for (const phone of phones) {
        // A refusal by SMS holds while another account carries the number.
        if ((await tx.count(InterconnectUser, { phone })) === 0)
          await tx.nativeDelete(MarketingStop, { phone });
      }
    },
  };
}
export type Leaving = ReturnType<typeof createLeaving>;
