import { z } from 'zod';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';

/** A condition in SQL with its values. */
export interface SqlPart {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Who is known by an openid, and who looks after him. */
export interface CaredPerson {
  readonly appId: string;
  readonly openid: string;
  readonly userId: string;
  readonly name: string;
  readonly company: string;
  readonly staffId: string | null;
}

/** A person's own salesperson, else his company's: to whom WeCom's card about his binding goes. */
const carer = 'coalesce(u.salesperson_id, e.salesperson_id)';
const joined = `identity_openid o
  join interconnect_user u on u.identity_id = o.identity_id and u.account_state <> 'binned'
  join interconnect_enterprise e on e.id = u.interconnect_enterprise_id and e.enterprise_id = u.enterprise_id`;

const rowSchema = z.object({
  app_id: z.string(),
  openid: z.string(),
  id: z.string(),
  name: z.string(),
  company: z.string(),
  staff_id: z.string().nullable(),
});

/** Who stands behind the openids of an enterprise's apps, for features that know people by those alone. */
export const carers = {
  /**
   * Holds of a row (with `enterprise_id`, `app_id` and `openid`) whose person is looked after by
   * somebody of `staff`: a query for ids of staff.
   */
  lookedAfterBy: (row: string, staff: SqlPart): SqlPart => ({
    sql: `exists (select 1 from ${joined}
      where o.app_id = ${row}.app_id and o.openid = ${row}.openid and u.enterprise_id = ${row}.enterprise_id
        and ${carer} in (${staff.sql}))`,
    values: staff.values,
  }),

  /** Holds of a row whose person, or his company, has a name like this. */
  named: (row: string, pattern: string): SqlPart => ({
    sql: `exists (select 1 from ${joined}
      where o.app_id = ${row}.app_id and o.openid = ${row}.openid and u.enterprise_id = ${row}.enterprise_id
        and (u.name like ? or e.name like ?))`,
    values: [pattern, pattern],
  }),

  /** Whom these openids belong to at an enterprise, the oldest account first. */
  async of(
    em: EntityManager,
    enterpriseId: string,
    keys: readonly { readonly appId: string; readonly openid: string }[],
  ): Promise<readonly CaredPerson[]> {
    if (keys.length === 0) return [];
    const rows = await readRows(
      em,
      `select o.app_id, o.openid, u.id, u.name, e.name as company, ${carer} as staff_id
       from ${joined}
       where u.enterprise_id = ? and (${keys.map(() => '(o.app_id = ? and o.openid = ?)').join(' or ')})
       order by u.id`,
      [enterpriseId, ...keys.flatMap(({ appId, openid }) => [appId, openid])],
    );
    return rows
      .map((row) => rowSchema.parse(row))
      .map((row) => ({
        ...{ appId: row.app_id, openid: row.openid, userId: row.id, name: row.name, company: row.company },
        staffId: row.staff_id,
      }));
  },
};
export type Carers = typeof carers;
