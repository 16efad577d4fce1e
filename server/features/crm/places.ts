import { z } from 'zod';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows, writeRows } from '../../kernel/data/sql.ts';
import type { CrmStaff } from './ports.ts';

/** As the indexes begin, so that an owner's rows are found by them. */
const everyRow = `enterprise_id = ? and kind in ('customer', 'partner') and state in ('live', 'binned')`;
/** Records, and then their people: whoever writes both takes the record first. */
const standElsewhere = [
  `update crm_party set department_id = ? where ${everyRow}`,
  `update crm_contact set department_id = ? where enterprise_id = ? and state in ('live', 'binned')`,
] as const;

/**
 * A record stands where its owner stands, and goes with him in the transaction that moves him (rows 146,
 * 149): what a department sees is asked of a stored column, never of a join over all its people. The
 * tree itself may be moved as one likes; records know their department alone.
 */
export function createPlaces(deps: { staff: Pick<CrmStaff, 'departmentsOf'> }) {
  return {
    async moved(
      tx: EntityManager,
      enterpriseId: string,
      staffIds: readonly string[],
      departmentId: string,
    ): Promise<void> {
      for (const id of staffIds)
        for (const update of standElsewhere)
          await writeRows(tx, `${update} and owner_id = ?`, [departmentId, enterpriseId, id]);
    },

    async dissolved(
      tx: EntityManager,
      enterpriseId: string,
      departmentId: string,
      into: string,
    ): Promise<void> {
      for (const update of standElsewhere)
        await writeRows(tx, `${update} and department_id = ?`, [into, enterpriseId, departmentId]);
    },

    /** Records that an older version wrote, beside this one, without a department. @returns how many */
    async repair(tx: EntityManager, enterpriseId: string): Promise<number> {
      const without = `${everyRow} and department_id is null and owner_id is not null`;
      const rows = await readRows(tx, `select distinct owner_id as owner from crm_party where ${without}`, [
        enterpriseId,
      ]);
      const owners = z.array(z.object({ owner: z.string() })).parse(rows);
      const stand = await deps.staff.departmentsOf(
        tx,
        owners.map(({ owner }) => owner),
      );
      let repaired = 0;
      for (const [id, departmentId] of stand)
        repaired += await writeRows(
          tx,
          `update crm_party set department_id = ? where ${without} and owner_id = ?`,
          [...[departmentId, enterpriseId, id]],
        );
      return repaired;
    },
  };
}
export type Places = ReturnType<typeof createPlaces>;
