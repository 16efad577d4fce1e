import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';

import { fetchQuota, listQuotaEntries, quotaKey, type QuotaEntryRow } from '../../features/quota/api.ts';
import { QuotaFigures } from '../../features/quota/quota-figure.tsx';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { QuotaLots } from './quota-lots.tsx';

const changeLabel: Record<QuotaEntryRow['change'], TextKey> = {
  credit: 'quota.change.credit',
  reserve: 'quota.change.reserve',
  use: 'quota.change.use',
  release: 'quota.change.release',
  expire: 'quota.change.expire',
  restore: 'quota.change.restore',
  refund: 'quota.change.refund',
};

/** The four figures of each kind, and the statement that they are the sums of. */
export function QuotaPage() {
  const t = useText();
  const { moment } = useZone();
  const quota = useQuery({ queryKey: [...quotaKey, 'figures'], queryFn: ({ signal }) => fetchQuota(signal) });
  const figures = quota.data ?? [];
  const kindName = (kind: string) => figures.find((figure) => figure.kind === kind)?.label ?? kind;

  const columns: readonly Column<QuotaEntryRow>[] = [
    {
      key: 'at',
      title: t('quota.column.at'),
      width: 170,
      render: (row) => <time dateTime={row.at}>{moment(row.at)}</time>,
      text: (row) => moment(row.at),
      compare: (left, right) => left.at.localeCompare(right.at),
    },
    {
      key: 'kind',
      title: t('quota.column.kind'),
      render: (row) => kindName(row.kind),
      text: (row) => kindName(row.kind),
    },
    {
      key: 'change',
      title: t('quota.column.change'),
      card: 'title',
      render: (row) => (
        <span className="hl-number">
          {t(changeLabel[row.change])} {signed(row.amount)}
        </span>
      ),
      text: (row) => `${t(changeLabel[row.change])} ${signed(row.amount)}`,
    },
    {
      key: 'reason',
      title: t('quota.column.reason'),
      width: 240,
      render: (row) => <span className="hl-cell-wrap">{row.reason}</span>,
      text: (row) => row.reason,
    },
    {
      key: 'holder',
      title: t('quota.column.holder'),
      render: (row) => row.holder ?? '—',
      text: (row) => row.holder ?? '',
    },
    { key: 'actor', title: t('quota.column.actor'), render: (row) => row.actor, text: (row) => row.actor },
  ];

  return (
    <Page title={t('quota.title')} lead={t('quota.lead')}>
      {quota.isError ? (
        <Panel>
          <ErrorState error={quota.error} onRetry={() => void quota.refetch()} />
        </Panel>
      ) : quota.data === undefined ? (
        <Panel>
          <Skeleton active title={false} paragraph={{ rows: 4 }} />
        </Panel>
      ) : quota.data.length === 0 ? (
        <Panel>
          <EmptyState title={t('quota.empty')} hint={t('quota.empty_hint')} />
        </Panel>
      ) : (
        <QuotaFigures figures={quota.data} />
      )}
      <QuotaLots />
      <h2 className="hl-section">{t('quota.statement')}</h2>
      <DataTable
        name={t('quota.statement')}
        queryKey={[...quotaKey, 'entries']}
        fetchPage={({ cursor, filters, signal }) =>
          listQuotaEntries({ cursor, kind: filters['kind'], limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'kind',
            label: t('quota.column.kind'),
            options: figures.map((figure) => ({ value: figure.kind, label: figure.label })),
          },
        ]}
        empty={{ title: t('quota.no_entries'), hint: t('quota.no_entries_hint') }}
      />
    </Page>
  );
}

function signed(amount: number): string {
  return amount > 0 ? `+${amount}` : String(amount);
}
