import { limits } from '../../../config/limits.ts';
import { companyPermissions, isPermission } from '../../../config/permissions.ts';
import { presetRoles } from '../../../config/staff-roles.ts';
import type { ItemValues as Item } from '../../contract/packages.ts';
import { newRoleSchema } from '../../contract/roles.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { isHere, Staff } from './access.entity.ts';
import { assertGivesRole } from './delegation.ts';
import type { Departments } from './departments.ts';
import { plantPresets, unplanted } from './preset-roles.ts';
import { rightsOf } from './rights.ts';
import { StaffRole, StaffRoleMember } from './role.entity.ts';
import type { Sessions } from './sessions.ts';

const key = 'staff_roles';
interface Write {
  readonly key: string;
  readonly before: Item | null;
  readonly after: Item;
}
interface Giver {
  readonly enterpriseId: string;
  readonly staffId: string;
}
type Role = Pick<StaffRole, 'name' | 'note' | 'permissions' | 'preset'>;

const company: ReadonlySet<string> = new Set(companyPermissions);
const rightsIn = (item: Item | null): readonly string[] => {
  const rights = item?.['permissions'];
  return Array.isArray(rights) ? rights : [];
};
const textOf = (item: Item, field: string): string => String(item[field] ?? '');

const keyOf = (item: Item): string =>
  textOf(item, 'preset') === '' ? `name:${textOf(item, 'name')}` : `preset:${textOf(item, 'preset')}`;

const itemOf = ({ name, note, permissions, preset }: Role): Item => ({
  ...{ name, note, preset: preset ?? '' },
  permissions: permissions.filter(isPermission).sort(),
});

/** Right by right, whether somebody who works here has it; by role, as they are to be. */
function heldHere(
  staff: readonly Pick<Staff, 'permissions'>[],
  roles: readonly { readonly permissions: readonly string[] }[],
): Set<string> {
  return new Set([...staff, ...roles].flatMap(({ permissions }) => permissions));
}

/**
 * Roles of staff as configuration packages carry them: name, note, rights, and how far one sees, which
 * is told by rights. Who is in one is each enterprise's own affair, and no part of it. Presets are
 * matched as presets, whatever they are called, others by name.
 *
 * Nobody gives by a push what he does not own (row 258): whoever packs and pushes is asked for his
 * rights at the enterprise from which he came into the template. And at the downstream nobody comes to
 * have a right that nobody there could have given him, nor is the last who has one deprived of it.
 */
