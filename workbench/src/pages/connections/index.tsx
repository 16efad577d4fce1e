import { Alert, Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';

import {
  connectionPhaseSchema,
  connectionsKey,
  fetchOffer,
  listConnections,
  type ConnectionRow,
} from '../../features/connections/api.ts';
import { ConnectionDrawer } from '../../features/connections/connection-drawer.tsx';
import { phaseWord, wordOf } from '../../features/connections/connection-words.ts';
import { OpenConnection } from '../../features/connections/open-connection.tsx';
import { useEnd } from '../../features/connections/use-end.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

const waitingShown = 50;

/** The downstream enterprises: opened, given editions, terminated; and requests that wait for review. */
export function ConnectionsPage() {
  const t = useText();
  const { day } = useZone();
  const end = useEnd();
  const canManage = useCan()('connections.manage');
  const [params, setParams] = useSearchParams();
  const set = (key: string, value: string | null) => {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  };
  const offer = useQuery({
    queryKey: [...connectionsKey, 'offer'],
    queryFn: ({ signal }) => fetchOffer(signal),
  });
  const waiting = useQuery({
    queryKey: [...connectionsKey, 'waiting'],
    queryFn: ({ signal }) => listConnections({ phase: 'pending', limit: waitingShown }, signal),
  });
  const requests = waiting.data?.items.length ?? 0;

  const columns: readonly Column<ConnectionRow>[] = [
    {
      key: 'name',
      title: t('connections.column.name'),
      card: 'title',
      render: (row) => (
        <>
          <strong>{row.name}</strong>
          <small className="hl-cell-note">{row.legalName}</small>
        </>
      ),
      text: (row) => row.name,
    },
    {
      key: 'legalName',
      title: t('connections.column.legal_name'),
      render: (row) => row.legalName,
      text: (row) => row.legalName,
      csvOnly: true,
    },
    {
      key: 'phase',
      title: t('connections.column.phase'),
      card: 'state',
      render: (row) => <Status tone={wordOf(row).tone}>{t(wordOf(row).key)}</Status>,
      text: (row) => t(wordOf(row).key),
    },
    {
      key: 'edition',
      title: t('connections.column.edition'),
      render: (row) =>
        row.edition === null ? (
          '—'
        ) : (
          <>
            {row.edition.label}
            {row.ownEdition ? <small className="hl-cell-note">{t('connections.own_edition')}</small> : null}
          </>
        ),
      text: (row) => row.edition?.label ?? '',
    },
    {
      key: 'users',
      title: t('connections.column.users'),
      render: (row) => t('connections.column.users_value', { bound: row.boundUsers, all: row.users }),
      text: (row) => `${row.boundUsers}/${row.users}`,
    },
    {
      key: 'salesperson',
      title: t('connections.column.salesperson'),
      card: 'hidden',
      render: (row) => row.salespersonName ?? '—',
      text: (row) => row.salespersonName ?? '',
    },
    {
      key: 'created',
      title: t('connections.column.created'),
      render: (row) => day(row.createdAt),
      text: (row) => day(row.createdAt),
      compare: (left, right) => left.createdAt.localeCompare(right.createdAt),
    },
    {
      key: 'ends',
      title: t('connections.column.ends'),
      card: 'hidden',
      render: (row) => (row.phase === 'tail' && row.endsAt !== null ? end(row.endsAt) : '—'),
      text: (row) => (row.endsAt === null ? '' : end(row.endsAt)),
    },
  ];

  return (
    <Page
      title={t('connections.title')}
      lead={t('connections.lead')}
      actions={
        canManage ? (
          <OpenConnection off={offer.data?.open === false} onOpened={(made) => set('open', made.id)} />
        ) : null
      }
    >
      {requests === 0 || params.get('phase') === 'pending' ? null : (
        <Alert
          type="info"
          showIcon
          message={t(waiting.data?.nextCursor == null ? 'connections.waiting' : 'connections.waiting_more', {
            count: requests,
          })}
          action={
            <Button size="small" onClick={() => set('phase', 'pending')}>
              {t('connections.waiting_show')}
            </Button>
          }
        />
      )}
      {offer.data === undefined ? null : (
        <p className="hl-muted">
          {offer.data.onOwnEdition === 0
            ? t('connections.connected', { count: offer.data.connected })
            : t('connections.connected_own', {
                count: offer.data.connected,
                own: offer.data.onOwnEdition,
              })}
        </p>
      )}
      <DataTable
        name={t('connections.title')}
        queryKey={connectionsKey}
        fetchPage={({ cursor, search, filters, signal }) =>
          listConnections(
            { cursor, search, phase: filters['phase'], edition: filters['edition'], limit: 50 },
            signal,
          )
        }
        columns={columns}
        searchPlaceholder={t('connections.search')}
        filters={[
          {
            key: 'phase',
            label: t('connections.column.phase'),
            options: connectionPhaseSchema.options.map((value) => ({
              value,
              label: t(phaseWord[value].key),
            })),
          },
          {
            key: 'edition',
            label: t('connections.column.edition'),
            options: [
              ...(offer.data?.editions ?? []).map(({ key, label }) => ({ value: key, label })),
              { value: 'none', label: t('connections.no_edition') },
            ],
          },
        ]}
        onOpen={(row) => set('open', row.id)}
        empty={{ title: t('connections.empty'), hint: t('connections.empty_hint') }}
      />
      <ConnectionDrawer id={params.get('open')} canManage={canManage} onClose={() => set('open', null)} />
    </Page>
  );
}
