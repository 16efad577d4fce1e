import { directoryTexts as en } from '../../../../config/locales/en/directory.ts';
import { directoryTexts as zh } from '../../../../config/locales/zh-CN/directory.ts';
import type { Locale } from '../../../contract/common.ts';
import { csvLine, csvMark } from '../../../contract/csv.ts';
import type { DirectoryReportRow } from '../../../contract/directory.ts';
import { containsPattern } from '../../../kernel/data/like.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { formatMinute } from '../../../kernel/i18n/format-time.ts';
import { DirectoryReport } from './directory.entity.ts';

export interface ReportFilters {
  readonly outcome?: DirectoryReportRow['outcome'] | undefined;
  readonly subject?: DirectoryReportRow['subject'] | undefined;
  readonly search?: string | undefined;
}

const batch = 500;
export const directoryText = (locale: Locale, key: keyof typeof zh): string =>
  (locale === 'en' ? en : zh)[key];

export function findReport(
  em: EntityManager,
  run: { readonly id: string; readonly enterpriseId: string },
  filters: ReportFilters,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<DirectoryReport[]> {
  const { outcome, subject, search } = filters;
  const like = search === undefined ? null : { $like: containsPattern(search) };
  return em.find(
    DirectoryReport,
    {
      $and: [
        { enterpriseId: run.enterpriseId, runId: run.id },
        outcome === undefined ? {} : { outcome },
        subject === undefined ? {} : { subject },
        like === null ? {} : { $or: [{ name: like }, { key: like }] },
        page.after === undefined ? {} : { id: { $gt: page.after } },
      ],
    },
    { orderBy: { id: 'asc' }, limit: page.limit, disableIdentityMap: true },
  );
}

export function presentReport(row: DirectoryReport, locale: Locale): DirectoryReportRow {
  const reason = row.reason ?? null;
  const changes = (['name', 'department', 'parent'] as const).flatMap((field) => {
    const [from, to] = [row.before[field], row.after[field]];
    if (to === undefined || from === to) return [];
    const label = directoryText(locale, `field.${field}`);
    return [from === undefined ? `${label}: ${to}` : `${label}: ${from} → ${to}`];
  });
  return {
    ...{ id: row.id, subject: row.subject, key: row.key, name: row.name, outcome: row.outcome, reason },
    reasonText: reason === null ? null : directoryText(locale, `reason.${reason}`),
    ...{ changes, at: row.at.toISOString() },
  };
}

/** All that fit as CSV, read batch by batch while it leaves; every line says who took it along. */
export async function* exportReport(
  open: () => EntityManager,
  run: { readonly id: string; readonly enterpriseId: string },
  filters: ReportFilters,
  how: { readonly locale: Locale; readonly timeZone: string; readonly watermark: string },
): AsyncGenerator<string> {
  const { locale, timeZone, watermark } = how;
  const columns = ['subject', 'key', 'name', 'outcome', 'reason', 'changes', 'at', 'watermark'] as const;
  yield csvMark + csvLine(columns.map((column) => directoryText(locale, `csv.${column}`)));
  let after: string | undefined;
  for (;;) {
    const rows = await findReport(open(), run, filters, { after, limit: batch });
    const lines = rows.map((row) => {
      const shown = presentReport(row, locale);
      return csvLine([
        ...[directoryText(locale, `subject.${row.subject}`), row.key, row.name],
        ...[
          directoryText(locale, `outcome.${row.outcome}`),
          shown.reasonText ?? '',
          shown.changes.join('; '),
        ],
        ...[formatMinute(locale, row.at, timeZone), watermark],
      ]);
    });
    if (lines.length > 0) yield lines.join('');
    after = rows.at(-1)?.id;
    if (rows.length < batch) return;
  }
}
