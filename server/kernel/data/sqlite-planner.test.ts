import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { entities, entitiesByRowClass } from '../../entities.ts';
import { onMySql, openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { newId } from '../ids.ts';
import { readRows } from './sql.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.drop());

const ofTenants: readonly string[] = entitiesByRowClass.tenant;
const tables = entities
  .filter(({ meta }) => ofTenants.includes(meta.className))
  .map(({ meta }) => meta.tableName);
const planSchema = z.array(z.object({ detail: z.string() }));

async function planOf(sql: string, values: readonly string[]): Promise<string> {
  const em = test.db.acrossTenants('work: sweep');
  const plan = planSchema.parse(await readRows(em, `explain query plan ${sql}`, values));
  return plan.map(({ detail }) => detail).join('; ');
}

// MySQL keeps statistics by itself.
describe.skipIf(onMySql)('what the embedded engine reads', () => {
  it('for a page of known ids is their rows, not the enterprise’s, in every table of tenants', async () => {
    const ids = Array.from({ length: 200 }, () => newId());
    const wrong: string[] = [];
    for (const table of tables) {
      const where = `enterprise_id = ? and id in (${ids.map(() => '?').join(', ')})`;
      const plan = await planOf(`select * from ${table} where ${where}`, [newId(), ...ids]);
      if (!/\bid=\?|_enterprise_id_unique /.test(plan)) wrong.push(`${table}: ${plan}`);
    }
    expect(wrong).toEqual([]);
  });

  it('for the contacts of a page of customers is theirs alone', async () => {
    const ids = Array.from({ length: 200 }, () => newId());
    const where = `enterprise_id = ? and party_id in (${ids.map(() => '?').join(', ')})`;
    const plan = await planOf(`select * from crm_contact where ${where}`, [newId(), ...ids]);
    expect(plan).toMatch(/party_id=\?/);
  });

  it('for the next page of one department is what that department has, along the names', async () => {
    const plan = await planOf(
      `select id from crm_party where enterprise_id = ? and kind = ? and department_id = ?
       and name_key >= ? and name_key < ? and name_key > ? order by name_key limit 5`,
      [newId(), 'customer', newId(), 'a', 'b', 'ab'],
    );
    expect(plan).toMatch(/department_id=\? AND name_key>/);
  });

  it('for the next page of contacts is what the owner, the department or the enterprise has, along each key', async () => {
    const parts = ['', 'owner_id', 'department_id'];
    for (const part of parts)
      for (const key of ['id', 'name_key', 'phone_key']) {
        const theirs = part === '' ? '' : `and ${part} = ?`;
        const along = key === 'id' ? 'id < ?' : `${key} >= ? and ${key} < ? and ${key} > ?`;
        const values = [newId(), 'live', ...(part === '' ? [] : [newId()]), 'ab'];
        const plan = await planOf(
          `select id from crm_contact where enterprise_id = ? and state = ? ${theirs} and ${along}
           order by ${key} ${key === 'id' ? 'desc' : 'asc'} limit 5`,
          key === 'id' ? values : [...values, 'b', 'abc'],
        );
        const before = part === '' ? 'state=\\?' : `state=\\? AND ${part}=\\?`;
        expect(plan).toMatch(new RegExp(`${before} AND ${key}[<>]`));
        expect(plan).not.toMatch(/TEMP B-TREE/);
      }
  });
});
