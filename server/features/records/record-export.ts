import { csvLine, csvMark } from '../../contract/csv.ts';
import type { Locale } from '../../contract/common.ts';
import type { RecordFilters } from '../../contract/records.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { formatMinute } from '../../kernel/i18n/format-time.ts';
import { diffOf } from './record-diff.ts';
import { findRecords } from './record-list.ts';
import { recordText } from './record-texts.ts';
import { presentRecords, type RecordNames } from './records.presenter.ts';

const batch = 500;
const columns = [
  'csv.at',
  'csv.actor',
  'csv.action',
  'csv.target_kind',
  'csv.target',
  'csv.before',
  'csv.after',
  'csv.request_id',
  'csv.watermark',
] as const;

/**
 * Records as CSV, read batch by batch while they leave: memory does not grow with their number.
 * @param open a fresh scope of the tenant for each batch, so that read rows are let go
 * @param before the record of this export itself: what comes after it is not in the file
 * @param watermark who, when and by which export, in every line: a part of the file tells it too
 */
export async function* exportRecords(
  open: () => EntityManager,
  names: RecordNames,
  input: { filters: RecordFilters; timeZone: string; before: string; locale: Locale; watermark: string },
): AsyncGenerator<string> {
  const { locale, timeZone } = input;
  yield csvMark + csvLine(columns.map((column) => recordText(locale, column)));
  let after: string | undefined;
  for (;;) {
    const em = open();
    const rows = await findRecords(em, names, { ...input, after, limit: batch });
    const shown = await presentRecords(em, rows, locale, names);
    const lines = rows.map((row, index) => {
      const card = shown[index];
      const changes = diffOf(row.before, row.after, locale);
      const side = (of: 'before' | 'after') =>
        changes
          .flatMap((change) => (change[of] === null ? [] : [`${change.label}: ${change[of]}`]))
          .join('\n');
      return csvLine([
        formatMinute(locale, row.at, timeZone),
        row.actorName,
        card?.actionLabel ?? row.action,
        card?.targetKind ?? '',
        card?.targetName ?? row.target,
        side('before'),
        side('after'),
        row.requestId,
        input.watermark,
      ]);
    });
    if (lines.length > 0) yield lines.join('');
    after = rows.at(-1)?.id;
    if (rows.length < batch) return;
  }
}
