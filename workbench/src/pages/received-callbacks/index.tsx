import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { channelsKey, listChannels } from '../../features/channels/api.ts';
import { callbacksKey, listCallbacks, type ReceivedCallbackRow } from '../../features/operations/api.ts';
import {
  beginningOf,
  callbackKinds,
  callbackPeriods,
  callbackStates,
  callbackWord,
  kindWord,
} from '../../features/operations/callback-words.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { CallbackDrawer } from './callback-drawer.tsx';

/** What the platforms sent us, as it came; a row opens with what came of it, and may be worked again. */
export function ReceivedCallbacksPage() {
  const t = useText();
  const { moment } = useZone();
  const [open, setOpen] = useState<string | null>(null);
  const channels = useQuery({ queryKey: channelsKey, queryFn: ({ signal }) => listChannels(signal) });

  const columns: readonly Column<ReceivedCallbackRow>[] = [
    {
      key: 'received',
      title: t('callbacks.column.received'),
      render: (row) => <time dateTime={row.receivedAt}>{moment(row.receivedAt)}</time>,
      text: (row) => row.receivedAt,
      compare: (left, right) => left.receivedAt.localeCompare(right.receivedAt),
    },
    {
      key: 'account',
      title: t('callbacks.column.account'),
      render: (row) => row.channelAccountName,
      text: (row) => row.channelAccountName,
    },
    {
      key: 'kind',
      title: t('callbacks.column.kind'),
      card: 'title',
      render: (row) => (
        <>
          {row.kindLabel}
          <small className="hl-cell-note">{row.kind}</small>
        </>
      ),
      text: (row) => row.kind,
    },
    {
      key: 'sender',
      title: t('callbacks.column.sender'),
      render: (row) => <code>{row.senderMasked}</code>,
      text: (row) => row.senderMasked,
    },
    {
      key: 'state',
      title: t('callbacks.column.state'),
      card: 'state',
      render: (row) => <Status tone={callbackWord[row.state].tone}>{t(callbackWord[row.state].key)}</Status>,
      text: (row) => t(callbackWord[row.state].key),
    },
    {
      key: 'replied',
      title: t('callbacks.column.replied'),
      render: (row) => t(row.replied ? 'callbacks.replied' : 'callbacks.not_replied'),
      text: (row) => t(row.replied ? 'callbacks.replied' : 'callbacks.not_replied'),
    },
  ];

  return (
    <Page title={t('callbacks.title')} lead={t('callbacks.lead')}>
      <DataTable
        name={t('callbacks.title')}
        queryKey={callbacksKey}
        fetchPage={({ cursor, filters, signal }) =>
          listCallbacks(
            {
              cursor,
              state: filters['state'],
              channelAccountId: filters['channelAccountId'],
              kind: filters['kind'],
              from: beginningOf(filters['period'], new Date()),
              limit: 50,
            },
            signal,
          )
        }
        columns={columns}
        filters={[
          {
            key: 'channelAccountId',
            label: t('callbacks.column.account'),
            options: (channels.data ?? []).map((account) => ({ value: account.id, label: account.name })),
          },
          {
            key: 'state',
            label: t('callbacks.column.state'),
            options: callbackStates.map((value) => ({ value, label: t(callbackWord[value].key) })),
          },
          {
            key: 'kind',
            label: t('callbacks.column.kind'),
            options: callbackKinds.map((value) => ({ value, label: t(kindWord[value]) })),
          },
          {
            key: 'period',
            label: t('callbacks.column.received'),
            options: callbackPeriods.map(({ value, key }) => ({ value, label: t(key) })),
          },
        ]}
        onOpen={(row) => setOpen(row.id)}
        pollWhile={(rows) => rows.some((row) => row.state === 'waiting')}
        empty={{ title: t('callbacks.empty'), hint: t('callbacks.empty_hint') }}
      />
      <CallbackDrawer id={open} onClose={() => setOpen(null)} />
    </Page>
  );
}
