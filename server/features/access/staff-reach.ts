import type { Permission } from '../../../config/permissions.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { Staff } from './access.entity.ts';
import { holdsAll } from './delegation.ts';
import { Department } from './department.entity.ts';
import type { ActingStaff, Departments } from './departments.ts';
import { rightsOf, rightsOfAll, viewerOf } from './rights.ts';
import { heldStaff } from './staff-members.ts';
import { idsBelow, scopeOf, seesDepartment, sees, staffData, type Scope, type Viewer } from './visibility.ts';

export interface Reached {
  readonly viewer: Viewer;
  readonly staff: Staff;
  readonly scope: Scope;
}

/**
 * Whom somebody may change. Every change of rights, of who is in a role and of the tree holds the
 * enterprise's root department first: what a giver owns at that moment nobody takes from him before
 * it is given.
 */
export function createStaffReach(deps: { departments: Pick<Departments, 'holdTree'> }) {
  const { departments } = deps;

  /** Rows of people, held in the order of their ids. */
  async function held(tx: EntityManager, enterpriseId: string, ids: readonly string[]) {
    const rows = new Map<string, Staff>();
    for (const id of [...new Set(ids)].sort()) {
      const row = await heldStaff(tx, enterpriseId, { id });
      if (row !== null) rows.set(id, row);
    }
    return rows;
  }

  /** The one who acts, asked again behind the lock: the session knows what was a moment ago. */
  async function acting(
    tx: EntityManager,
    staff: Staff | undefined,
    needed: readonly Permission[],
  ): Promise<Viewer> {
    assertThat(staff?.state === 'enabled', 'session.expired', 401);
    const viewer = await viewerOf(tx, staff);
    for (const permission of needed)
      assertThat(viewer.permissions.has(permission), 'permission.denied', 403, { permission });
    return viewer;
  }

  return {
    /** @throws session.expired | permission.denied */
    async viewer(tx: EntityManager, by: ActingStaff, needed: readonly Permission[]): Promise<Viewer> {
      await departments.holdTree(tx, by.enterpriseId);
      return acting(tx, (await held(tx, by.enterpriseId, [by.staffId])).get(by.staffId), needed);
    },

    /**
     * Somebody whom the actor sees and may change.
     * @throws not_found | staff.self | staff.beyond_own | permission.denied
     */
    async target(
      tx: EntityManager,
      by: ActingStaff,
      id: string,
      needed: readonly Permission[] = [],
    ): Promise<Reached> {
      await departments.holdTree(tx, by.enterpriseId);
      const rows = await held(tx, by.enterpriseId, [id, by.staffId]);
      const viewer = await acting(tx, rows.get(by.staffId), ['staff.manage', ...needed]);
      const staff = rows.get(id);
      const scope = await scopeOf(tx, viewer, staffData);
      assertThat(staff !== undefined && sees(scope, staff), 'not_found', 404);
      assertThat(staff.id !== viewer.id, 'staff.self', 409);
      assertThat(holdsAll(viewer, await rightsOf(tx, staff)), 'staff.beyond_own', 403);
      return { viewer, staff, scope };
    },

    /**
     * The same for many at once, of whom one refuses all.
     * @throws not_found | staff.self | staff.beyond_own
     */
    async targets(tx: EntityManager, viewer: Viewer, ids: readonly string[]): Promise<Staff[]> {
      const { enterpriseId } = viewer;
      const wanted = [...new Set(ids)];
      const rows = wanted.length === 0 ? [] : await tx.find(Staff, { enterpriseId, id: { $in: wanted } });
      const scope = await scopeOf(tx, viewer, staffData);
      const inSight = rows.filter((row) => sees(scope, row));
      assertThat(inSight.length === wanted.length, 'not_found', 404);
      assertThat(!inSight.some(({ id }) => id === viewer.id), 'staff.self', 409);
      const rights = await rightsOfAll(tx, enterpriseId, inSight);
      const above = inSight.some(({ id }) => !holdsAll(viewer, rights.get(id) ?? []));
      assertThat(!above, 'staff.beyond_own', 403);
      return inSight;
    },

    /**
     * A head sees the people below his department, so one is named, or taken away, only by who sees all
     * of them himself; and he is somebody whom the actor sees.
     * @throws department.head_beyond | department.head_unknown
     */
    async assertHead(
      tx: EntityManager,
      by: ActingStaff,
      department: Department,
      headId: string | null,
    ): Promise<void> {
      const { enterpriseId } = by;
      const viewer = await acting(tx, (await held(tx, enterpriseId, [by.staffId])).get(by.staffId), []);
      const scope = await scopeOf(tx, viewer, staffData);
      const below = await idsBelow(tx, department);
      const inSight = below.every((id) => seesDepartment(scope, id));
      assertThat(inSight, 'department.head_beyond', 403, { name: department.name });
      if (headId === null) return;
      const head = await tx.findOne(Staff, { id: headId, enterpriseId });
      assertThat(head !== null && sees(scope, head), 'department.head_unknown', 422);
    },

    /** A department into which the actor may put people: one where he sees them. */
    async place(tx: EntityManager, viewer: Viewer, id: string): Promise<Department> {
      const scope = await scopeOf(tx, viewer, staffData);
      const row = await tx.findOne(Department, { id, enterpriseId: viewer.enterpriseId });
      assertThat(row !== null && seesDepartment(scope, id), 'staff.department_out_of_sight', 403);
      return row;
    },
  };
}
export type StaffReach = ReturnType<typeof createStaffReach>;
