import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { NewRecord } from '../records/index.ts';
import { Staff } from './access.entity.ts';
import { assertByDefault, assertGives, assertGivesRole, readRights } from './delegation.ts';
import { Department } from './department.entity.ts';
import type { ActingStaff } from './departments.ts';
import { StaffRole, StaffRoleMember } from './role.entity.ts';
import type { Sessions } from './sessions.ts';
import type { StaffReach } from './staff-reach.ts';

/** What somebody is to hold, as it was read before: his own rights, and his roles. */
export interface AuthorisationWish {
  readonly id: string;
  readonly version: number;
  readonly permissions: readonly string[];
  /** Undefined: the roles stay. */
  readonly roleIds?: readonly string[] | undefined;
}

const sorted = (names: readonly string[]) => [...names].sort().join();

/** Rights given to people, and to those who will come to a department (rows 243–258, 266–270). */
export function createAuthorisations(deps: {
  clock: Clock;
  sessions: Pick<Sessions, 'changed'>;
  reach: StaffReach;
  records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}) {
  const { clock, reach, records } = deps;

  const record = (
    tx: EntityManager,
    by: ActingStaff,
    about: Pick<NewRecord, 'action' | 'target' | 'before' | 'after'>,
  ) =>
    records.add(tx, {
      enterpriseId: by.enterpriseId,
      ...{ actor: `staff:${by.staffId}`, actorName: by.name, ...about },
      ...{ requestId: by.requestId, at: clock.now() },
    });

  /** Puts him into the roles of the wish and takes him out of the others; answers their names before and after. */
  async function setRoles(
    tx: EntityManager,
    owned: { permissions: ReadonlySet<string> },
    staff: Staff,
    wish: readonly string[],
  ) {
    const { enterpriseId, id: staffId } = staff;
    const had = (await tx.find(StaffRoleMember, { enterpriseId, staffId })).map(({ roleId }) => roleId);
    const wanted = [...new Set(wish)];
    const ids = [...new Set([...had, ...wanted])];
    const roles = ids.length === 0 ? [] : await tx.find(StaffRole, { enterpriseId, id: { $in: ids } });
    const known = new Map(roles.map((role) => [role.id, role]));
    for (const id of wanted) assertThat(known.has(id), 'role.unknown', 422);
    const [added, removed] = [
      wanted.filter((id) => !had.includes(id)),
      had.filter((id) => !wanted.includes(id)),
    ];
    for (const id of [...added, ...removed]) {
      const role = known.get(id);
      if (role !== undefined) assertGivesRole(owned, role);
    }
    if (removed.length > 0) await tx.nativeDelete(StaffRoleMember, { staffId, roleId: { $in: removed } });
    for (const roleId of added)
      await tx.insert(StaffRoleMember, { id: newId(), enterpriseId, roleId, staffId, addedAt: clock.now() });
    const names = (some: readonly string[]) => some.map((id) => known.get(id)?.name ?? '').sort();
    return { changed: added.length + removed.length > 0, before: names(had), after: names(wanted) };
  }

  return {
    /**
     * Another's rights and roles; whoever read them before somebody else changed them is refused.
     * @throws conflict.version | authorisation.beyond_own | authorisation.unknown | role.beyond_own | role.unknown | not_found | staff.self | staff.beyond_own
     */
    async authorise(em: EntityManager, by: ActingStaff, input: AuthorisationWish): Promise<void> {
      const { id, version } = input;
      const wish = readRights(input.permissions);
      await inTransaction(em, async (tx) => {
        const { viewer, staff } = await reach.target(tx, by, id, ['authorisation.set']);
        if (staff.version !== version) throw new AppError('conflict.version', { status: 409 });
        const before = staff.permissions;
        const after = assertGives(viewer, before, wish);
        const roles = input.roleIds === undefined ? null : await setRoles(tx, viewer, staff, input.roleIds);
        const ownChanged = sorted(before) !== sorted(after);
        if (!ownChanged && roles?.changed !== true) return;
        const entry = staff.entryPermissions?.split(',').filter((name) => after.includes(name));
        await tx.nativeUpdate(
          Staff,
          { id },
          { permissions: after, entryPermissions: entry?.join() ?? null, version: version + 1 },
        );
        await tx.refresh(staff);
        deps.sessions.changed(tx);
        const [from, to] =
          roles?.changed === true ? [{ roles: roles.before }, { roles: roles.after }] : [{}, {}];
        await record(tx, by, {
          ...{ action: 'staff.authorised', target: `staff:${id}` },
          ...{ before: { permissions: before, ...from }, after: { permissions: after, ...to } },
        });
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
        const viewer = await reach.viewer(tx, by, ['departments.manage']);
        const row = await tx.findOne(Department, { id, enterpriseId: by.enterpriseId });
        assertThat(row, 'not_found', 404);
        if (row.version !== version) throw new AppError('conflict.version', { status: 409 });
        const before = row.defaultPermissions;
        const after = assertGives(viewer, before, wish);
        if (sorted(before) === sorted(after)) return;
        row.defaultPermissions = after;
        await tx.flush();
        await record(tx, by, {
          ...{ action: 'department.defaults_set', target: `department:${id}` },
          ...{ before: { permissions: before }, after: { permissions: after } },
        });
      });
    },
  };
}
export type Authorisations = ReturnType<typeof createAuthorisations>;
