import { z } from 'zod';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';

const nextSchema = z.array(z.object({ id: z.string().nullable() }));

/**
 * Runs `work` for each enterprise that has customers or partners; one that fails holds up no other.
 * One seek an enterprise, however many rows each has.
 * @param em looks across tenants
 */
export async function forEachTenant(
  em: EntityManager,
  work: (enterpriseId: string) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  for (let after = ''; ;) {
    const sql = 'select min(enterprise_id) as id from crm_party where enterprise_id > ?';
    const [next] = nextSchema.parse(await readRows(em, sql, [after]));
    if (next === undefined || next.id === null) break;
    after = next.id;
    try {
      await work(after);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `work for ${failures.length} enterprises was not done`);
}
