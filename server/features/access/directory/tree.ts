import { limits } from '../../../../config/limits.ts';
import type { Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { isAfter } from '../../../kernel/times.ts';
import { Department } from '../department.entity.ts';
import type { Departments } from '../departments.ts';
import { markSeen } from './marks.ts';
import { cutName, isSame, rootOfWecom, type Reading, type WecomDepartment } from './ports.ts';
import type { Done } from './report-rows.ts';

/** One department and where it stands: below ours with this id. */
export interface Placed {
  readonly department: WecomDepartment;
  readonly parentId: string;
}

/**
 * Parents first. Below one that the application may not see, it stands below our root; the root of
 * WeCom is ours and keeps its name.
 */
export function parentsFirst(departments: readonly WecomDepartment[]): WecomDepartment[] {
  const ids = new Set(departments.map(({ id }) => id));
  const below = new Map<number, WecomDepartment[]>();
  for (const department of departments) {
    if (department.id === rootOfWecom) continue;
    const parent = ids.has(department.parentId) ? department.parentId : rootOfWecom;
    below.set(parent, [...(below.get(parent) ?? []), department]);
  }
  const sorted: WecomDepartment[] = [];
  const next = [rootOfWecom];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    for (const department of below.get(id) ?? []) {
      sorted.push(department);
      next.push(department.id);
    }
    below.delete(id);
  }
  return sorted;
}

