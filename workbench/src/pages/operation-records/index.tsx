import { App } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  exportRecords,
  fetchChoices,
  listRecords,
  recordsKey,
  type RecordRow,
} from '../../features/records/api.ts';
import { RecordDrawer, targetText } from '../../features/records/record-drawer.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { ExportModal } from '../../shared/ui/export-modal.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** Who changed what, when, from what to what. */
export function OperationRecordsPage() {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { moment } = useZone();
  const can = useCan();
  /** What the person asked to export, while he says what for. */
  const [asked, setAsked] = useState<Readonly<Record<string, string | undefined>> | null>(null);
  const [open, setOpen] = useState<RecordRow | null>(null);
  const choices = useQuery({
    queryKey: [...recordsKey, 'choices'],
    queryFn: ({ signal }) => fetchChoices(signal),
    staleTime: 60_000,
  });

  const columns: readonly Column<RecordRow>[] = [
    {
      key: 'at',
      title: t('records.at'),
      width: 180,
      render: (row) => <time dateTime={row.at}>{moment(row.at)}</time>,
    },
    { key: 'actor', title: t('records.actor'), render: (row) => row.actorName },
    { key: 'action', title: t('records.action'), card: 'title', render: (row) => row.actionLabel },
    {
      key: 'target',
      title: t('records.target'),
      width: 280,
      render: (row) => <span className="hl-cell-wrap">{targetText(row)}</span>,
    },
  ];

  return (
    <Page title={t('records.title')} lead={t('records.lead')}>
      <DataTable
        name={t('records.title')}
        queryKey={recordsKey}
        fetchPage={({ cursor, search, filters, signal }) =>
          listRecords({ cursor, search, ...filters, limit: 50 }, signal)
        }
        columns={columns}
        searchPlaceholder={t('records.search')}
        filters={[
          { key: 'actor', label: t('records.actor'), options: choices.data?.actors ?? [] },
          { key: 'action', label: t('records.action'), options: choices.data?.actions ?? [] },
          { key: 'target', label: t('records.target'), options: choices.data?.targets ?? [] },
          { key: 'from', label: t('records.from') },
          { key: 'to', label: t('records.to') },
          {
            key: 'order',
            label: t('records.order'),
            options: [
              { value: 'newest', label: t('records.newest') },
              { value: 'oldest', label: t('records.oldest') },
            ],
          },
        ]}
        onOpen={setOpen}
        exportRefusal={
          can('records.export')
            ? undefined
            : t('records.export_refused', { permission: t(permissionLabel('records.export')) })
        }
        onExport={({ search, filters }) => {
          setAsked({ ...filters, search });
          return Promise.resolve();
        }}
        empty={{ title: t('records.empty'), hint: t('records.empty_hint') }}
      />
      <ExportModal
        open={asked !== null}
        title={t('records.export_submit')}
        consequence={t('records.export_consequence')}
        fileName={t('records.title')}
        work={(reason) => exportRecords({ ...asked, reason })}
        onDone={() => {
          setAsked(null);
          void message.success(t('records.exported'));
          // The export has left a record of its own.
          void queries.invalidateQueries({ queryKey: [...recordsKey, 'list'] });
        }}
        onClose={() => setAsked(null)}
      />
      <RecordDrawer record={open} onClose={() => setOpen(null)} />
    </Page>
  );
}
