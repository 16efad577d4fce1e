import { z } from 'zod';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import type { Staff } from './access.entity.ts';
import { departmentOf, type Viewer } from './visibility.ts';

/** A role as far as somebody's rights go. */
export interface HeldRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

type Person = Pick<Staff, 'id' | 'enterpriseId' | 'permissions'>;

const heldSchema = z.object({
  staff_id: z.string(),
  id: z.string(),
  name: z.string(),
  permissions: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.string())),
});

/** The roles of people, by person, each person's by name. Bare: a session that is not in memory asks it. */
export async function rolesOf(
  em: EntityManager,
  enterpriseId: string,
  staffIds: readonly string[],
): Promise<ReadonlyMap<string, readonly HeldRole[]>> {
  const held = new Map<string, HeldRole[]>();
  // An engine takes so many values in one statement.
  for (let start = 0; start < staffIds.length; start += 500) {
    const some = staffIds.slice(start, start + 500);
    const rows = await readRows(
      em,
      `select m.staff_id, r.id, r.name, r.permissions
       from staff_role_member m
       join staff_role r on r.id = m.role_id and r.enterprise_id = m.enterprise_id
       where m.enterprise_id = ? and m.staff_id in (${some.map(() => '?').join(', ')})
       order by r.name, r.id`,
      [enterpriseId, ...some],
    );
    for (const row of rows) {
      const { staff_id: staffId, ...role } = heldSchema.parse(row);
      held.set(staffId, [...(held.get(staffId) ?? []), role]);
    }
  }
  return held;
}

/** What somebody may do: what was given to himself, and what his roles give. */
export const unite = (own: readonly string[], roles: readonly HeldRole[]): Set<string> =>
  new Set([...own, ...roles.flatMap(({ permissions }) => permissions)]);

/** Everything that somebody holds at this moment. */
export async function rightsOf(em: EntityManager, staff: Person): Promise<Set<string>> {
  const roles = await rolesOf(em, staff.enterpriseId, [staff.id]);
  return unite(staff.permissions, roles.get(staff.id) ?? []);
}

/** The same of many of one enterprise, by person. */
export async function rightsOfAll(
  em: EntityManager,
  enterpriseId: string,
  people: readonly Person[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const ids = people.map(({ id }) => id);
  const roles = await rolesOf(em, enterpriseId, ids);
  return new Map(people.map(({ id, permissions }) => [id, unite(permissions, roles.get(id) ?? [])]));
}

export async function viewerOf(
  em: EntityManager,
  staff: Person & Pick<Staff, 'departmentId'>,
): Promise<Viewer> {
  return {
    id: staff.id,
    enterpriseId: staff.enterpriseId,
    departmentId: departmentOf(staff),
    permissions: await rightsOf(em, staff),
  };
}
