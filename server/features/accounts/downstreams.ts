import {
  downstreamAdminRole,
  hasCapability,
  type InterconnectRole,
} from '../../../config/interconnect-roles.ts';
import type { Clock } from '../../kernel/clock.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { Actor } from './actor.ts';
import type { Binding } from './binding.ts';
import type { BoundMarks } from './bound-marks.ts';
import type { BindingNotices, Place, Places, StaffCards } from './doors.ts';
import { blockedBy, type Memberships } from './memberships.ts';
import type { Opening } from './opening.ts';

/** What the upstream's staff see of a downstream's account. */
export interface CompanyCard {
  readonly id: string;
  readonly name: string;
  readonly salespersonName: string | null;
  readonly users: number;
  readonly boundUsers: number;
  readonly disabled: boolean;
}

/** A company whose admin a person is. */
export interface ManagedCompany {
  readonly downstreamId: string;
  readonly name: string;
  /** The upstream in whose books the person is. */
  readonly enterpriseId: string;
  readonly connectionId: string;
}

/** Downstream enterprises as accounts: what relations need of them. */
export function createDownstreams(deps: {
  clock: Clock;
  opening: Opening;
  places: Places;
  staff: StaffCards;
  notices: Pick<BindingNotices, 'invited'>;
  binding: Pick<Binding, 'bindOne'>;
  memberships: Memberships;
  marks: Pick<BoundMarks, 'refresh'>;
}) {
  const { clock, memberships } = deps;

  async function managed(em: EntityManager, user: InterconnectUser): Promise<ManagedCompany | null> {
    if (!hasCapability(user.roles, 'downstream.manage')) return null;
    const view = await memberships.view(em, user);
    if (view === null) return null;
    const blocked = blockedBy(view, clock.now());
    // Whom nothing but a place or the relation holds up is its admin all the same.
    if (blocked === 'binned' || blocked === 'disabled' || blocked === 'suspended_phone') return null;
    const { company } = view;
    return {
      downstreamId: company.downstreamId,
      name: company.name,
      enterpriseId: user.enterpriseId,
      connectionId: company.connectionId,
    };
  }

  return {
    openEnterprise: (...args: Parameters<Opening['openEnterprise']>) => deps.opening.openEnterprise(...args),

    /**
     * The first person of a downstream, its admin, with a reserved WeChat-user place; invited in the
     * same transaction (row 25).
     * @returns false where no place was free: the caller decides what that means
     */
    async openAdmin(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        companyId: string;
        company: string;
        name: string;
        phone: string;
        actor: string;
      },
    ): Promise<{ userId: string; reserved: boolean }> {
      const now = clock.now();
      const { id, reserved } = await deps.opening.openUser(tx, {
        enterpriseId: input.enterpriseId,
        interconnectEnterpriseId: input.companyId,
        name: input.name,
        phone: input.phone,
        roles: [downstreamAdminRole],
        reservePlace: true,
        invitedAt: now,
        openedAt: now,
        actor: input.actor,
      });
      if (reserved) {
        await deps.notices.invited(tx, {
          enterpriseId: input.enterpriseId,
          interconnectUserId: id,
          contactName: input.name,
          company: input.company,
          cause: id,
          at: now,
        });
      }
      return { userId: id, reserved };
    },

    /** Who came by himself, by a code or the form, and has proved his phone: account and binding in one step. */
    async admit(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        companyId: string;
        identityId: string;
        name: string;
        phone: string;
        /** Who came by a code is the downstream's admin; who registered has the role that is set for it. */
        roles?: readonly InterconnectRole[];
        by: Actor;
      },
    ): Promise<string> {
      const now = clock.now();
      const { id } = await deps.opening.openUser(tx, {
        enterpriseId: input.enterpriseId,
        interconnectEnterpriseId: input.companyId,
        name: input.name,
        phone: input.phone,
        roles: input.roles ?? [downstreamAdminRole],
        reservePlace: false,
        invitedAt: now,
        openedAt: now,
        actor: input.by.actor,
      });
      const user = await tx.findOneOrFail(InterconnectUser, { id });
      const view = await memberships.view(tx, user);
      if (view === null) throw new Error('The new account has no company');
      await deps.binding.bindOne(tx, view, input.identityId, input.by);
      await deps.marks.refresh(tx, input.identityId);
      return id;
    },

    async companyOf(em: EntityManager, connectionId: string): Promise<string | null> {
      return (await em.findOne(InterconnectEnterprise, { connectionId }))?.id ?? null;
    },
    async connectionOf(em: EntityManager, companyId: string): Promise<string | null> {
      return (await em.findOne(InterconnectEnterprise, { id: companyId }))?.connectionId ?? null;
    },
    /** Whether an account of the tenant has this phone, in whichever state. */
    async hasPhone(em: EntityManager, phone: string): Promise<boolean> {
      return (await em.count(InterconnectUser, { phone })) > 0;
    },

    /** The company that is linked with a customer or partner. */
    async companyOfParty(em: EntityManager, partyId: string): Promise<string | null> {
      return (await em.findOne(InterconnectEnterprise, { partyId }))?.id ?? null;
    },

    /** What is somebody else's already stays so: the keys are unique. */
    async linkCustomer(
      tx: EntityManager,
      input: { partyId: string; companyId: string; contactId: string | null; userId: string },
    ): Promise<void> {
      const { partyId, companyId, contactId, userId } = input;
      if ((await tx.count(InterconnectEnterprise, { partyId })) === 0)
        await tx.nativeUpdate(InterconnectEnterprise, { id: companyId, partyId: null }, { partyId });
      if (contactId !== null && (await tx.count(InterconnectUser, { contactId })) === 0)
        await tx.nativeUpdate(InterconnectUser, { id: userId, contactId: null }, { contactId });
    },

    async cards(em: EntityManager, connectionIds: readonly string[]): Promise<Map<string, CompanyCard>> {
      const companies = await em.find(InterconnectEnterprise, { connectionId: { $in: [...connectionIds] } });
      const users = await em.find(
        InterconnectUser,
        {
          interconnectEnterpriseId: { $in: companies.map(({ id }) => id) },
          accountState: { $ne: 'binned' },
        },
        { fields: ['interconnectEnterpriseId', 'bindingState'] },
      );
      const staff = await deps.staff.byIds(
        em,
        companies.flatMap(({ salespersonId }) => (typeof salespersonId === 'string' ? [salespersonId] : [])),
      );
      return new Map(
        companies.map((company) => {
          const own = users.filter((user) => user.interconnectEnterpriseId === company.id);
          const card: CompanyCard = {
            id: company.id,
            name: company.name,
            salespersonName: staff.get(company.salespersonId ?? '')?.name ?? null,
            users: own.length,
            boundUsers: own.filter(({ bindingState }) => bindingState !== 'none').length,
            disabled: (company.disabledAt ?? null) !== null,
          };
          return [company.connectionId, card];
        }),
      );
    },

    /** Its admins who can be reached in WeChat. */
    async admins(
      em: EntityManager,
      connectionId: string,
    ): Promise<{ readonly id: string; readonly name: string; readonly company: string }[]> {
      const company = await em.findOne(InterconnectEnterprise, { connectionId });
      if (company === null) return [];
      const users = await em.find(
        InterconnectUser,
        { interconnectEnterpriseId: company.id, accountState: 'active', identityId: { $ne: null } },
        { orderBy: { id: 'asc' } },
      );
      return users
        .filter(({ roles }) => hasCapability(roles, 'downstream.manage'))
        .map(({ id, name }) => ({ id, name, company: company.name }));
    },

    /** Relations whose company has the text in its name. */
    async connectionsNamed(em: EntityManager, text: string): Promise<string[]> {
      const found = await em.find(
        InterconnectEnterprise,
        { name: { $like: containsPattern(text) } },
        { fields: ['connectionId'] },
      );
      return found.map(({ connectionId }) => connectionId);
    },

    /**
     * Gives all WeChat-user places of a downstream back: its people work without one from now on
     * (own edition), or not at all. Who waited for a place waits no more.
     */
    async freePlaces(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        connectionId: string;
        cause: string;
        actor: string;
        reason: Place['reason'];
      },
    ): Promise<void> {
      const { enterpriseId, connectionId, cause, actor, reason } = input;
      const company = await tx.findOne(InterconnectEnterprise, { enterpriseId, connectionId });
      if (company === null) return;
      const of = { interconnectEnterpriseId: company.id };
      await tx.nativeUpdate(
        InterconnectUser,
        { ...of, bindingState: 'waiting_quota' },
        { bindingState: 'bound', waitingSince: null },
      );
      const users = await tx.find(InterconnectUser, of, { fields: ['id'], orderBy: { id: 'asc' } });
      for (const { id } of users) {
        const causeKey = `${cause}:${id}`.slice(0, 120);
        await deps.places.release(tx, { enterpriseId, userId: id, causeKey, actor, reason });
      }
    },

    /** The bound people of a company use places of its upstream again; who finds none waits for one. */
    async retakePlaces(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        connectionId: string;
        cause: string;
        actor: string;
        reason: Place['reason'];
        now: Date;
      },
    ): Promise<void> {
      const { enterpriseId, connectionId, cause, actor, reason, now } = input;
      const where = { enterpriseId, connectionId };
      const company = await tx.findOne(InterconnectEnterprise, where, { refresh: true });
      // Of a disabled one they stay free until it is enabled.
      if (company === null || (company.disabledAt ?? null) !== null) return;
      const bound = { interconnectEnterpriseId: company.id, bindingState: 'bound' as const };
      const active = { ...bound, accountState: 'active' as const };
      for (const { id } of await tx.find(InterconnectUser, active, {
        fields: ['id'],
        orderBy: { id: 'asc' },
      })) {
        const causeKey = `${cause}:${id}`.slice(0, 120);
        const { taken } = await deps.places.use(tx, { enterpriseId, userId: id, causeKey, actor, reason });
        if (taken) continue;
        const waits = { bindingState: 'waiting_quota' as const, waitingSince: now };
        await tx.nativeUpdate(InterconnectUser, { id }, waits);
      }
    },

    /** Companies that a person manages, each once. */
    async managedBy(em: EntityManager, identityId: string): Promise<ManagedCompany[]> {
      const users = await em.find(
        InterconnectUser,
        { identityId, accountState: { $ne: 'binned' } },
        { orderBy: { id: 'asc' } },
      );
      const companies = new Map<string, ManagedCompany>();
      for (const user of users) {
        const company = await managed(em, user);
        if (company !== null && !companies.has(company.downstreamId))
          companies.set(company.downstreamId, company);
      }
      return [...companies.values()];
    },

    /** The company that the chosen account manages; null where its person is not its admin. */
    async managedAs(
      em: EntityManager,
      membershipId: string,
      identityId: string,
    ): Promise<ManagedCompany | null> {
      const user = await em.findOne(InterconnectUser, { id: membershipId, identityId });
      return user === null ? null : managed(em, user);
    },
  };
}
export type Downstreams = ReturnType<typeof createDownstreams>;