/** Departments where WeCom has them. Those made by hand stay; one that bears the name of its sibling is that one. */
export function createDirectoryTree(deps: {
  dialect: Dialect;
  departments: Pick<Departments, 'holdTree' | 'insert' | 'move'>;
}) {
  const { departments, dialect } = deps;

  /** As it is by now: what stands above may have been hung elsewhere a moment ago. */
  const fresh = (tx: EntityManager, enterpriseId: string, id: string) =>
    tx.findOneOrFail(Department, { id, enterpriseId }, { disableIdentityMap: true });

  async function make(tx: EntityManager, reading: Reading, placed: Placed): Promise<Done> {
    const { enterpriseId, readAt, run } = reading;
    const { department, parentId } = placed;
    const name = cutName(department.name) || String(department.id);
    const done = { subject: 'department', key: String(department.id), name } as const;
    const mark = { wecomId: department.id, directoryAt: readAt, goneAt: null };
    const listed = run === null ? {} : { listedAt: run.began };
    const twin = await tx.findOne(
      Department,
      { enterpriseId, parentId, name, $or: [{ wecomId: null }, { goneAt: { $ne: null } }] },
      { orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    if (twin !== null) {
      await tx.nativeUpdate(Department, { id: twin.id, enterpriseId }, { ...mark, ...listed });
      return { ...done, id: twin.id, outcome: 'linked' };
    }
    const parent = await fresh(tx, enterpriseId, parentId);
    const id = await departments.insert(tx, parent, name);
    await tx.nativeUpdate(Department, { id, enterpriseId }, { ...mark, ...listed });
    return { ...done, id, outcome: 'added', after: { name, parent: parent.name } };
  }

  async function change(
    tx: EntityManager,
    reading: Reading,
    row: Department,
    placed: Placed,
  ): Promise<Done | null> {
    const { enterpriseId, readAt, run } = reading;
    const { department, parentId } = placed;
    const listed = run === null ? {} : { listedAt: run.began };
    const where = { id: row.id, enterpriseId };
    if (isAfter(row.directoryAt, readAt)) {
      await markSeen(tx, dialect, 'department', reading, [row.id]);
      return null;
    }
    const name = cutName(department.name) || row.name;
    const was = row.parentId ?? null;
    const moves = was !== parentId;
    const cameBack = (row.goneAt ?? null) !== null;
    if (moves) await departments.move(tx, await fresh(tx, enterpriseId, row.id), parentId);
    const changes = moves || name !== row.name;
    await tx.nativeUpdate(Department, where, {
      ...{ directoryAt: readAt, goneAt: null, ...listed },
      ...(changes || cameBack ? { name, version: row.version + 1 } : {}),
    });
    if (!changes && !cameBack) return null;
    const parents = await tx.find(
      Department,
      { enterpriseId, id: { $in: [parentId, ...(was === null ? [] : [was])] } },
      { fields: ['name'], disableIdentityMap: true },
    );
    const nameOf = (id: string | null) => parents.find((one) => one.id === id)?.name ?? '';
    return {
      ...{ subject: 'department', id: row.id, key: String(department.id), name },
      outcome: changes ? 'updated' : 'returned',
      before: { name: row.name, parent: nameOf(was) },
      after: { name, parent: nameOf(parentId) },
    };
  }

  return {
    /** Whether one of WeCom's is here, and not as one that vanished. */
    async has(em: EntityManager, enterpriseId: string, wecomId: number): Promise<boolean> {
      return (await em.count(Department, { enterpriseId, wecomId, goneAt: null })) > 0;
    },

    /**
     * Some, parents first, in the transaction `tx`.
     * @param ours our id of each of WeCom's; what is made here is added. A parent that is not in it is the root.
     */
    async apply(
      tx: EntityManager,
      reading: Reading,
      wished: readonly WecomDepartment[],
      ours: Map<number, string>,
    ): Promise<Done[]> {
      const { enterpriseId, run } = reading;
      await departments.holdTree(tx, enterpriseId);
      const rows = await tx.find(
        Department,
        { enterpriseId, wecomId: { $in: wished.map(({ id }) => id) } },
        { disableIdentityMap: true },
      );
      const byWecom = new Map(rows.map((row) => [row.wecomId, row]));
      const done: Done[] = [];
      const unchanged: string[] = [];
      for (const department of wished) {
        const row = byWecom.get(department.id);
        const parentId = ours.get(department.parentId) ?? enterpriseId;
        const placed = { department, parentId };
        if (row !== undefined) ours.set(department.id, row.id);
        if (row !== undefined && run !== null && isSame(row.listedAt, run.began)) continue;
        if (row !== undefined && isAsWished(row, placed, reading)) {
          unchanged.push(row.id);
          continue;
        }
        try {
          const one =
            row === undefined ? await make(tx, reading, placed) : await change(tx, reading, row, placed);
          if (one !== null) done.push(one);
        } catch (error) {
          done.push(failure(error, department));
          // Still named by WeCom: it is not one that vanished.
          if (row !== undefined) await markSeen(tx, dialect, 'department', reading, [row.id]);
        }
        if (row === undefined) {
          const made = await tx.findOne(
            Department,
            { enterpriseId, wecomId: department.id },
            { fields: ['id'], disableIdentityMap: true },
          );
          // What could not be made: those below stand below its parent.
          ours.set(department.id, made?.id ?? parentId);
        }
      }
      await markSeen(tx, dialect, 'department', reading, unchanged);
      return done;
    },

    /** WeCom has it no longer, as an event's own reading says. */
    async vanished(tx: EntityManager, reading: Reading, wecomId: number): Promise<Done | null> {
      const { enterpriseId, readAt, now } = reading;
      await departments.holdTree(tx, enterpriseId);
      const row = await tx.findOne(Department, { enterpriseId, wecomId }, { disableIdentityMap: true });
      if (row === null || (row.goneAt ?? null) !== null || isAfter(row.directoryAt, readAt)) return null;
      await tx.nativeUpdate(Department, { id: row.id, enterpriseId }, { goneAt: now, directoryAt: readAt });
      return { subject: 'department', id: row.id, key: String(wecomId), name: row.name, outcome: 'left' };
    },
  };
}
export type DirectoryTree = ReturnType<typeof createDirectoryTree>;

/** Nothing is to be written but that it was seen. */
function isAsWished(row: Department, { department, parentId }: Placed, { readAt }: Reading): boolean {
  const name = cutName(department.name) || row.name;
  const isHere = (row.goneAt ?? null) === null;
  return isHere && row.parentId === parentId && row.name === name && !isAfter(row.directoryAt, readAt);
}

/** What the tree's own rules refuse is told in the report, and the others go on. Nothing was written of it. */
function failure(error: unknown, department: WecomDepartment): Done {
  const reasons = {
    'department.too_deep': 'too_deep',
    'department.too_many': 'too_many_departments',
  } as const;
  const code = error instanceof AppError ? error.code : '';
  if (code !== 'department.too_deep' && code !== 'department.too_many') throw error;
  return {
    ...{ subject: 'department', key: String(department.id), name: cutName(department.name) },
    ...{ outcome: 'failed', reason: reasons[code] },
  };
}

/** More levels than that are a loop of what was read at two moments. */
export const mostLevels = limits.departmentDepth + 5;
