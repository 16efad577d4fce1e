import { Button, Input, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router-dom';

import { analysisKey, fetchAnalysis, type AnalysisRow } from '../../features/crm/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import '../../features/crm/crm.css';

type Counted = Exclude<keyof AnalysisRow, 'owner' | 'department'>;

/** Who follows which customers, who bought again, how satisfied they are: by salesperson. */
export function CustomerAnalysisPage() {
  const t = useText();
  const phone = useIsPhone();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const query = { ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) };
  const analysis = useQuery({
    queryKey: [...analysisKey, query],
    queryFn: ({ signal }) => fetchAnalysis(query, signal),
  });
  const rows = analysis.data?.items ?? [];
  const total = (key: Counted) => rows.reduce((sum, row) => sum + row[key], 0);
  const average = (points: number, rated: number) => (rated === 0 ? '—' : (points / rated).toFixed(1));
  const list = (owner: string, part: Readonly<Record<string, string>>, count: number) =>
    count === 0 ? (
      0
    ) : (
      <Link to={`/customers?${new URLSearchParams({ scope: 'all', ownerId: owner, ...part }).toString()}`}>
        {count}
      </Link>
    );
  const columns: readonly {
    key: string;
    title: string;
    cell: (row: AnalysisRow) => ReactNode;
    sum: ReactNode;
  }[] = [
    {
      key: 'customers',
      title: t('crm.analysis.customers'),
      cell: (row) => list(row.owner.id, {}, row.customers),
      sum: total('customers'),
    },
    {
      key: 'intention',
      title: t('crm.stage.intention'),
      cell: (row) => list(row.owner.id, { stage: 'intention' }, row.intention),
      sum: total('intention'),
    },
    {
      key: 'deal',
      title: t('crm.stage.deal'),
      cell: (row) => list(row.owner.id, { stage: 'deal' }, row.deal),
      sum: total('deal'),
    },
    {
      key: 'vip',
      title: t('crm.stage.vip'),
      cell: (row) => list(row.owner.id, { stage: 'vip' }, row.vip),
      sum: total('vip'),
    },
    {
      key: 'overdue',
      title: t('crm.analysis.overdue'),
      cell: (row) => list(row.owner.id, { visit: 'overdue' }, row.overdue),
      sum: total('overdue'),
    },
    {
      key: 'fine',
      title: t('crm.analysis.fine'),
      cell: (row) => formatFen(row.overdueFen),
      sum: formatFen(total('overdueFen')),
    },
    {
      key: 'buyers',
      title: t('crm.analysis.buyers'),
      cell: (row) => list(row.owner.id, { bought: 'once' }, row.buyers),
      sum: total('buyers'),
    },
    {
      key: 'again',
      title: t('crm.analysis.again'),
      cell: (row) => list(row.owner.id, { bought: 'again' }, row.repeatBuyers),
      sum: total('repeatBuyers'),
    },
    { key: 'deals', title: t('crm.analysis.deals'), cell: (row) => row.deals, sum: total('deals') },
    {
      key: 'amount',
      title: t('crm.analysis.amount'),
      cell: (row) => formatFen(row.amountFen),
      sum: formatFen(total('amountFen')),
    },
    { key: 'followUps', title: t('crm.follow_ups'), cell: (row) => row.followUps, sum: total('followUps') },
    {
      key: 'satisfaction',
      title: t('crm.satisfaction'),
      cell: (row) => average(row.points, row.rated),
      sum: average(total('points'), total('rated')),
    },
  ];
  const nameOf = ({ owner }: AnalysisRow) =>
    owner.state === 'left' ? t('crm.owner.left', { name: owner.name }) : owner.name;

  return (
    <Page title={t('crm.analysis')} lead={t('crm.analysis.lead')}>
      <Panel
        title={t('crm.analysis.period')}
        extra={
          from === '' && to === '' ? null : (
            <Button
              size="small"
              onClick={() => {
                setFrom('');
                setTo('');
              }}
            >
              {t('crm.analysis.all_days')}
            </Button>
          )
        }
      >
        <div className="hl-crm-period">
          <Input
            type="date"
            aria-label={t('crm.analysis.from')}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
          <span>{t('crm.analysis.until')}</span>
          <Input
            type="date"
            aria-label={t('crm.analysis.to')}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        </div>
        <small className="hl-muted">{t('crm.analysis.period_hint')}</small>
      </Panel>
      {analysis.isError ? (
        <ErrorState error={analysis.error} onRetry={() => void analysis.refetch()} />
      ) : analysis.data === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 6 }} />
      ) : rows.length === 0 ? (
        <EmptyState title={t('crm.analysis.empty')} hint={t('crm.empty_hint')} />
      ) : phone ? (
        <ul className="hl-crm-cards" aria-label={t('crm.analysis')}>
          {rows.map((row) => (
            <li key={row.owner.id}>
              <strong>{nameOf(row)}</strong>
              <small className="hl-cell-note">{row.department}</small>
              <dl>
                {columns.map(({ key, title, cell }) => (
                  <div key={key}>
                    <dt>{title}</dt>
                    <dd>{cell(row)}</dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ul>
      ) : (
        <Panel title={t('crm.analysis.by_owner')}>
          <div className="hl-crm-wide">
            <table className="hl-crm-owners" aria-label={t('crm.analysis')}>
              <thead>
                <tr>
                  <th>{t('crm.owner')}</th>
                  {columns.map(({ key, title }) => (
                    <th key={key}>{title}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.owner.id}>
                    <td>
                      {nameOf(row)}
                      <small className="hl-cell-note">{row.department}</small>
                    </td>
                    {columns.map(({ key, cell }) => (
                      <td key={key}>{cell(row)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th>{t('crm.counts_all')}</th>
                  {columns.map(({ key, sum }) => (
                    <td key={key}>{sum}</td>
                  ))}
                </tr>
              </tfoot>
            </table>
          </div>
        </Panel>
      )}
      {analysis.data === undefined ? null : (
        <small className="hl-muted">
          {t('crm.analysis.fine_hint', { amount: formatFen(analysis.data.fineFen) })}
        </small>
      )}
    </Page>
  );
}
