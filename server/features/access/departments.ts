import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import { isPermission } from '../../../config/permissions.ts';
import type { DepartmentPatch, DepartmentRow, NewDepartment } from '../../contract/departments.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Dialect, EntityManager } from '../../kernel/data/orm.ts';
import { readRows, timeValue, writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { NewRecord } from '../records/index.ts';
import { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';
import type { Placing } from './placing.ts';

/** Who acts, for the operation record. */
export interface ActingStaff {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}

export interface DepartmentDeps {
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
  /** The enterprise's name, which its root bears. */
  readonly nameOf: (tx: EntityManager, enterpriseId: string) => Promise<string>;
  readonly placing: Placing;
  /** Refuses where the actor may not name this head, or none, of a department. */
  readonly assertHead: (
    tx: EntityManager,
    by: ActingStaff,
    department: Department,
    headId: string | null,
  ) => Promise<void>;
}

/** Every path below, the department's own left out: what sorts between «path» and «path» with the sign after «/». */
export const below = (path: string) => ({ $gt: path, $lt: `${path.slice(0, -1)}0` });
const within = (path: string) => ({ $gte: path, $lt: `${path.slice(0, -1)}0` });

/** The tree of each enterprise: one root, no loops (B4); people stand in one department each. */
export function createDepartments(deps: DepartmentDeps) {
  const { clock, records } = deps;

  /** The root, which is made with the enterprise. */
  async function plantRoot(tx: EntityManager, enterpriseId: string, name: string): Promise<void> {
    // Whoever makes an enterprise acts in another one's scope, so this names its tenant itself.
    await writeRows(
      tx,
      `insert into department
         (id, enterprise_id, parent_id, path, depth, name, introduction, default_permissions, created_at, version)
       values (?, ?, null, ?, 1, ?, '', '[]', ?, 1)`,
      [
        ...[enterpriseId, enterpriseId, `/${enterpriseId}/`, name.slice(0, 60) || '—'],
        timeValue(deps.dialect, clock.now()),
      ],
    );
  }

  /** Makes it where an older version has made the enterprise. */
  async function ensureRoot(tx: EntityManager, enterpriseId: string): Promise<void> {
    if ((await tx.count(Department, { id: enterpriseId, enterpriseId })) > 0) return;
    await plantRoot(tx, enterpriseId, await deps.nameOf(tx, enterpriseId));
  }

  /** Whoever changes a tree holds its root: what he reads afterwards nobody changes before he is done. */
  async function holdTree(tx: EntityManager, enterpriseId: string): Promise<void> {
    const held = await tx.findOne(
      Department,
      { id: enterpriseId, enterpriseId },
      { lockMode: LockMode.PESSIMISTIC_WRITE, fields: ['id'], disableIdentityMap: true },
    );
    if (held === null) await ensureRoot(tx, enterpriseId);
  }

  async function find(tx: EntityManager, enterpriseId: string, id: string): Promise<Department> {
    const row = await tx.findOne(Department, { id, enterpriseId });
    assertThat(row, 'not_found', 404);
    return row;
  }

  async function assertNameFree(
    tx: EntityManager,
    wish: { enterpriseId: string; parentId: string; name: string; butId?: string },
  ): Promise<void> {
    const { enterpriseId, parentId, name, butId } = wish;
    const twins = await tx.count(Department, {
      ...{ enterpriseId, parentId, name },
      ...(butId === undefined ? {} : { id: { $ne: butId } }),
    });
    assertThat(twins === 0, 'department.name_taken', 409, { name });
  }

  const assertDepth = (depth: number) => {
    assertThat(depth <= limits.departmentDepth, 'department.too_deep', 422, { most: limits.departmentDepth });
  };

  async function assertRoom(tx: EntityManager, { enterpriseId, depth }: Department): Promise<void> {
    assertDepth(depth + 1);
    const count = await tx.count(Department, { enterpriseId });
    assertThat(count < limits.departments, 'department.too_many', 409, { most: limits.departments });
  }

  async function insertBelow(tx: EntityManager, parent: Department, name: string, introduction: string) {
    const [id, enterpriseId] = [newId(), parent.enterpriseId];
    await tx.insert(Department, {
      ...{ id, enterpriseId, parentId: parent.id, path: `${parent.path}${id}/`, depth: parent.depth + 1 },
      ...{ name, introduction, defaultPermissions: [], createdAt: clock.now(), version: 1 },
    });
    return id;
  }

  const record = (
    tx: EntityManager,
    by: ActingStaff,
    action: 'department.created' | 'department.changed' | 'department.deleted',
    id: string,
    change: { before: Record<string, unknown>; after: Record<string, unknown> },
  ) =>
    records.add(tx, {
      enterpriseId: by.enterpriseId,
      ...{ actor: `staff:${by.staffId}`, actorName: by.name, action, target: `department:${id}` },
      ...{ ...change, requestId: by.requestId, at: clock.now() },
    });

  async function nameOf(tx: EntityManager, id: string | null): Promise<string | null> {
    return id === null ? null : ((await tx.findOne(Department, { id }))?.name ?? null);
  }

  /** Hangs `row`, with all that stands below it, under `parent`: one statement, so nobody sees it half done. */
  async function hang(tx: EntityManager, row: Department, parent: Department): Promise<void> {
    const path = `${parent.path}${row.id}/`;
    const joined = deps.dialect === 'sqlite' ? '? || substr(path, ?)' : 'concat(?, substr(path, ?))';
    await writeRows(
      tx,
      `update department set path = ${joined}, depth = depth + ?,
         parent_id = case when id = ? then ? else parent_id end
       where enterprise_id = ? and path >= ? and path < ?`,
      [
        ...[path, row.path.length + 1, parent.depth + 1 - row.depth, row.id, parent.id],
        ...[row.enterpriseId, within(row.path).$gte, within(row.path).$lt],
      ],
    );
  }

  async function move(tx: EntityManager, row: Department, parentId: string | null): Promise<void> {
    assertThat(row.parentId !== null && parentId !== null, 'department.root_stays', 409);
    const parent = await find(tx, row.enterpriseId, parentId);
    assertThat(!parent.path.startsWith(row.path), 'department.loop', 422, { name: row.name });
    const [deepest] = await tx.find(
      Department,
      { enterpriseId: row.enterpriseId, path: within(row.path) },
      { orderBy: { depth: 'desc' }, limit: 1, fields: ['depth'], disableIdentityMap: true },
    );
    assertDepth(parent.depth + 1 + (deepest?.depth ?? row.depth) - row.depth);
    await hang(tx, row, parent);
  }

  async function present(em: EntityManager, enterpriseId: string): Promise<DepartmentRow[]> {
    const rows = await em.find(
      Department,
      { enterpriseId },
      { orderBy: { depth: 'asc', name: 'asc', id: 'asc' }, disableIdentityMap: true },
    );
    const counts = await staffCounts(em, enterpriseId);
    const heads = await headNames(em, enterpriseId, rows);
    return rows.map((row) => ({
      id: row.id,
      parentId: row.parentId ?? null,
      name: row.name,
      introduction: row.introduction,
      depth: row.depth,
      staffCount: counts.get(row.id) ?? 0,
      head: heads.get(row.headId ?? '') ?? null,
      defaultPermissions: row.defaultPermissions.filter(isPermission).sort(),
      wecom: (row.wecomId ?? null) === null ? 'none' : (row.goneAt ?? null) === null ? 'linked' : 'gone',
      version: row.version,
    }));
  }

  return {
    plantRoot,
    ensureRoot,
    holdTree,
    /** Hangs it elsewhere with all below; the tree is held. @throws department.loop | department.too_deep | not_found */
    move,
    /** The tree is held. @throws department.too_deep | department.too_many */
    async insert(tx: EntityManager, parent: Department, name: string): Promise<string> {
      await assertRoom(tx, parent);
      return insertBelow(tx, parent, name, '');
    },

    /** The whole tree, parents first. */
    async tree(em: EntityManager, enterpriseId: string): Promise<DepartmentRow[]> {
      const rows = await present(em, enterpriseId);
      if (rows.length > 0) return rows;
      await inTransaction(em, (tx) => ensureRoot(tx, enterpriseId));
      return present(em, enterpriseId);
    },

    /** @throws department.root_exists | department.name_taken | department.too_deep | department.too_many | not_found */
    create(em: EntityManager, by: ActingStaff, wish: NewDepartment): Promise<string> {
      const { enterpriseId } = by;
      const { name, introduction, parentId } = wish;
      if (parentId === null) throw new AppError('department.root_exists', { status: 409 });
      return inTransaction(em, async (tx) => {
        await holdTree(tx, enterpriseId);
        const parent = await find(tx, enterpriseId, parentId);
        await assertNameFree(tx, { enterpriseId, parentId, name });
        await assertRoom(tx, parent);
        const id = await insertBelow(tx, parent, name, introduction);
        await record(tx, by, 'department.created', id, {
          before: {},
          after: { name, introduction, parent: parent.name },
        });
        return id;
      });
    },

    /**
     * Renames it, names its head, or hangs it elsewhere with all that stands below.
     * @throws department.head_beyond | department.head_unknown | conflict.version | department.root_stays | department.loop | department.name_taken | department.too_deep
     */
    change(
      em: EntityManager,
      by: ActingStaff,
      input: { id: string; version: number; patch: DepartmentPatch },
    ): Promise<void> {
      const { id, version, patch } = input;
      const { enterpriseId } = by;
      return inTransaction(em, async (tx) => {
        await holdTree(tx, enterpriseId);
        const row = await find(tx, enterpriseId, id);
        if (row.version !== version) throw new AppError('conflict.version', { status: 409 });
        const parentId = row.parentId ?? null;
        const shown = async (from: Department) => ({
          name: from.name,
          introduction: from.introduction,
          parent: await nameOf(tx, from.parentId ?? null),
          head: (await headNames(tx, enterpriseId, [from])).get(from.headId ?? '')?.name ?? null,
        });
        const before = await shown(row);
        const target = patch.parentId === undefined ? parentId : patch.parentId;
        const name = patch.name ?? row.name;
        if (target !== parentId) await move(tx, row, target);
        if (target !== null && (target !== parentId || name !== row.name))
          await assertNameFree(tx, { enterpriseId, parentId: target, name, butId: id });
        const introduction = patch.introduction ?? row.introduction;
        const headId = patch.headId === undefined ? (row.headId ?? null) : patch.headId;
        if (headId !== (row.headId ?? null)) await deps.assertHead(tx, by, row, headId);
        const parent = await nameOf(tx, target);
        const head = (await headNames(tx, enterpriseId, [{ headId }])).get(headId ?? '')?.name ?? null;
        const after = { name, introduction, parent, head };
        if (JSON.stringify(after) === JSON.stringify(before)) return;
        await tx.nativeUpdate(Department, { id }, { name, introduction, headId, version: version + 1 });
        await record(tx, by, 'department.changed', id, { before, after });
      });
    },

    /**
     * Deletes it. Its people and the departments right below go to its parent where that is wished.
     * @throws department.root_kept | department.not_empty with the numbers
     */
    remove(em: EntityManager, by: ActingStaff, id: string, moveToParent: boolean): Promise<void> {
      const { enterpriseId } = by;
      return inTransaction(em, async (tx) => {
        await holdTree(tx, enterpriseId);
        const row = await find(tx, enterpriseId, id);
        const parentId = row.parentId ?? null;
        if (parentId === null) throw new AppError('department.root_kept', { status: 409 });
        const parent = await find(tx, enterpriseId, parentId);
        const children = await tx.find(Department, { enterpriseId, parentId: id });
        const staff = await tx.count(Staff, { enterpriseId, departmentId: id });
        if (staff > 0 || children.length > 0) {
          const data = { staff, departments: children.length, parent: parent.name };
          assertThat(moveToParent, 'department.not_empty', 409, data);
        }
        await tx.nativeUpdate(Staff, { enterpriseId, departmentId: id }, { departmentId: parentId });
        await deps.placing.dissolved(tx, enterpriseId, id, parentId);
        for (const child of children) {
          await assertNameFree(tx, { enterpriseId, parentId, name: child.name, butId: id });
          await hang(tx, child, parent);
        }
        await tx.nativeDelete(Department, { id, enterpriseId });
        await record(tx, by, 'department.deleted', id, {
          before: { name: row.name, parent: parent.name, staff, departments: children.length },
          after: {},
        });
      });
    },

    /** Makes one without an acting person: for what is seeded. */
    async plant(tx: EntityManager, enterpriseId: string, parentId: string, name: string): Promise<string> {
      return insertBelow(tx, await find(tx, enterpriseId, parentId), name, '');
    },

    /** Names by id, for those who show them. */
    async names(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
      const rows = ids.length === 0 ? [] : await em.find(Department, { id: { $in: [...new Set(ids)] } });
      return new Map(rows.map(({ id, name }) => [id, name]));
    },

    /** Takes the trees of enterprises away, leaves first: with the enterprises, as the demo's are. */
    async forgetTrees(tx: EntityManager, enterpriseIds: readonly string[]): Promise<void> {
      const theirs = { enterpriseId: { $in: [...enterpriseIds] } };
      await tx.nativeUpdate(Staff, theirs, { departmentId: null });
      const levels: number = limits.departmentDepth;
      for (let depth = levels; depth > 0; depth -= 1) await tx.nativeDelete(Department, { ...theirs, depth });
    },
  };
}
export type Departments = ReturnType<typeof createDepartments>;

/** Those who head departments, by their ids. */
async function headNames(
  em: EntityManager,
  enterpriseId: string,
  rows: readonly Pick<Department, 'headId'>[],
): Promise<Map<string, { id: string; name: string }>> {
  const ids = [...new Set(rows.flatMap(({ headId }) => headId ?? []))];
  if (ids.length === 0) return new Map();
  const people = await em.find(
    Staff,
    { enterpriseId, id: { $in: ids } },
    { fields: ['id', 'name'], disableIdentityMap: true },
  );
  return new Map(people.map(({ id, name }) => [id, { id, name }]));
}

const countSchema = z.object({ id: z.string(), count: z.coerce.number() });

/** People by department, those below not counted. Who has none yet (of an older version) counts at the root. */
async function staffCounts(em: EntityManager, enterpriseId: string): Promise<Map<string, number>> {
  const rows = await readRows(
    em,
    `select coalesce(department_id, enterprise_id) as id, count(*) as count from staff
     where enterprise_id = ? group by coalesce(department_id, enterprise_id)`,
    [enterpriseId],
  );
  return new Map(rows.map((row) => countSchema.parse(row)).map(({ id, count }) => [id, count]));
}