export function createRolesPart(deps: {
  sessions: Pick<Sessions, 'changed'>;
  departments: Pick<Departments, 'holdTree'>;
}) {
  const rolesOf = (em: EntityManager, enterpriseId: string) =>
    em.find(StaffRole, { enterpriseId }, { disableIdentityMap: true });

  async function read(em: EntityManager, enterpriseId: string): Promise<Item[]> {
    const rows = await rolesOf(em, enterpriseId);
    const order = Object.keys(presetRoles);
    const at = ({ preset }: Role) => (typeof preset === 'string' ? order.indexOf(preset) : order.length);
    return [...unplanted(rows), ...rows].sort((left, right) => at(left) - at(right)).map(itemOf);
  }

  /** What he may give: his own at the upstream where he is in the template by it, else those that he has here. */
  async function givable(em: EntityManager, { enterpriseId, staffId }: Giver): Promise<readonly string[]> {
    const staff = await em.findOne(Staff, { id: staffId, enterpriseId }, { disableIdentityMap: true });
    const origin = staff?.standsFor ?? null;
    const person =
      origin === null ? staff : await em.findOne(Staff, { id: origin }, { disableIdentityMap: true });
    if (person === null || !isHere(person)) return [];
    const own = await rightsOf(em, person);
    return companyPermissions.filter((permission) => own.has(permission));
  }

  /** @throws package.role_unheld | package.role_last */
  async function assertNobodyGains(
    em: EntityManager,
    enterpriseId: string,
    rows: readonly StaffRole[],
    writes: readonly Write[],
  ): Promise<void> {
    const wished = new Map(writes.map((write) => [write.key, write]));
    const staff = (await em.find(Staff, { enterpriseId }, { disableIdentityMap: true })).filter(isHere);
    const here = new Set(staff.map(({ id }) => id));
    const members = await em.find(StaffRoleMember, { enterpriseId }, { disableIdentityMap: true });
    const inUse = new Set(members.filter(({ staffId }) => here.has(staffId)).map(({ roleId }) => roleId));
    const roles = rows
      .filter(({ id }) => inUse.has(id))
      .map((row) => {
        const write = wished.get(keyOf(itemOf(row)));
        const after = write === undefined ? row.permissions : rightsIn(write.after);
        return { name: row.name, before: row.permissions, after };
      });
    const before = heldHere(
      staff,
      roles.map((role) => ({ permissions: role.before })),
    );
    const after = heldHere(
      staff,
      roles.map((role) => ({ permissions: role.after })),
    );
    for (const role of roles) {
      const { name } = role;
      const fresh = role.after.find((right) => !before.has(right));
      assertThat(fresh === undefined, 'package.role_unheld', 409, { name });
      const lost = role.before.find((right) => company.has(right) && !after.has(right));
      assertThat(lost === undefined, 'package.role_last', 409, { name });
    }
  }

  return {
    key,
    version: 1,
    itemFields: [
      { key: 'name', kind: 'line' },
      { key: 'note', kind: 'line' },
      { key: 'preset', kind: 'choice', choices: ['', ...Object.keys(presetRoles)] },
      { key: 'permissions', kind: 'rights' },
    ],
    keyOf,
    pack: read,
    read,
    givable,
    clean(item: Item): Item {
      const { name, note, permissions, preset } = item;
      const parsed = newRoleSchema.safeParse({ name, note, permissions });
      if (!parsed.success) {
        const field = String(parsed.error.issues[0]?.path[0] ?? '');
        throw new AppError('package.part_invalid', { status: 422, data: { part: key, field } });
      }
      const role = parsed.data;
      const strange = role.permissions.find((name) => !company.has(name));
      assertThat(strange === undefined, 'package.role_right', 422, { name: role.name });
      return { ...role, preset: String(preset ?? ''), permissions: [...new Set(role.permissions)].sort() };
    },
    /** What a giver owns, and who is in a role, changes behind this lock only. */
    hold: (tx: EntityManager, enterpriseId: string) => deps.departments.holdTree(tx, enterpriseId),
    async check(
      em: EntityManager,
      input: { enterpriseId: string; by: Giver; writes: readonly Write[] },
    ): Promise<void> {
      const { enterpriseId, writes } = input;
      if (writes.length === 0) return;
      const giver = { permissions: new Set(await givable(em, input.by)) };
      const rows = await rolesOf(em, enterpriseId);
      for (const { before, after } of writes) {
        const row = rows.find((one) => before !== null && keyOf(itemOf(one)) === keyOf(before));
        const name = textOf(after, 'name');
        // What this version does not know is nobody's to change either, as in the page of roles.
        assertGivesRole(giver, { name, permissions: row?.permissions ?? rightsIn(before) });
        assertGivesRole(giver, { name, permissions: rightsIn(after) });
      }
      const names = new Map(
        (await read(em, enterpriseId)).map((item) => [keyOf(item), textOf(item, 'name')]),
      );
      for (const { key: at, after } of writes) names.set(at, textOf(after, 'name'));
      const taken = [...names].find(([at, name]) =>
        [...names].some(([to, twin]) => to !== at && twin === name),
      );
      assertThat(taken === undefined, 'role.name_taken', 409, { name: taken?.[1] ?? '' });
      const most = limits.staffRoles;
      assertThat(names.size <= most, 'role.too_many', 409, { most });
      await assertNobodyGains(em, enterpriseId, rows, writes);
    },
    async write(tx: EntityManager, enterpriseId: string, writes: readonly Write[], now: Date): Promise<void> {
      await plantPresets(tx, enterpriseId, now);
      const rows = await tx.find(StaffRole, { enterpriseId });
      for (const { key: at, after } of writes) {
        const [name, note, preset] = [textOf(after, 'name'), textOf(after, 'note'), textOf(after, 'preset')];
        const permissions = [...rightsIn(after)];
        const row = rows.find((one) => keyOf(itemOf(one)) === at);
        if (row === undefined)
          await tx.insert(StaffRole, {
            ...{ id: newId(), enterpriseId, name, note, permissions, createdAt: now, version: 1 },
            preset: preset === '' ? null : preset,
          });
        else Object.assign(row, { name, note, permissions });
      }
      await tx.flush();
      deps.sessions.changed(tx);
    },
  } as const;
}
