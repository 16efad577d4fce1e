import { UniqueConstraintViolationException } from '@mikro-orm/core';

import { isPermission, type Permission } from '../../../config/permissions.ts';
import type {
  NewStaffMember,
  StaffMemberPatch,
  StaffMemberQuery,
  StaffMemberRow,
} from '../../contract/staff.ts';
import type { Clock } from '../../kernel/clock.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import type { NewRecord } from '../records/index.ts';
import { Staff } from './access.entity.ts';
import { assertByDefault, assertGives, holdsAll, readRights } from './delegation.ts';
import { Department } from './department.entity.ts';
import type { ActingStaff, Departments } from './departments.ts';
import { assertPassword, hashPassword } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import { heldStaff } from './staff-members.ts';
import {
  departmentOf,
  idsBelow,
  scopeOf,
  seenStaff,
  sees,
  staffData,
  viewerOf,
  type Viewer,
} from './visibility.ts';

export interface StaffAccountDeps {
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'end' | 'changed'>;
  readonly departments: Departments;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}

type StaffAction = Extract<NewRecord['action'], `staff.${string}`>;

/** Staff accounts, as those see and keep them who may (rows 236–261). */
export function createStaffAccounts(deps: StaffAccountDeps) {
  const { clock, departments, records } = deps;

  /** Rows of people, held in the order of their ids: what they hold at this moment nobody changes meanwhile. */
  async function held(tx: EntityManager, enterpriseId: string, ids: readonly string[]) {
    const rows = new Map<string, Staff>();
    for (const id of [...new Set(ids)].sort()) {
      const row = await heldStaff(tx, enterpriseId, { id });
      if (row !== null) rows.set(id, row);
    }
    return rows;
  }

  const viewerIn = (
    rows: ReadonlyMap<string, Staff>,
    by: ActingStaff,
    permission: Permission = 'staff.manage',
  ): Viewer => {
    const staff = rows.get(by.staffId);
    // Asked again behind the lock: the session knows what was a moment ago.
    assertThat(staff?.state === 'enabled', 'session.expired', 401);
    const viewer = viewerOf(staff);
    assertThat(viewer.permissions.has(permission), 'permission.denied', 403, { permission });
    return viewer;
  };

  /**
   * Somebody whom the actor sees and may change.
   * @throws not_found | staff.self | staff.beyond_own
   */
  async function target(tx: EntityManager, by: ActingStaff, id: string) {
    const rows = await held(tx, by.enterpriseId, [id, by.staffId]);
    const viewer = viewerIn(rows, by);
    const staff = rows.get(id);
    const scope = await scopeOf(tx, viewer, staffData);
    assertThat(staff !== undefined && sees(scope, staff), 'not_found', 404);
    assertThat(staff.id !== viewer.id, 'staff.self', 409);
    assertThat(holdsAll(viewer, staff.permissions), 'staff.beyond_own', 403);
    return { viewer, staff, scope };
  }

  /** A department into which the actor may put people: one where he sees them. */
  async function place(tx: EntityManager, viewer: Viewer, id: string): Promise<Department> {
    const { departmentIds } = await scopeOf(tx, viewer, staffData);
    const row = await tx.findOne(Department, { id, enterpriseId: viewer.enterpriseId });
    assertThat(row !== null && departmentIds.has(id), 'staff.department_out_of_sight', 403);
    return row;
  }

  const record = (
    tx: EntityManager,
    by: ActingStaff,
    action: StaffAction,
    id: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ) =>
    records.add(tx, {
      enterpriseId: by.enterpriseId,
      ...{ actor: `staff:${by.staffId}`, actorName: by.name, action, target: `staff:${id}` },
      ...{ before, after, requestId: by.requestId, at: clock.now() },
    });

  const present = (staff: Staff, viewer: Viewer, names: ReadonlyMap<string, string>): StaffMemberRow => ({
    id: staff.id,
    account: staff.account,
    name: staff.name,
    nickname: staff.nickname,
    note: staff.note,
    department: { id: departmentOf(staff), name: names.get(departmentOf(staff)) ?? '' },
    state: staff.state,
    left: (staff.leftAt ?? null) !== null,
    hasPassword: (staff.passwordHash ?? null) !== null,
    permissions: staff.permissions.filter(isPermission).sort(),
    createdAt: staff.createdAt.toISOString(),
    createdBy: staff.createdBy === '' ? null : staff.createdBy,
    acts: staff.id === viewer.id ? 'self' : holdsAll(viewer, staff.permissions) ? 'may' : 'beyond',
    version: staff.version,
  });

  async function viewerNow(em: EntityManager, by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>) {
    const staff = await em.findOne(Staff, { id: by.staffId, enterpriseId: by.enterpriseId });
    assertThat(staff, 'session.expired', 401);
    return viewerOf(staff);
  }

  async function switchTo(em: EntityManager, by: ActingStaff, id: string, state: Staff['state']) {
    await inTransaction(em, async (tx) => {
      const { staff } = await target(tx, by, id);
      if (staff.state === state) return;
      const before = staff.state;
      staff.state = state;
      await tx.flush();
      if (state === 'disabled') await deps.sessions.end(tx, { personId: id });
      const action = state === 'disabled' ? 'staff.disabled' : 'staff.enabled';
      await record(tx, by, action, id, { state: before }, { state });
    });
  }

  return {
    /** Newest first, of those in sight. */
    async list(
      em: EntityManager,
      by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>,
      query: StaffMemberQuery,
    ) {
      const viewer = await viewerNow(em, by);
      const scope = await scopeOf(em, viewer, staffData);
      const { search, departmentId, state, limit } = query;
      const after = decodeCursor(query.cursor);
      const like = search === undefined ? null : { $like: containsPattern(search) };
      const within = departmentId === undefined ? null : await subtree(em, by.enterpriseId, departmentId);
      const rows = await em.find(
        Staff,
        {
          $and: [
            seenStaff(scope, by.enterpriseId),
            after === undefined ? {} : { id: { $lt: after } },
            like === null ? {} : { $or: [{ account: like }, { name: like }, { nickname: like }] },
            within === null ? {} : { departmentId: { $in: within } },
            state === undefined ? {} : { state },
          ],
        },
        { orderBy: { id: 'desc' }, limit: limit + 1, disableIdentityMap: true },
      );
      const page = cutPage(rows, limit);
      const names = await departments.names(em, page.rows.map(departmentOf));
      return { items: page.rows.map((row) => present(row, viewer, names)), nextCursor: page.nextCursor };
    },

    /** @throws not_found, also where he is not in sight */
    async byId(em: EntityManager, by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>, id: string) {
      const viewer = await viewerNow(em, by);
      const staff = await em.findOne(Staff, { id, enterpriseId: by.enterpriseId });
      const scope = await scopeOf(em, viewer, staffData);
      assertThat(staff !== null && sees(scope, staff), 'not_found', 404);
      return present(staff, viewer, await departments.names(em, [departmentOf(staff)]));
    },

    /** The departments in which the actor sees people. */
    async departments(em: EntityManager, by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>) {
      const { departmentIds } = await scopeOf(em, await viewerNow(em, by), staffData);
      const rows = await departments.tree(em, by.enterpriseId);
      return rows
        .filter(({ id }) => departmentIds.has(id))
        .map(({ id, parentId, name, depth }) => ({ id, parentId, name, depth }));
    },

    /**
     * A new account has what its department gives new staff, and nothing else (rows 241, 266).
     * @throws staff.account_taken | staff.department_out_of_sight | authorisation.beyond_own | password.too_short | password.too_common
     */
    async create(em: EntityManager, by: ActingStaff, wish: NewStaffMember): Promise<string> {
      const { account, name, nickname, note, departmentId } = wish;
      await assertPassword(wish.password, account);
      const passwordHash = await hashPassword(wish.password);
      return inTransaction(em, async (tx) => {
        await departments.holdTree(tx, by.enterpriseId);
        const viewer = viewerIn(await held(tx, by.enterpriseId, [by.staffId]), by);
        const department = await place(tx, viewer, departmentId);
        const given = department.defaultPermissions.filter(isPermission);
        assertGives(viewer, [], given);
        const [id, now] = [newId(), clock.now()];
        await whereFree(account, () =>
          tx.insert(Staff, {
            ...{ id, enterpriseId: by.enterpriseId, account, signInName: account, name, nickname, note },
            ...{ departmentId, state: 'enabled', permissions: given, origin: 'password', passwordHash },
            ...{ language: 'zh-CN', createdBy: by.name.slice(0, 60), createdAt: now, version: 1 },
          }),
        );
        const after = { account, name, nickname, note, department: department.name, permissions: given };
        await record(tx, by, 'staff.created', id, {}, after);
        return id;
      });
    },

    /** @throws conflict.version | not_found | staff.self | staff.beyond_own | staff.department_out_of_sight */
    async change(
      em: EntityManager,
      by: ActingStaff,
      input: { id: string; version: number; patch: StaffMemberPatch },
    ): Promise<void> {
      const { id, version, patch } = input;
      await inTransaction(em, async (tx) => {
        await departments.holdTree(tx, by.enterpriseId);
        const { viewer, staff } = await target(tx, by, id);
        if (staff.version !== version) throw new AppError('conflict.version', { status: 409 });
        const from = departmentOf(staff);
        const to = patch.departmentId ?? from;
        if (to !== from) await place(tx, viewer, to);
        const names = await departments.names(tx, [from, to]);
        const shown = (
          { name, nickname, note }: Pick<Staff, 'name' | 'nickname' | 'note'>,
          where: string,
        ) => ({
          ...{ name, nickname, note, department: names.get(where) ?? '' },
        });
        const before = shown(staff, from);
        staff.name = patch.name ?? staff.name;
        staff.nickname = patch.nickname ?? staff.nickname;
        staff.note = patch.note ?? staff.note;
        staff.departmentId = to;
        const after = shown(staff, to);
        if (JSON.stringify(before) === JSON.stringify(after)) return;
        await tx.flush();
        deps.sessions.changed(tx);
        await record(tx, by, 'staff.changed', id, before, after);
      });
    },

    /** His sessions end at once, on every process. */
    disable: (em: EntityManager, by: ActingStaff, id: string) => switchTo(em, by, id, 'disabled'),
    enable: (em: EntityManager, by: ActingStaff, id: string) => switchTo(em, by, id, 'enabled'),

    /** @throws staff.password_mismatch | password.too_short | password.too_common | staff.account_taken */
    async resetPassword(
      em: EntityManager,
      by: ActingStaff,
      id: string,
      wish: { password: string; confirmation: string },
    ): Promise<void> {
      assertThat(wish.password === wish.confirmation, 'staff.password_mismatch', 422);
      const shown = await this.byId(em, by, id);
      await assertPassword(wish.password, shown.account);
      const passwordHash = await hashPassword(wish.password);
      await inTransaction(em, async (tx) => {
        const { staff } = await target(tx, by, id);
        const had = (staff.passwordHash ?? null) !== null;
        staff.signInName = staff.account;
        staff.passwordHash = passwordHash;
        await whereFree(staff.account, () => tx.flush());
        await deps.sessions.end(tx, { personId: id });
        await record(tx, by, 'staff.password_reset', id, { hasPassword: had }, { hasPassword: true });
      });
    },

    /**
     * What new staff of a department are given from now on; who is there already keeps what he has (row 270).
     * @throws authorisation.not_by_default | authorisation.beyond_own | conflict.version
     */
    async setDefaults(
      em: EntityManager,
      by: ActingStaff,
      input: { id: string; version: number; permissions: readonly string[] },
    ): Promise<void> {
      const { id, version } = input;
      const wish = readRights(input.permissions);
      assertByDefault(wish);
      await inTransaction(em, async (tx) => {
        await departments.holdTree(tx, by.enterpriseId);
        const viewer = viewerIn(await held(tx, by.enterpriseId, [by.staffId]), by, 'departments.manage');
        const row = await tx.findOne(Department, { id, enterpriseId: by.enterpriseId });
        assertThat(row, 'not_found', 404);
        if (row.version !== version) throw new AppError('conflict.version', { status: 409 });
        const before = row.defaultPermissions;
        const after = assertGives(viewer, before, wish);
        if (sorted(before) === sorted(after)) return;
        row.defaultPermissions = after;
        await tx.flush();
        await records.add(tx, {
          enterpriseId: by.enterpriseId,
          ...{ actor: `staff:${by.staffId}`, actorName: by.name, target: `department:${id}` },
          ...{ action: 'department.defaults_set', requestId: by.requestId, at: clock.now() },
          ...{ before: { permissions: before }, after: { permissions: after } },
        });
      });
    },

    /** @throws authorisation.beyond_own | authorisation.unknown | not_found | staff.self */
    async authorise(em: EntityManager, by: ActingStaff, id: string, names: readonly string[]): Promise<void> {
      const wish = readRights(names);
      await inTransaction(em, async (tx) => {
        const { viewer, staff } = await target(tx, by, id);
        assertThat(viewer.permissions.has('authorisation.set'), 'permission.denied', 403, {
          permission: 'authorisation.set',
        });
        const before = staff.permissions;
        const after = assertGives(viewer, before, wish);
        if (sorted(before) === sorted(after)) return;
        staff.permissions = after;
        await tx.flush();
        deps.sessions.changed(tx);
        await record(tx, by, 'staff.authorised', id, { permissions: before }, { permissions: after });
      });
    },
  };
}
export type StaffAccounts = ReturnType<typeof createStaffAccounts>;

const sorted = (names: readonly string[]) => [...names].sort().join();

async function subtree(em: EntityManager, enterpriseId: string, id: string): Promise<string[]> {
  const row = await em.findOne(Department, { id, enterpriseId });
  return row === null ? [] : [id, ...(await idsBelow(em, row))];
}

/**
 * An account is one person's in its enterprise, and a name to sign in by one person's in the whole
 * installation: at the door no enterprise is known yet. The unique keys say so.
 */
async function whereFree(account: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof UniqueConstraintViolationException)) throw cause;
    throw new AppError('staff.account_taken', { status: 409, data: { account }, cause });
  }
}
