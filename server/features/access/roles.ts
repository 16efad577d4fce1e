import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import { isPermission } from '../../../config/permissions.ts';
import type { NewRole, RoleMemberChange, RoleMemberQuery, RolePatch, RoleRow } from '../../contract/roles.ts';
import type { Clock } from '../../kernel/clock.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows, writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import type { NewRecord } from '../records/index.ts';
import { Staff } from './access.entity.ts';
import { assertGives, assertGivesRole, ownsRole, readRights } from './delegation.ts';
import type { ActingStaff, Departments } from './departments.ts';
import { isPreset, plantPresets } from './preset-roles.ts';
import { rolesOf, unite, viewerOf } from './rights.ts';
import { StaffRole, StaffRoleMember } from './role.entity.ts';
import type { Sessions } from './sessions.ts';
import type { StaffReach } from './staff-reach.ts';
import { departmentOf, scopeOf, seenStaff, staffData, type Viewer } from './visibility.ts';

export interface RoleDeps {
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'changed'>;
  readonly departments: Pick<Departments, 'holdTree' | 'names'>;
  readonly reach: StaffReach;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}

type Asking = Pick<ActingStaff, 'enterpriseId' | 'staffId'>;

const sorted = (names: readonly string[]) => [...names].sort().join();

/**
 * Roles of an enterprise (row 214). A role is a way to give rights to many, and no way around who may
 * give what: it is made, changed, given and taken by who owns all of its rights at that moment, and a
 * change of it needs everybody in it to be one whom the actor may change.
 */
