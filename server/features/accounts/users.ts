import type { InterconnectUserRow } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { InterconnectEnterprise, InterconnectUser } from './account.entity.ts';
import type { AccountEvents, Records, StaffCards, WechatDoor } from './doors.ts';
import type { MeView } from './me.ts';
import { accountsText, maskPhone, type Memberships } from './memberships.ts';
import { isInterconnectRole } from '../../../config/interconnect-roles.ts';
import type { PhoneChanges } from './phone-changes.ts';
import type { SessionEnder, Unbinding } from './unbinding.ts';

export interface UserAdmin {
  readonly staffId: string;
  readonly name: string;
  readonly enterpriseId: string;
  readonly requestId: string;
}

export interface UsersDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly staff: StaffCards;
  readonly unbinding: Unbinding;
  readonly phones: PhoneChanges;
  readonly sessions: SessionEnder;
  readonly records: Records;
  readonly events: AccountEvents;
  readonly wechat: Pick<WechatDoor, 'serviceAccount'>;
  readonly me: Pick<MeView, 'isFollowing'>;
  readonly memberships: Pick<Memberships, 'view'>;
}

/** The upstream's interconnect users, as its staff see and steer them. */
export function createUsers(deps: UsersDeps) {
  async function present(em: EntityManager, users: readonly InterconnectUser[], locale: Locale) {
    const companies = await em.find(InterconnectEnterprise, {
      id: { $in: [...new Set(users.map((user) => user.interconnectEnterpriseId))] },
    });
    const byId = new Map(companies.map((company) => [company.id, company]));
    const salespersonId = (user: InterconnectUser) =>
      user.salespersonId ?? byId.get(user.interconnectEnterpriseId)?.salespersonId ?? null;
    const staff = await deps.staff.byIds(
      em,
      users.map(salespersonId).filter((id) => id !== null),
    );
    const rows: InterconnectUserRow[] = [];
    for (const user of users) {
      rows.push({
        id: user.id,
        name: user.name,
        phoneMasked: maskPhone(user.phone),
        downstreamName: byId.get(user.interconnectEnterpriseId)?.name ?? '',
        roles: user.roles
          .filter(isInterconnectRole)
          .map((role) => ({ key: role, label: accountsText(locale, `role.${role}`) })),
        accountState: user.accountState,
        bindingState: user.bindingState,
        salespersonName: staff.get(salespersonId(user) ?? '')?.name ?? null,
        invitedAt: user.invitedAt?.toISOString() ?? null,
        boundAt: user.bindingState === 'none' ? null : (user.boundAt?.toISOString() ?? null),
        lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
        following: await isFollowing(em, user),
        version: user.version,
      });
    }
    return rows;
  }

  async function isFollowing(em: EntityManager, user: InterconnectUser): Promise<boolean> {
    const identityId = user.identityId ?? null;
    const app = identityId === null ? null : await deps.wechat.serviceAccount(user.enterpriseId);
    return identityId !== null && app !== null && deps.me.isFollowing(em, identityId, app);
  }

  async function change(
    admin: UserAdmin,
    id: string,
    action: 'account.disabled' | 'account.enabled' | 'account.unbound',
    work: (tx: EntityManager, user: InterconnectUser) => Promise<{ before: object; after: object } | null>,
  ): Promise<void> {
    await inTransaction(deps.db.tenant(admin.enterpriseId), async (tx) => {
      const user = await tx.findOne(InterconnectUser, { id });
      assertThat(user, 'not_found', 404);
      const changed = await work(tx, user);
      if (changed === null) return;
      await deps.records.add(tx, {
        enterpriseId: admin.enterpriseId,
        actor: `staff:${admin.staffId}`,
        actorName: admin.name,
        action,
        target: `interconnect_user:${id}`,
        before: { ...changed.before },
        after: { ...changed.after },
        requestId: admin.requestId,
        at: deps.clock.now(),
      });
      // Unbinding tells by itself, whoever does it.
      if (action === 'account.unbound') return;
      const { enterpriseId, interconnectEnterpriseId } = user;
      const data = { accountId: id, interconnectEnterpriseId };
      await deps.events.publish(tx, { enterpriseId, type: action, data, at: deps.clock.now() });
    });
  }

  const actorOf = (admin: UserAdmin) => ({
    actor: `staff:${admin.staffId}`,
    actorName: admin.name,
    cause: admin.requestId,
    requestId: admin.requestId,
  });

  return {
    present,
    async list(
      em: EntityManager,
      query: {
        search?: string | undefined;
        bindingState?: InterconnectUser['bindingState'] | undefined;
        accountState?: InterconnectUser['accountState'] | undefined;
        cursor?: string | undefined;
        limit: number;
      },
      locale: Locale,
    ) {
      const after = decodeCursor(query.cursor);
      const search = query.search ?? '';
      const companies =
        search === ''
          ? []
          : await em.find(InterconnectEnterprise, { name: { $like: containsPattern(search) } });
      const rows = await em.find(
        InterconnectUser,
        {
          ...(after === undefined ? {} : { id: { $lt: after } }),
          ...(query.bindingState === undefined ? {} : { bindingState: query.bindingState }),
          ...(query.accountState === undefined ? {} : { accountState: query.accountState }),
          ...(search === ''
            ? {}
            : {
                $or: [
                  { name: { $like: containsPattern(search) } },
                  { phone: search },
                  { interconnectEnterpriseId: { $in: companies.map(({ id }) => id) } },
                ],
              }),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(rows, query.limit);
      return { items: await present(em, page.rows, locale), nextCursor: page.nextCursor };
    },

    async one(em: EntityManager, id: string, locale: Locale): Promise<InterconnectUserRow> {
      const user = await em.findOne(InterconnectUser, { id }, { refresh: true });
      assertThat(user, 'not_found', 404);
      const [row] = await present(em, [user], locale);
      assertThat(row, 'not_found', 404);
      return row;
    },

    /** Sessions end within a second everywhere; the place is free for another. */
    disable: (admin: UserAdmin, id: string) =>
      change(admin, id, 'account.disabled', async (tx, user) => {
        const states = { $in: ['not_invited', 'invited', 'active'] as const };
        const count = await tx.nativeUpdate(
          InterconnectUser,
          { id, accountState: { $in: [...states.$in] } },
          { accountState: 'disabled' },
        );
        if (count === 0) throw new AppError('account.state', { status: 409 });
        await deps.sessions.end(tx, { membershipId: id });
        await deps.unbinding.freePlace(tx, user, {
          cause: `disable:${id}:${admin.requestId}`,
          actor: `staff:${admin.staffId}`,
          reason: 'disabled',
        });
        return { before: { accountState: user.accountState }, after: { accountState: 'disabled' } };
      }),

    /** Who was bound is bound again if a place is free, and waits for one otherwise. */
    enable: (admin: UserAdmin, id: string) =>
      change(admin, id, 'account.enabled', async (tx, user) => {
        const company = await tx.findOne(InterconnectEnterprise, { id: user.interconnectEnterpriseId });
        // His company's places are free: it comes first.
        assertThat((company?.disabledAt ?? null) === null, 'account.company_disabled', 409);
        const isBound = user.identityId !== null && user.identityId !== undefined;
        const to = isBound ? 'active' : user.invitedAt === null ? 'not_invited' : 'invited';
        // Who works on his company's own edition needs no place of ours.
        const own = (await deps.memberships.view(tx, user))?.connection.ownEdition === true;
        const waits = isBound && !own && user.bindingState !== 'suspended_phone';
        const count = await tx.nativeUpdate(
          InterconnectUser,
          { id, accountState: 'disabled' },
          {
            accountState: to,
            ...(waits ? { bindingState: 'waiting_quota' as const, waitingSince: deps.clock.now() } : {}),
          },
        );
        if (count === 0) throw new AppError('account.state', { status: 409 });
        if (waits)
          await deps.unbinding.promoteWaiting(tx, admin.enterpriseId, `enable:${id}:${admin.requestId}`);
        return { before: { accountState: 'disabled' }, after: { accountState: to } };
      }),

    /** Sessions of a bound person end, and access rests until he proves the new number (row 315). */
    changePhone: (admin: UserAdmin, id: string, phone: string): Promise<void> =>
      inTransaction(deps.db.tenant(admin.enterpriseId), async (tx) => {
        const user = await tx.findOne(InterconnectUser, { id });
        assertThat(user, 'not_found', 404);
        await deps.phones.change(tx, user, phone, actorOf(admin));
      }),

    unbind: (admin: UserAdmin, id: string) =>
      change(admin, id, 'account.unbound', async (tx, user) => {
        if (!(await deps.unbinding.unbind(tx, user, actorOf(admin))))
          throw new AppError('binding.not_bound', { status: 409 });
        // The unbinding has left its own record.
        return null;
      }),
  };
}
export type Users = ReturnType<typeof createUsers>;
