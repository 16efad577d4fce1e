import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router-dom';

import {
  directoryKey,
  exportReport,
  getRun,
  isOpen,
  listReport,
  outcomeWord,
  type DirectoryReportRow,
} from '../../features/organisation/directory-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { ExportModal } from '../../shared/ui/export-modal.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

const outcomes = ['added', 'updated', 'linked', 'returned', 'left', 'skipped', 'failed'] as const;
const subjects = ['person', 'department'] as const;

/** What a run did with each person and department, and why. */
export function ReportPage() {
  const t = useText();
  const { moment } = useZone();
  const { id = '' } = useParams();
  const run = useQuery({
    queryKey: [...directoryKey, 'run', id],
    queryFn: ({ signal }) => getRun(id, signal),
  });
  const [exporting, setExporting] = useState<object | null>(null);
  const columns: readonly Column<DirectoryReportRow>[] = [
    {
      key: 'name',
      title: t('directory.column.name'),
      card: 'title',
      render: (row) => row.name,
      text: (row) => row.name,
    },
    {
      key: 'key',
      title: t('directory.column.key'),
      render: (row) => row.key,
      text: (row) => row.key,
    },
    {
      key: 'subject',
      title: t('directory.column.subject'),
      render: (row) => t(`directory.subject.${row.subject}`),
      text: (row) => t(`directory.subject.${row.subject}`),
    },
    {
      key: 'outcome',
      title: t('directory.column.outcome'),
      card: 'state',
      render: (row) => (
        <Status tone={outcomeWord[row.outcome].tone}>{t(outcomeWord[row.outcome].key)}</Status>
      ),
      text: (row) => t(outcomeWord[row.outcome].key),
    },
    {
      key: 'reason',
      title: t('directory.column.reason'),
      render: (row) => row.reasonText ?? '—',
      text: (row) => row.reasonText ?? '',
    },
    {
      key: 'changes',
      title: t('directory.column.changes'),
      render: (row) =>
        row.changes.length === 0 ? '—' : row.changes.map((change) => <div key={change}>{change}</div>),
      text: (row) => row.changes.join('\n'),
    },
  ];
  return (
    <Page
      title={t('directory.report_title')}
      crumbs={[{ label: t('directory.title'), to: '/directory' }]}
      lead={run.data === undefined ? undefined : moment(run.data.createdAt)}
    >
      {run.isError ? (
        <ErrorState error={run.error} onRetry={() => void run.refetch()} />
      ) : (
        <DataTable
          name={t('directory.report_title')}
          queryKey={[...directoryKey, 'report', id]}
          fetchPage={({ cursor, search, filters, signal }) =>
            listReport(
              id,
              { cursor, search, outcome: filters['outcome'], subject: filters['subject'], limit: 50 },
              signal,
            )
          }
          columns={columns}
          searchPlaceholder={t('directory.search')}
          filters={[
            {
              key: 'outcome',
              label: t('directory.column.outcome'),
              options: outcomes.map((value) => ({ value, label: t(`directory.outcome.${value}`) })),
            },
            {
              key: 'subject',
              label: t('directory.column.subject'),
              options: subjects.map((value) => ({ value, label: t(`directory.subject.${value}`) })),
            },
          ]}
          pollWhile={() => run.data !== undefined && isOpen(run.data)}
          empty={{ title: t('directory.report_empty') }}
          onExport={({ search, filters }) => {
            const { outcome, subject } = filters;
            setExporting({
              ...(search === undefined ? {} : { search }),
              ...(outcome === undefined ? {} : { outcome }),
              ...(subject === undefined ? {} : { subject }),
            });
            return Promise.resolve();
          }}
        />
      )}
      <ExportModal
        open={exporting !== null}
        title={t('directory.export')}
        consequence={t('directory.export_consequence')}
        fileName={t('directory.report_title')}
        work={(reason) => exportReport(id, { ...exporting, reason })}
        onDone={() => setExporting(null)}
        onClose={() => setExporting(null)}
      />
    </Page>
  );
}