export function createRoles(deps: RoleDeps) {
  const { clock, reach, records } = deps;
  const needed = ['authorisation.set'] as const;

  const record = (
    tx: EntityManager,
    by: ActingStaff,
    action: Extract<NewRecord['action'], `role.${string}`>,
    id: string,
    change: Pick<NewRecord, 'before' | 'after'>,
  ) =>
    records.add(tx, {
      enterpriseId: by.enterpriseId,
      ...{ actor: `staff:${by.staffId}`, actorName: by.name, action, target: `role:${id}` },
      ...{ ...change, requestId: by.requestId, at: clock.now() },
    });

  async function find(tx: EntityManager, enterpriseId: string, id: string): Promise<StaffRole> {
    const role = await tx.findOne(StaffRole, { id, enterpriseId });
    assertThat(role, 'not_found', 404);
    return role;
  }

  async function membersOf(tx: EntityManager, enterpriseId: string, roleId: string): Promise<string[]> {
    return (await tx.find(StaffRoleMember, { enterpriseId, roleId })).map(({ staffId }) => staffId);
  }

  /**
   * Everybody in it is one whom the actor may change; he himself may be in it where he loses nothing.
   * @param after the role's rights then; null: it is gone
   * @throws role.members_out_of_reach | role.own_loss
   */
  async function assertReaches(
    tx: EntityManager,
    viewer: Viewer,
    role: StaffRole,
    after: readonly string[] | null,
  ): Promise<void> {
    const ids = await membersOf(tx, viewer.enterpriseId, role.id);
    const others = ids.filter((id) => id !== viewer.id);
    if (others.length > 0)
      assertThat(viewer.permissions.has('staff.manage'), 'permission.denied', 403, {
        permission: 'staff.manage',
      });
    try {
      await reach.targets(tx, viewer, others);
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause;
      throw new AppError('role.members_out_of_reach', { status: 403, data: { name: role.name }, cause });
    }
    if (!ids.includes(viewer.id)) return;
    const self = await tx.findOneOrFail(Staff, { id: viewer.id });
    const held = (await rolesOf(tx, viewer.enterpriseId, [viewer.id])).get(viewer.id) ?? [];
    const rest = held.filter(({ id }) => id !== role.id);
    const left = unite([...self.permissions, ...(after ?? [])], rest);
    const loses = [...viewer.permissions].some((permission) => !left.has(permission));
    assertThat(!loses, 'role.own_loss', 409, { name: role.name });
  }

  async function assertNameFree(tx: EntityManager, enterpriseId: string, name: string, butId?: string) {
    const twins = await tx.count(StaffRole, {
      ...{ enterpriseId, name },
      ...(butId === undefined ? {} : { id: { $ne: butId } }),
    });
    assertThat(twins === 0, 'role.name_taken', 409, { name });
  }

  async function asking(em: EntityManager, by: Asking): Promise<Viewer> {
    const staff = await em.findOne(Staff, { id: by.staffId, enterpriseId: by.enterpriseId });
    assertThat(staff, 'session.expired', 401);
    return viewerOf(em, staff);
  }

  const present = (role: StaffRole, viewer: Viewer, memberCount: number): RoleRow => ({
    id: role.id,
    name: role.name,
    note: role.note,
    preset: isPreset(role),
    permissions: role.permissions.filter(isPermission).sort(),
    memberCount,
    acts: ownsRole(viewer, role) ? 'may' : 'beyond',
    createdAt: role.createdAt.toISOString(),
    version: role.version,
  });

  return {
    /** All of them, presets first. */
    async list(em: EntityManager, by: Asking): Promise<RoleRow[]> {
      const { enterpriseId } = by;
      const all = () => em.find(StaffRole, { enterpriseId }, { disableIdentityMap: true });
      let rows = await all();
      if (!rows.some(isPreset)) {
        await inTransaction(em, async (tx) => {
          await deps.departments.holdTree(tx, enterpriseId);
          await plantPresets(tx, enterpriseId, clock.now());
        });
        rows = await all();
      }
      const counts = await memberCounts(em, enterpriseId);
      const viewer = await asking(em, by);
      const own = (role: StaffRole) => (isPreset(role) ? 0 : 1);
      return rows
        .sort((left, right) => own(left) - own(right) || (left.id < right.id ? -1 : 1))
        .map((role) => present(role, viewer, counts.get(role.id) ?? 0));
    },

    /** @throws not_found */
    async byId(em: EntityManager, by: Asking, id: string): Promise<RoleRow> {
      const role = await em.findOne(
        StaffRole,
        { id, enterpriseId: by.enterpriseId },
        { disableIdentityMap: true },
      );
      assertThat(role, 'not_found', 404);
      const count = await em.count(StaffRoleMember, { enterpriseId: by.enterpriseId, roleId: id });
      return present(role, await asking(em, by), count);
    },

    /** Who is in it, of those in the caller's sight; newest accounts first. @throws not_found */
    async members(em: EntityManager, by: Asking, id: string, query: RoleMemberQuery) {
      const { enterpriseId } = by;
      const { search, limit } = query;
      const role = await em.count(StaffRole, { id, enterpriseId });
      assertThat(role > 0, 'not_found', 404);
      const scope = await scopeOf(em, await asking(em, by), staffData);
      const after = decodeCursor(query.cursor);
      const like = search === undefined ? null : { $like: containsPattern(search) };
      const rows = await em.find(
        Staff,
        {
          $and: [
            { id: { $in: await membersOf(em, enterpriseId, id) } },
            seenStaff(scope, enterpriseId),
            after === undefined ? {} : { id: { $lt: after } },
            like === null ? {} : { $or: [{ account: like }, { name: like }, { nickname: like }] },
          ],
        },
        { orderBy: { id: 'desc' }, limit: limit + 1, disableIdentityMap: true },
      );
      const page = cutPage(rows, limit);
      const names = await deps.departments.names(em, page.rows.map(departmentOf));
      const items = page.rows.map((row) => {
        const department = { id: departmentOf(row), name: names.get(departmentOf(row)) ?? '' };
        return { id: row.id, name: row.name, account: row.account, department, state: row.state };
      });
      return { items, nextCursor: page.nextCursor };
    },

    /** @throws authorisation.beyond_own | authorisation.unknown | role.name_taken | role.too_many */
    async create(em: EntityManager, by: ActingStaff, wish: NewRole): Promise<string> {
      const { enterpriseId } = by;
      const { name, note } = wish;
      const rights = readRights(wish.permissions);
      return inTransaction(em, async (tx) => {
        const viewer = await reach.viewer(tx, by, needed);
        const permissions = assertGives(viewer, [], rights);
        await plantPresets(tx, enterpriseId, clock.now());
        await assertNameFree(tx, enterpriseId, name);
        const count = await tx.count(StaffRole, { enterpriseId });
        assertThat(count < limits.staffRoles, 'role.too_many', 409, { most: limits.staffRoles });
        const id = newId();
        await tx.insert(StaffRole, {
          ...{ id, enterpriseId, name, note, preset: null, permissions, createdAt: clock.now(), version: 1 },
        });
        await record(tx, by, 'role.created', id, { before: {}, after: { name, note, permissions } });
        return id;
      });
    },

    /**
     * Its name, its note, and its rights, which everybody in it then has.
     * @throws conflict.version | role.beyond_own | role.members_out_of_reach | role.own_loss | role.name_taken | authorisation.beyond_own
     */
    async change(
      em: EntityManager,
      by: ActingStaff,
      input: { id: string; version: number; patch: RolePatch },
    ): Promise<void> {
      const { id, version, patch } = input;
      const rights = patch.permissions === undefined ? undefined : readRights(patch.permissions);
      await inTransaction(em, async (tx) => {
        const viewer = await reach.viewer(tx, by, needed);
        const role = await find(tx, by.enterpriseId, id);
        if (role.version !== version) throw new AppError('conflict.version', { status: 409 });
        assertGivesRole(viewer, role);
        const shown = ({ name, note, permissions }: StaffRole) => ({ name, note, permissions });
        const before = shown(role);
        const after = {
          name: patch.name ?? role.name,
          note: patch.note ?? role.note,
          permissions:
            rights === undefined ? role.permissions : assertGives(viewer, role.permissions, rights),
        };
        const rightsChange = sorted(before.permissions) !== sorted(after.permissions);
        if (!rightsChange && before.name === after.name && before.note === after.note) return;
        if (rightsChange) await assertReaches(tx, viewer, role, after.permissions);
        if (before.name !== after.name) await assertNameFree(tx, by.enterpriseId, after.name, id);
        Object.assign(role, after);
        await tx.flush();
        deps.sessions.changed(tx);
        await record(tx, by, 'role.changed', id, { before, after });
      });
    },

    /**
     * Deletes it; who was in it loses what it gave.
     * @throws role.preset_kept | role.in_use with their number | role.beyond_own | role.members_out_of_reach | role.own_loss
     */
    async remove(em: EntityManager, by: ActingStaff, id: string, withMembers: boolean): Promise<void> {
      await inTransaction(em, async (tx) => {
        const viewer = await reach.viewer(tx, by, needed);
        const role = await find(tx, by.enterpriseId, id);
        assertThat(!isPreset(role), 'role.preset_kept', 409);
        assertGivesRole(viewer, role);
        const { name, permissions } = role;
        const members = (await membersOf(tx, by.enterpriseId, id)).length;
        assertThat(members === 0 || withMembers, 'role.in_use', 409, { name, members });
        await assertReaches(tx, viewer, role, null);
        await tx.nativeDelete(StaffRoleMember, { roleId: id, enterpriseId: by.enterpriseId });
        await tx.nativeDelete(StaffRole, { id, enterpriseId: by.enterpriseId });
        deps.sessions.changed(tx);
        await record(tx, by, 'role.deleted', id, { before: { name, permissions, members }, after: {} });
      });
    },

    /**
     * Who comes in and who goes. His version rises, so that who reads his rights meanwhile is told.
     * @throws not_found | staff.self | staff.beyond_own | role.beyond_own | role.too_many_members
     */
    async changeMembers(
      em: EntityManager,
      by: ActingStaff,
      id: string,
      wish: RoleMemberChange,
    ): Promise<void> {
      const { enterpriseId } = by;
      await inTransaction(em, async (tx) => {
        const viewer = await reach.viewer(tx, by, ['staff.manage', ...needed]);
        const role = await find(tx, enterpriseId, id);
        assertGivesRole(viewer, role);
        const there = new Set(await membersOf(tx, enterpriseId, id));
        const going = new Set(wish.remove.filter((staffId) => there.has(staffId)));
        const coming = new Set(
          wish.add.filter((staffId) => !there.has(staffId) && !wish.remove.includes(staffId)),
        );
        const people = await reach.targets(tx, viewer, [...wish.add, ...wish.remove]);
        const size = there.size + coming.size - going.size;
        const most = limits.staffRoleMembers;
        assertThat(size <= most, 'role.too_many_members', 409, { most });
        if (coming.size + going.size === 0) return;
        for (const staffId of coming)
          await tx.insert(StaffRoleMember, {
            ...{ id: newId(), enterpriseId, roleId: id, staffId, addedAt: clock.now() },
          });
        if (going.size > 0)
          await tx.nativeDelete(StaffRoleMember, { enterpriseId, roleId: id, staffId: { $in: [...going] } });
        const touched = [...coming, ...going];
        await writeRows(
          tx,
          `update staff set version = version + 1 where enterprise_id = ? and id in (${touched.map(() => '?').join()})`,
          [enterpriseId, ...touched],
        );
        deps.sessions.changed(tx);
        const names = (some: ReadonlySet<string>) =>
          people.filter((one) => some.has(one.id)).map(({ name }) => name);
        await record(tx, by, 'role.members_changed', id, {
          before: going.size === 0 ? {} : { leaves: names(going) },
          after: coming.size === 0 ? {} : { joins: names(coming) },
        });
      });
    },

    /** Names by id, for those who show them. */
    async names(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
      const rows = ids.length === 0 ? [] : await em.find(StaffRole, { id: { $in: [...new Set(ids)] } });
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
  };
}
export type Roles = ReturnType<typeof createRoles>;

const countSchema = z.object({ id: z.string(), count: z.coerce.number() });

/** How many people are in each role. */
async function memberCounts(em: EntityManager, enterpriseId: string): Promise<Map<string, number>> {
  const rows = await readRows(
    em,
    'select role_id as id, count(*) as count from staff_role_member where enterprise_id = ? group by role_id',
    [enterpriseId],
  );
  return new Map(rows.map((row) => countSchema.parse(row)).map(({ id, count }) => [id, count]));
}
