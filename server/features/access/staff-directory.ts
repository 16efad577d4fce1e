import { LockMode } from '@mikro-orm/core';

import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { isHere, Staff } from './access.entity.ts';
import { Department } from './department.entity.ts';
import { below, type Departments } from './departments.ts';
import { rightsOf } from './rights.ts';
import { StaffRole, StaffRoleMember } from './role.entity.ts';
import { departmentOf, scopeOf, type DataRights, type Scope } from './visibility.ts';

export interface StaffCard {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly phone: string | null;
  /** By hand, and by what WeCom says: false for who left. */
  readonly enabled: boolean;
  readonly language: Locale;
}

interface AskedScope {
  readonly enterpriseId: string;
  readonly personId: string;
  readonly permissions: ReadonlySet<string>;
}

/** The people whose roles give a right. */
async function withRoleOf(em: EntityManager, enterpriseId: string, permission: string): Promise<Set<string>> {
  const roles = await em.find(StaffRole, { enterpriseId }, { disableIdentityMap: true });
  const ids = roles.filter((role) => role.permissions.includes(permission)).map(({ id }) => id);
  const members =
    ids.length === 0 ? [] : await em.find(StaffRoleMember, { enterpriseId, roleId: { $in: ids } });
  return new Set(members.map(({ staffId }) => staffId));
}

