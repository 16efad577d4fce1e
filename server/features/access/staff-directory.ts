import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { isHere, Staff } from './access.entity.ts';
import type { Departments } from './departments.ts';

export interface StaffCard {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly phone: string | null;
  /** By hand, and by what WeCom says: false for who left. */
  readonly enabled: boolean;
  readonly language: Locale;
}

/** Staff as other features see them: by id, as a card. */
export function createStaffDirectory(deps: { departments: Pick<Departments, 'ensureRoot'> }) {
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
      return rows.filter((row) => row.permissions.includes(permission)).map(card);
    },
    async rightsOf(em: EntityManager, id: string): Promise<readonly string[]> {
      return (await em.findOneOrFail(Staff, { id })).permissions;
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
