import { useState } from 'react';

import {
  deliveriesKey,
  deliveryStateSchema,
  listDeliveries,
  type DeliveryRow,
} from '../../features/messaging/api.ts';
import { DeliveryDrawer } from '../../features/messaging/delivery-drawer.tsx';
import { carrierLabel, stateWord } from '../../features/messaging/delivery-words.ts';
import { ResendButton } from '../../features/messaging/resend-button.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** Every message that left, how it went, and why; asks again while some are on their way. */
export function DeliveriesPage() {
  const t = useText();
  const { moment } = useZone();
  const [open, setOpen] = useState<DeliveryRow | null>(null);

  const columns: readonly Column<DeliveryRow>[] = [
    {
      key: 'recipient',
      title: t('deliveries.column.recipient'),
      card: 'title',
      render: (row) => (
        <>
          <strong>{row.recipientName}</strong>
          <small className="hl-cell-note">{row.purposeLabel}</small>
        </>
      ),
      text: (row) => row.recipientName,
    },
    {
      key: 'purpose',
      title: t('deliveries.column.purpose'),
      render: (row) => row.purposeLabel,
      text: (row) => row.purposeLabel,
      csvOnly: true,
    },
    {
      key: 'state',
      title: t('deliveries.column.state'),
      card: 'state',
      render: (row) => <Status tone={stateWord[row.state].tone}>{row.stateLabel}</Status>,
      text: (row) => row.stateLabel,
    },
    {
      key: 'carrier',
      title: t('deliveries.column.carrier'),
      width: 150,
      render: (row) => (
        <span className="hl-cell-wrap">
          {row.carrier === null ? '—' : t(carrierLabel[row.carrier])}
          {row.passedOver.length === 0 ? null : (
            <small className="hl-cell-note">
              {t('deliveries.instead_of', {
                carriers: row.passedOver
                  .map((passed) => t(carrierLabel[passed.carrier]))
                  .join(t('common.list_separator')),
              })}
            </small>
          )}
        </span>
      ),
      text: (row) => (row.carrier === null ? '' : t(carrierLabel[row.carrier])),
    },
    {
      key: 'reason',
      title: t('deliveries.reason'),
      width: 220,
      render: (row) =>
        row.reason === null ? (
          '—'
        ) : (
          <span className="hl-cell-wrap">
            {row.reason}
            {row.platformCode === null ? null : (
              <small className="hl-cell-note">{t('deliveries.code_short', { code: row.platformCode })}</small>
            )}
          </span>
        ),
      text: (row) =>
        [
          row.reason,
          row.platformCode === null ? null : t('deliveries.code_short', { code: row.platformCode }),
          row.remedy,
          ...row.passedOver.map((passed) => `${t(carrierLabel[passed.carrier])}: ${passed.reason}`),
        ]
          .filter((part) => part !== null)
          .join(' / '),
    },
    {
      key: 'created',
      title: t('deliveries.column.created'),
      render: (row) => <time dateTime={row.createdAt}>{moment(row.createdAt)}</time>,
      text: (row) => moment(row.createdAt),
      compare: (left, right) => left.createdAt.localeCompare(right.createdAt),
    },
  ];

  return (
    <Page title={t('deliveries.title')} lead={t('deliveries.lead')}>
      <DataTable
        name={t('deliveries.title')}
        queryKey={deliveriesKey}
        fetchPage={({ cursor, search, filters, signal }) =>
          listDeliveries({ cursor, search, state: filters['state'], limit: 50 }, signal)
        }
        columns={columns}
        searchPlaceholder={t('deliveries.search')}
        filters={[
          {
            key: 'state',
            label: t('deliveries.column.state'),
            options: deliveryStateSchema.options.map((value) => ({ value, label: t(stateWord[value].key) })),
          },
        ]}
        onOpen={setOpen}
        actions={(row) => (row.canResend ? <ResendButton delivery={row} size="small" /> : null)}
        pollWhile={(rows) => rows.some((row) => !stateWord[row.state].final)}
        empty={{ title: t('deliveries.empty'), hint: t('deliveries.empty_hint') }}
      />
      <DeliveryDrawer delivery={open} onClose={() => setOpen(null)} />
    </Page>
  );
}
