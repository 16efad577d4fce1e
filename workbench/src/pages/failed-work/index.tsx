import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  failedWorkKey,
  listFailedWork,
  retryFailedWork,
  type FailedWorkRow,
} from '../../features/operations/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { RetryAll } from './retry-all.tsx';

/** Work that was given up after its tries; it keeps its place until somebody tries it again. */
export function FailedWorkPage() {
  const t = useText();
  const { moment } = useZone();
  const [shown, setShown] = useState<readonly FailedWorkRow[]>([]);

  const columns: readonly Column<FailedWorkRow>[] = [
    {
      key: 'kind',
      title: t('failed.column.kind'),
      card: 'title',
      render: (row) => (
        <>
          <strong>{row.kindLabel}</strong>
          <small className="hl-cell-note">
            {t(row.source === 'callback' ? 'failed.source.callback' : 'failed.source.job')}
          </small>
        </>
      ),
      text: (row) => row.kindLabel,
    },
    {
      key: 'error',
      title: t('failed.column.error'),
      width: 360,
      render: (row) => <span className="hl-cell-wrap">{row.lastError}</span>,
      text: (row) => row.lastError,
    },
    {
      key: 'attempts',
      title: t('failed.column.attempts'),
      align: 'right',
      render: (row) => <span className="hl-number">{row.attempts}</span>,
      text: (row) => String(row.attempts),
      compare: (left, right) => left.attempts - right.attempts,
    },
    {
      key: 'created',
      title: t('failed.column.created'),
      card: 'hidden',
      render: (row) => <time dateTime={row.createdAt}>{moment(row.createdAt)}</time>,
      text: (row) => moment(row.createdAt),
    },
    {
      key: 'failed',
      title: t('failed.column.failed'),
      render: (row) => <time dateTime={row.failedAt}>{moment(row.failedAt)}</time>,
      text: (row) => moment(row.failedAt),
      compare: (left, right) => left.failedAt.localeCompare(right.failedAt),
    },
  ];

  return (
    <Page title={t('failed.title')} lead={t('failed.lead')}>
      <DataTable
        name={t('failed.title')}
        queryKey={failedWorkKey}
        fetchPage={({ cursor, signal }) => listFailedWork({ cursor, limit: 50 }, signal)}
        columns={columns}
        onRows={setShown}
        toolbar={<RetryAll rows={shown} />}
        actions={(row) => <RetryOne row={row} />}
        empty={{ title: t('failed.empty'), hint: t('failed.empty_hint') }}
      />
    </Page>
  );
}

function RetryOne(props: { row: FailedWorkRow }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const retry = useWrite((row: FailedWorkRow, key) => retryFailedWork(row, key), {
    onDone: () => {
      void message.success(t('failed.retried'));
      void queries.invalidateQueries({ queryKey: failedWorkKey });
    },
  });
  return (
    <Button size="small" type="text" loading={retry.isPending} onClick={() => retry.mutate(props.row)}>
      {t('failed.retry')}
    </Button>
  );
}
