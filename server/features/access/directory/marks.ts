import type { Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../../kernel/data/sql.ts';
import type { Reading } from './ports.ts';

/**
 * Notes that rows were named by WeCom as they are. In bare SQL: the ORM would raise their versions,
 * and whoever edits one of them would meet a conflict every night.
 */
export async function markSeen(
  tx: EntityManager,
  dialect: Dialect,
  table: 'staff' | 'department',
  { enterpriseId, readAt, run }: Reading,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const at = timeValue(dialect, readAt);
  await writeRows(
    tx,
    `update ${table}
     set directory_at = case when directory_at is null or directory_at < ? then ? else directory_at end
       ${run === null ? '' : ', listed_at = ?'}
     where enterprise_id = ? and id in (${ids.map(() => '?').join(', ')})`,
    [at, at, ...(run === null ? [] : [timeValue(dialect, run.began)]), enterpriseId, ...ids],
  );
}
