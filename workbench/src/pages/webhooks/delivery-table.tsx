import { useState } from 'react';

import {
  listWebhookDeliveries,
  webhookDeliveriesKey,
  type WebhookDeliveryRow,
  type WebhookEndpointRow,
} from '../../features/webhooks/api.ts';
import { deliveryStates, deliveryWord } from '../../features/webhooks/words.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { DeliveryDrawer } from './delivery-drawer.tsx';

/** What was sent, newest first. */
export function DeliveryTable(props: { endpoints: readonly WebhookEndpointRow[] }) {
  const t = useText();
  const { moment } = useZone();
  const [open, setOpen] = useState<string | null>(null);
  const columns: readonly Column<WebhookDeliveryRow>[] = [
    {
      key: 'time',
      title: t('webhooks.column.time'),
      render: (row) => <time dateTime={row.createdAt}>{moment(row.createdAt)}</time>,
      text: (row) => row.createdAt,
    },
    {
      key: 'event',
      title: t('webhooks.column.event'),
      card: 'title',
      render: (row) => (
        <>
          {row.typeLabel}
          <small className="hl-cell-note">{row.type}</small>
        </>
      ),
      text: (row) => row.type,
    },
    {
      key: 'endpoint',
      title: t('webhooks.column.endpoint'),
      width: 280,
      render: (row) => (
        <span className="hl-cell-wrap">
          {row.endpointUrl === '' ? t('webhooks.delivery.removed') : row.endpointUrl}
        </span>
      ),
      text: (row) => row.endpointUrl,
    },
    {
      key: 'state',
      title: t('webhooks.column.state'),
      card: 'state',
      render: (row) => <Status tone={deliveryWord[row.state].tone}>{t(deliveryWord[row.state].key)}</Status>,
      text: (row) => t(deliveryWord[row.state].key),
    },
    {
      key: 'attempts',
      title: t('webhooks.column.attempts'),
      align: 'right',
      render: (row) => <span className="hl-number">{row.attempts}</span>,
      text: (row) => String(row.attempts),
    },
    {
      key: 'result',
      title: t('webhooks.column.result'),
      width: 260,
      render: (row) => (
        <span className="hl-cell-wrap">
          {row.lastError ?? (row.lastStatus === null ? '' : String(row.lastStatus))}
          {row.nextAttemptAt === null || row.attempts === 0 ? null : (
            <small className="hl-cell-note">{t('webhooks.next', { at: moment(row.nextAttemptAt) })}</small>
          )}
        </span>
      ),
      text: (row) => row.lastError ?? (row.lastStatus === null ? '' : String(row.lastStatus)),
    },
  ];
  return (
    <Panel title={t('webhooks.deliveries')}>
      <DataTable
        name={t('webhooks.deliveries')}
        queryKey={webhookDeliveriesKey}
        fetchPage={({ cursor, filters, signal }) =>
          listWebhookDeliveries(
            { cursor, endpointId: filters['endpointId'], state: filters['state'], limit: 50 },
            signal,
          )
        }
        columns={columns}
        filters={[
          {
            key: 'endpointId',
            label: t('webhooks.column.endpoint'),
            options: props.endpoints.map(({ id, url }) => ({ value: id, label: url })),
          },
          {
            key: 'state',
            label: t('webhooks.column.state'),
            options: deliveryStates.map((value) => ({ value, label: t(deliveryWord[value].key) })),
          },
        ]}
        onOpen={(row) => setOpen(row.id)}
        pollWhile={(rows) => rows.some(({ state, attempts }) => state === 'waiting' && attempts === 0)}
        empty={{ title: t('webhooks.deliveries_empty'), hint: t('webhooks.deliveries_empty_hint') }}
      />
      <DeliveryDrawer id={open} onClose={() => setOpen(null)} />
    </Panel>
  );
}
