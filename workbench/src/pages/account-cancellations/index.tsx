import { useState } from 'react';

import { CancellationDrawer } from '../../features/personal/cancellation-drawer.tsx';
import { cancellationsKey, listCancellations, type CancellationRow } from '../../features/personal/api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status, type Tone } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

function toneOf({ state, overdue }: CancellationRow): Tone {
  if (overdue) return 'bad';
  return state === 'done' ? 'good' : state === 'waiting' ? 'warn' : 'wait';
}

/** Who has cancelled his account: that, and until when all is gone; never who it was. */
export function AccountCancellationsPage() {
  const t = useText();
  const { moment } = useZone();
  const canManage = useCan()('accounts.manage');
  const [open, setOpen] = useState<CancellationRow | null>(null);
  const columns: readonly Column<CancellationRow>[] = [
    {
      key: 'pseudonym',
      title: t('leaving.column.pseudonym'),
      card: 'title',
      render: (row) => (
        <>
          <strong className="hl-number">{row.pseudonym}</strong>
          <small className="hl-cell-note">{t('leaving.cancelled')}</small>
        </>
      ),
    },
    {
      key: 'state',
      title: t('leaving.column.state'),
      card: 'state',
      render: (row) => (
        <Status tone={toneOf(row)}>{row.overdue ? t('leaving.overdue') : row.stateLabel}</Status>
      ),
    },
    {
      key: 'companies',
      title: t('leaving.column.companies'),
      render: (row) => row.companies.join('、') || '—',
    },
    { key: 'requested', title: t('leaving.column.requested'), render: (row) => moment(row.requestedAt) },
    { key: 'due', title: t('leaving.column.due'), render: (row) => row.dueText },
    {
      key: 'answers',
      title: t('leaving.answers'),
      render: (row) =>
        row.handledAt === null ? (
          <>
            <Status tone="wait">{t('leaving.not_handled')}</Status>
            <small className="hl-cell-note">{row.answersName ?? t('leaving.answers_admins')}</small>
          </>
        ) : (
          <Status tone="good">{row.handledBy}</Status>
        ),
    },
  ];
  return (
    <Page title={t('leaving.title')} lead={t('leaving.lead')}>
      <DataTable
        name={t('leaving.title')}
        queryKey={cancellationsKey}
        fetchPage={({ cursor, filters, signal }) =>
          listCancellations({ cursor, ...filters, limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'state',
            label: t('leaving.column.state'),
            options: (['open', 'done'] as const).map((value) => ({
              value,
              label: t(`leaving.filter.${value}`),
            })),
          },
        ]}
        onOpen={setOpen}
        exportRefusal={t('leaving.no_export')}
        empty={{ title: t('leaving.empty'), hint: t('leaving.empty_hint') }}
      />
      <CancellationDrawer
        row={open}
        canManage={canManage}
        onClose={() => setOpen(null)}
        onChanged={setOpen}
      />
    </Page>
  );
}
