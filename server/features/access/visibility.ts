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

/** The two data rights that open a kind of thing (rows 245–252). */
export interface DataRights {
  readonly same: Permission;
  readonly below: Permission;
}
export const staffData: DataRights = { same: 'staff.same_department', below: 'staff.sub_departments' };

/** Whose things somebody sees: his own, and those of the people of these departments. */
export interface Scope {
  readonly selfId: string;
  readonly departmentIds: ReadonlySet<string>;
}

/** Who stands in no department (of an older version) counts as of the root, whose id is the enterprise's. */
export const departmentOf = (staff: Pick<Staff, 'departmentId' | 'enterpriseId'>): string =>
  staff.departmentId ?? staff.enterpriseId;

export const viewerOf = (staff: Staff): Viewer => ({
  id: staff.id,
  enterpriseId: staff.enterpriseId,
  departmentId: departmentOf(staff),
  permissions: new Set(staff.permissions),
});

/**
 * The one place that says what the data rights open: the own department, and all below it (neither
 * what stands above nor beside), each by its right. The subtree is one query over the tree's paths.
 */
export async function scopeOf(em: EntityManager, viewer: Viewer, rights: DataRights): Promise<Scope> {
  const departmentIds = new Set<string>();
  const { enterpriseId, departmentId, permissions } = viewer;
  if (permissions.has(rights.same)) departmentIds.add(departmentId);
  if (permissions.has(rights.below)) {
    const own = await em.findOne(
      Department,
      { id: departmentId, enterpriseId },
      { disableIdentityMap: true },
    );
    for (const id of own === null ? [] : await idsBelow(em, own)) departmentIds.add(id);
  }
  return { selfId: viewer.id, departmentIds };
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

export const sees = (scope: Scope, staff: Staff): boolean =>
  staff.id === scope.selfId || scope.departmentIds.has(departmentOf(staff));

/** The same for a query over staff. */
export function seenStaff(scope: Scope, enterpriseId: string): FilterQuery<Staff> {
  const ids = [...scope.departmentIds];
  return {
    $or: [
      { id: scope.selfId },
      { departmentId: { $in: ids } },
      ...(scope.departmentIds.has(enterpriseId) ? [{ departmentId: null }] : []),
    ],
  };
}
