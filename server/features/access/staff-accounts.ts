import { UniqueConstraintViolationException } from '@mikro-orm/core';

import { isPermission } from '../../../config/permissions.ts';
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
import { assertGives, holdsAll } from './delegation.ts';
import { Department } from './department.entity.ts';
import type { ActingStaff, Departments } from './departments.ts';
import { assertPassword, hashPassword } from './passwords.ts';
import type { Placing } from './placing.ts';
import type { Sessions } from './sessions.ts';
import { rolesOf, unite, viewerOf, type HeldRole } from './rights.ts';
import type { StaffReach } from './staff-reach.ts';
import {
  departmentOf,
  idsBelow,
  scopeOf,
  seenStaff,
  sees,
  seesDepartment,
  staffData,
  type Viewer,
} from './visibility.ts';

export interface StaffAccountDeps {
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'end' | 'changed'>;
  readonly departments: Departments;
  readonly placing: Placing;
  readonly reach: StaffReach;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}

type StaffAction = Extract<NewRecord['action'], `staff.${string}`>;

/** Staff accounts, as those see and keep them who may (rows 236–261). */
export function createStaffAccounts(deps: StaffAccountDeps) {
  const { clock, departments, records, reach } = deps;

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

  interface Beside {
    readonly viewer: Viewer;
    /** Names of departments. */
    readonly names: ReadonlyMap<string, string>;
    readonly roles: ReadonlyMap<string, readonly HeldRole[]>;
  }
  async function beside(em: EntityManager, viewer: Viewer, rows: readonly Staff[]): Promise<Beside> {
    const ids = rows.map(({ id }) => id);
    return {
      viewer,
      names: await departments.names(em, rows.map(departmentOf)),
      roles: await rolesOf(em, viewer.enterpriseId, ids),
    };
  }
  const present = (staff: Staff, { viewer, names, roles }: Beside): StaffMemberRow => ({
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
    entryPermissions: (staff.entryPermissions ?? '').split(',').filter(isPermission).sort(),
    roles: (roles.get(staff.id) ?? []).map(({ id, name, permissions }) => ({
      ...{ id, name, permissions: permissions.filter(isPermission).sort() },
    })),
    createdAt: staff.createdAt.toISOString(),
    createdBy: staff.createdBy === '' ? null : staff.createdBy,
    acts:
      staff.id === viewer.id
        ? 'self'
        : holdsAll(viewer, unite(staff.permissions, roles.get(staff.id) ?? []))
          ? 'may'
          : 'beyond',
    version: staff.version,
  });

  async function viewerNow(em: EntityManager, by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>) {
    const staff = await em.findOne(Staff, { id: by.staffId, enterpriseId: by.enterpriseId });
    assertThat(staff, 'session.expired', 401);
    return viewerOf(em, staff);
  }

  async function switchTo(em: EntityManager, by: ActingStaff, id: string, state: Staff['state']) {
    await inTransaction(em, async (tx) => {
      const { staff } = await reach.target(tx, by, id);
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
    /** Somebody whom the actor may change, held. @throws not_found | staff.self | staff.beyond_own */
    hold: async (tx: EntityManager, by: ActingStaff, id: string): Promise<Staff> =>
      (await reach.target(tx, by, id)).staff,

    /**
     * An account for a member of WeCom, who signs in by it alone.
     * @throws staff.account_taken | staff.department_out_of_sight | authorisation.beyond_own
     */
    async addMember(
      tx: EntityManager,
      by: ActingStaff,
      wish: { readonly account: string; readonly name: string; readonly departmentId: string },
    ): Promise<string> {
      const { account, name } = wish;
      const viewer = await reach.viewer(tx, by, ['staff.manage']);
      const department = await reach.place(tx, viewer, wish.departmentId);
      const given = department.defaultPermissions.filter(isPermission);
      assertGives(viewer, [], given);
      const [id, now] = [newId(), clock.now()];
      await whereFree(account, () =>
        tx.insert(Staff, {
          ...{ id, enterpriseId: by.enterpriseId, account, name, departmentId: department.id },
          ...{ state: 'enabled', permissions: given, origin: 'wecom', language: 'zh-CN' },
          ...{ createdBy: by.name.slice(0, 60), createdAt: now, version: 1 },
        }),
      );
      const after = { account, name, department: department.name, permissions: given };
      await record(tx, by, 'staff.created', id, {}, after);
      return id;
    },

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
      const more = await beside(em, viewer, page.rows);
      return { items: page.rows.map((row) => present(row, more)), nextCursor: page.nextCursor };
    },

    /** @throws not_found, also where he is not in sight */
    async byId(em: EntityManager, by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>, id: string) {
      const viewer = await viewerNow(em, by);
      const staff = await em.findOne(Staff, { id, enterpriseId: by.enterpriseId });
      const scope = await scopeOf(em, viewer, staffData);
      assertThat(staff !== null && sees(scope, staff), 'not_found', 404);
      return present(staff, await beside(em, viewer, [staff]));
    },

    /** The departments in which the actor sees people. */
    async departments(em: EntityManager, by: Pick<ActingStaff, 'enterpriseId' | 'staffId'>) {
      const scope = await scopeOf(em, await viewerNow(em, by), staffData);
      const rows = await departments.tree(em, by.enterpriseId);
      return rows
        .filter(({ id }) => seesDepartment(scope, id))
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
        const viewer = await reach.viewer(tx, by, ['staff.manage']);
        const department = await reach.place(tx, viewer, departmentId);
        const given = department.defaultPermissions.filter(isPermission);
        assertGives(viewer, [], given);
        const [id, now] = [newId(), clock.now()];
        await whereFree(account, () =>
          tx.insert(Staff, {
            ...{ id, enterpriseId: by.enterpriseId, account, signInName: account, name, nickname, note },
            ...{ departmentId, state: 'enabled', permissions: given },
            entryPermissions: given.join(),
            ...{ origin: 'password', passwordHash },
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
        const { viewer, staff } = await reach.target(tx, by, id);
        if (staff.version !== version) throw new AppError('conflict.version', { status: 409 });
        const from = departmentOf(staff);
        const to = patch.departmentId ?? from;
        if (to !== from) await reach.place(tx, viewer, to);
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
        if (to === from && JSON.stringify(before) === JSON.stringify(after)) return;
        await tx.flush();
        if (to !== from) await deps.placing.moved(tx, by.enterpriseId, [id], to);
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
        const { staff } = await reach.target(tx, by, id);
        const had = (staff.passwordHash ?? null) !== null;
        staff.signInName = staff.account;
        staff.passwordHash = passwordHash;
        await whereFree(staff.account, () => tx.flush());
        await deps.sessions.end(tx, { personId: id });
        await record(tx, by, 'staff.password_reset', id, { hasPassword: had }, { hasPassword: true });
      });
    },
  };
}
export type StaffAccounts = ReturnType<typeof createStaffAccounts>;

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