/** Staff as other features see them: by id, as a card. */
export function createStaffDirectory(deps: { departments: Pick<Departments, 'ensureRoot' | 'names'> }) {
  const card = (staff: Staff): StaffCard => ({
    id: staff.id,
    name: staff.name,
    account: staff.account,
    phone: staff.phone ?? null,
    enabled: isHere(staff),
    language: staff.language,
  });
  const usable = { state: 'enabled', leftAt: null } as const;
  return {
    async byIds(em: EntityManager, ids: readonly string[]): Promise<Map<string, StaffCard>> {
      const rows = ids.length === 0 ? [] : await em.find(Staff, { id: { $in: [...new Set(ids)] } });
      return new Map(rows.map((row) => [row.id, card(row)]));
    },
    async byId(em: EntityManager, id: string | null | undefined): Promise<StaffCard | null> {
      if (id === null || id === undefined) return null;
      const row = await em.findOne(Staff, { id });
      return row === null ? null : card(row);
    },
    /** Whoever is or was staff, by name. */
    async all(em: EntityManager, enterpriseId: string): Promise<StaffCard[]> {
      return (await em.find(Staff, { enterpriseId }, { orderBy: { name: 'asc', id: 'asc' } })).map(card);
    },
    /** By WeCom userid, whichever enterprise: for the operator's commands. */
    async byAccount(
      em: EntityManager,
      account: string,
    ): Promise<(StaffCard & { enterpriseId: string }) | null> {
      const row = await em.findOne(Staff, { account: account.toLowerCase(), ...usable });
      return row === null ? null : { ...card(row), enterpriseId: row.enterpriseId };
    },
    /** Those who hold a right: to whom a notice about it goes. */
    async withPermission(em: EntityManager, permission: string, enterpriseId: string): Promise<StaffCard[]> {
      const rows = await em.find(Staff, { enterpriseId, ...usable });
      const byRole = await withRoleOf(em, enterpriseId, permission);
      return rows.filter((row) => row.permissions.includes(permission) || byRole.has(row.id)).map(card);
    },
    /** The departments that somebody stands in: his own, and all above it. */
    async departmentsAbove(em: EntityManager, id: string): Promise<string[]> {
      const staff = await em.findOne(Staff, { id });
      if (staff === null) return [];
      const own = departmentOf(staff);
      const department = await em.findOne(Department, { id: own }, { disableIdentityMap: true });
      return department === null ? [own] : department.path.split('/').filter((part) => part !== '');
    },
    /** The department that somebody stands in and all below it, parents first; in a transaction they stay until its end. */
    async departmentsWithin(
      em: EntityManager,
      id: string,
    ): Promise<{ id: string; parentId: string | null; name: string }[]> {
      const staff = await em.findOne(Staff, { id });
      if (staff === null) return [];
      const { enterpriseId } = staff;
      const own = await em.findOne(Department, { id: departmentOf(staff) }, { disableIdentityMap: true });
      if (own === null) return [];
      const lock = em.isInTransaction() ? ({ lockMode: LockMode.PESSIMISTIC_READ } as const) : {};
      const rows = await em.find(
        Department,
        { enterpriseId, $or: [{ id: own.id }, { path: below(own.path) }] },
        { orderBy: { path: 'asc' }, disableIdentityMap: true, ...lock },
      );
      return rows.map((row) => ({ id: row.id, parentId: row.parentId ?? null, name: row.name }));
    },
    /** All departments of an enterprise, each below the one above it. */
    async departmentList(em: EntityManager, enterpriseId: string): Promise<{ id: string; name: string }[]> {
      const rows = await em.find(Department, { enterpriseId }, { orderBy: { path: 'asc' } });
      return rows.map(({ id: departmentId, name }) => ({ id: departmentId, name }));
    },
    /** Everything that he may do at this moment, by himself and by his roles. */
    async rightsOf(em: EntityManager, id: string): Promise<ReadonlySet<string>> {
      return rightsOf(em, await em.findOneOrFail(Staff, { id }));
    },
    /** Where people stand, by id; in a transaction they are held there until its end. */
    async departmentsOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
      const held = { lockMode: LockMode.PESSIMISTIC_READ, refresh: true } as const;
      const lock = em.isInTransaction() ? held : {};
      const options = { orderBy: { id: 'asc' }, ...lock } as const;
      const rows = ids.length === 0 ? [] : await em.find(Staff, { id: { $in: [...new Set(ids)] } }, options);
      return new Map(rows.map((row) => [row.id, departmentOf(row)]));
    },
    departmentNames: (em: EntityManager, ids: readonly string[]) => deps.departments.names(em, ids),
    /** The departments whose people's things two rights open to somebody, by where he stands at this moment. */
    async departmentsSeen(
      em: EntityManager,
      { enterpriseId, personId, permissions }: AskedScope,
      rights: DataRights,
    ): Promise<ReadonlySet<string>> {
      return (await this.sightOf(em, { enterpriseId, personId, permissions }, rights)).departmentIds;
    },
    /** Whose things rights open to somebody, by where he stands at this moment. */
    async sightOf(
      em: EntityManager,
      { enterpriseId, personId, permissions }: AskedScope,
      rights: DataRights,
    ): Promise<Scope> {
      const row = await em.findOne(Staff, { id: personId, enterpriseId }, { disableIdentityMap: true });
      if (row === null) return { selfId: personId, everything: false, departmentIds: new Set() };
      const viewer = { id: personId, enterpriseId, departmentId: departmentOf(row), permissions };
      return scopeOf(em, viewer, rights);
    },
    /** What was given to himself; roles give more. */
    async ownRightsOf(em: EntityManager, id: string): Promise<readonly string[]> {
      return (await em.findOneOrFail(Staff, { id })).permissions;
    },
    /** Of these, the rights that nobody who works here holds: after an upgrade those that it brought. */
    async heldByNobody<Name extends string>(
      em: EntityManager,
      enterpriseId: string,
      names: readonly Name[],
    ): Promise<Name[]> {
      const rows = await em.find(Staff, { enterpriseId, ...usable }, { fields: ['id', 'permissions'] });
      const own = new Set(rows.flatMap((row) => row.permissions));
      const unheld = names.filter((name) => !own.has(name));
      const roles = unheld.length === 0 ? [] : await em.find(StaffRole, { enterpriseId });
      const here = new Set(rows.map(({ id }) => id));
      const members = roles.length === 0 ? [] : await em.find(StaffRoleMember, { enterpriseId });
      const alive = new Set(members.filter(({ staffId }) => here.has(staffId)).map(({ roleId }) => roleId));
      const byRoles = new Set(roles.filter(({ id }) => alive.has(id)).flatMap((role) => role.permissions));
      return unheld.filter((name) => !byRoles.has(name));
    },
    /** Makes a staff member, or gives an existing one this name and these rights. */
    async put(
      tx: EntityManager,
      input: {
        enterpriseId: string;
        account: string;
        name: string;
        phone: string | null;
        enabled: boolean;
        permissions: readonly string[];
        /** Of another enterprise's member, by whose rights he is here. */
        standsFor?: string | null;
        /** Of a new one; default: the root. */
        departmentId?: string;
        now: Date;
      },
    ): Promise<string> {
      const account = input.account.toLowerCase();
      const found = await tx.findOne(Staff, { enterpriseId: input.enterpriseId, account });
      if (found === null) await deps.departments.ensureRoot(tx, input.enterpriseId);
      const staff =
        found ??
        tx.create(Staff, {
          id: newId(),
          enterpriseId: input.enterpriseId,
          account,
          name: input.name,
          departmentId: input.departmentId ?? input.enterpriseId,
          state: 'enabled',
          permissions: [],
          createdAt: input.now,
        });
      staff.name = input.name;
      staff.phone = input.phone;
      staff.state = input.enabled ? 'enabled' : 'disabled';
      staff.permissions = [...input.permissions];
      staff.standsFor = input.standsFor ?? null;
      await tx.flush();
      return staff.id;
    },
  };
}
export type StaffDirectory = ReturnType<typeof createStaffDirectory>;
