import type { Locale } from '../../contract/common.ts';
import type { RecordDetail, RecordRow } from '../../contract/records.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { diffOf } from './record-diff.ts';
import { actionLabel, targetLabel } from './record-texts.ts';
import type { OperationRecord } from './record.entity.ts';

/**
 * Names of what records are about (interconnect_user:<id>, staff:<id> …), of the tenant that `em` is
 * bound to. They are read when a record is shown, so that a person who asks for it can be forgotten.
 */
export interface RecordNames {
  of(em: EntityManager, targets: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The targets whose names contain a text; 200 at most. */
  named(em: EntityManager, text: string): Promise<readonly string[]>;
}

export async function presentRecords(
  em: EntityManager,
  rows: readonly OperationRecord[],
  locale: Locale,
  names: Pick<RecordNames, 'of'>,
): Promise<RecordRow[]> {
  const known = await names.of(em, [...new Set(rows.map(({ target }) => target))]);
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actorName: row.actorName,
    action: row.action,
    actionLabel: actionLabel(locale, row.action),
    targetKind: targetLabel(locale, row.target.split(':')[0] ?? ''),
    targetName: known.get(row.target) ?? null,
  }));
}

export async function presentRecord(
  em: EntityManager,
  row: OperationRecord,
  locale: Locale,
  names: Pick<RecordNames, 'of'>,
): Promise<RecordDetail> {
  const [shown] = await presentRecords(em, [row], locale, names);
  if (shown === undefined) throw new Error('One row was presented as none');
  return { ...shown, changes: diffOf(row.before, row.after, locale), requestId: row.requestId };
}
