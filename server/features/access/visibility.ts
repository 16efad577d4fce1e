import type { FilterQuery } from '@mikro-orm/core';
import { z } from 'zod';

import type { Permission } from '../../../config/permissions.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import type { Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';
import { below } from './departments.ts';

/** Who looks: his place in the tree and his rights, as they are at this moment. */
export interface Viewer {
  readonly id: string;
  readonly enterpriseId: string;
  readonly departmentId: string;
  readonly permissions: ReadonlySet<string>;
}

/** The data rights that open a kind of thing: of two departments' kinds (rows 245–252), and of the whole enterprise (row 215). */
export interface DataRights {
  readonly same: Permission;
  readonly below: Permission;
  readonly all?: Permission;
  /** Whoever heads a department sees his subordinates' things, too: those of the departments below it, by this right where one is named (row 280). */
  readonly subordinates?: true | Permission;
}
export const staffData = {
  same: 'staff.same_department',
  below: 'staff.sub_departments',
  all: 'staff.all_departments',
  subordinates: true,
} as const satisfies DataRights;

export const channelAccountData = {
  same: 'channel_accounts.same_department',
  below: 'channel_accounts.sub_departments',
  all: 'channel_accounts.all_departments',
} as const satisfies DataRights;

/** Whose things somebody sees: his own, and those of the people of these departments, or everybody's. */
export interface Scope {
  readonly selfId: string;
  readonly everything: boolean;
  /** Empty where everything is seen. */
  readonly departmentIds: ReadonlySet<string>;
}

/** Who stands in no department (of an older version) counts as of the root, whose id is the enterprise's. */
export const departmentOf = (staff: Pick<Staff, 'departmentId' | 'enterpriseId'>): string =>
  staff.departmentId ?? staff.enterpriseId;

/**
 * The one place that says what the data rights open: the own department, and all below it (neither
 * what stands above nor beside), each by its right, and what stands below a department that one heads.
 * A subtree is one query over the tree's paths.
 */
export async function scopeOf(em: EntityManager, viewer: Viewer, rights: DataRights): Promise<Scope> {
  const departmentIds = new Set<string>();
  const { enterpriseId, departmentId, permissions } = viewer;
  const everything = rights.all !== undefined && permissions.has(rights.all);
  if (everything) return { selfId: viewer.id, everything, departmentIds };
  if (permissions.has(rights.same)) departmentIds.add(departmentId);
  if (permissions.has(rights.below)) {
    const own = await em.findOne(
      Department,
      { id: departmentId, enterpriseId },
      { disableIdentityMap: true },
    );
    for (const id of own === null ? [] : await idsBelow(em, own)) departmentIds.add(id);
  }
  const { subordinates } = rights;
  if (subordinates === true || (subordinates !== undefined && permissions.has(subordinates)))
    for (const headed of await em.find(
      Department,
      { enterpriseId, headId: viewer.id },
      { fields: ['id', 'enterpriseId', 'path'], disableIdentityMap: true },
    ))
      for (const id of await idsBelow(em, headed)) departmentIds.add(id);
  return { selfId: viewer.id, everything, departmentIds };
}

/** The departments below one, itself left out. */
export async function idsBelow(
  em: EntityManager,
  { enterpriseId, path }: Pick<Department, 'enterpriseId' | 'path'>,
): Promise<string[]> {
  const { $gt: after, $lt: before } = below(path);
  // Bare: each request of somebody with such a right asks it, and there may be thousands.
  const rows = await readRows(
    em,
    'select id from department where enterprise_id = ? and path > ? and path < ?',
    [enterpriseId, after, before],
  );
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** Whether the things of a department's people are in sight. */
export const seesDepartment = (scope: Scope, id: string): boolean =>
  scope.everything || scope.departmentIds.has(id);

export const sees = (scope: Scope, staff: Pick<Staff, 'id' | 'departmentId' | 'enterpriseId'>): boolean =>
  staff.id === scope.selfId || seesDepartment(scope, departmentOf(staff));

/** The same as a query for ids of staff, to stand within another; all of the enterprise where everything is seen. */
export function seenStaffSql(scope: Scope, enterpriseId: string): { sql: string; values: string[] } {
  const ids = [...scope.departmentIds];
  const inDepartments =
    ids.length === 0
      ? ''
      : ` or coalesce(department_id, enterprise_id) in (${ids.map(() => '?').join(', ')})`;
  const seen = scope.everything ? '' : ` and (id = ?${inDepartments})`;
  return {
    sql: `select id from staff where enterprise_id = ?${seen}`,
    values: [enterpriseId, ...(scope.everything ? [] : [scope.selfId, ...ids])],
  };
}

/** The same for a query over staff. */
export function seenStaff(scope: Scope, enterpriseId: string): FilterQuery<Staff> {
  if (scope.everything) return { enterpriseId };
  const ids = [...scope.departmentIds];
  return {
    $or: [
      { id: scope.selfId },
      { departmentId: { $in: ids } },
      ...(scope.departmentIds.has(enterpriseId) ? [{ departmentId: null }] : []),
    ],
  };
}
