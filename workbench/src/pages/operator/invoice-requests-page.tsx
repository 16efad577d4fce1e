import { useState } from 'react';

import { InvoiceStatus, invoiceStates } from '../../features/orders/invoice-state.tsx';
import { invoicesKey, listInvoiceRequests, type InvoiceRequest } from '../../features/orders/invoices-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { InvoiceRequestDrawer } from './invoice-request-drawer.tsx';

/** The operator's list of invoices over all enterprises' orders; each opens with what is to be done. */
export function InvoiceRequestsPage() {
  const t = useText();
  const { moment } = useZone();
  const [open, setOpen] = useState<InvoiceRequest | null>(null);
  const columns: readonly Column<InvoiceRequest>[] = [
    {
      key: 'buyer',
      title: t('invoice_requests.buyer'),
      card: 'title',
      render: (row) => row.buyer,
      text: (row) => row.buyer,
    },
    {
      key: 'order',
      title: t('orders.column.number'),
      render: (row) => row.orderNumber,
      text: (row) => row.orderNumber,
    },
    {
      key: 'kind',
      title: t('invoices.kind'),
      render: (row) => t(`invoices.kind.${row.kind}`),
      text: (row) => t(`invoices.kind.${row.kind}`),
    },
    { key: 'to', title: t('invoices.to'), render: (row) => row.titleName, text: (row) => row.titleName },
    {
      key: 'amount',
      title: t('invoices.amount'),
      render: (row) => <span className="hl-number">{formatFen(row.amountFen)}</span>,
      text: (row) => formatFen(row.amountFen),
    },
    {
      key: 'state',
      title: t('invoices.state'),
      card: 'state',
      render: (row) => <InvoiceStatus state={row.state} />,
      text: (row) => t(invoiceStates[row.state].label),
    },
    {
      key: 'created',
      title: t('orders.column.created'),
      render: (row) => <time dateTime={row.createdAt}>{moment(row.createdAt)}</time>,
      text: (row) => moment(row.createdAt),
    },
  ];
  return (
    <Page title={t('invoice_requests.title')} lead={t('invoice_requests.lead')}>
      <DataTable
        name={t('invoice_requests.title')}
        queryKey={[...invoicesKey, 'requests']}
        fetchPage={({ cursor, filters, signal }) =>
          listInvoiceRequests({ cursor, state: filters['state'], limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'state',
            label: t('invoices.state'),
            options: Object.entries(invoiceStates).map(([value, { label }]) => ({ value, label: t(label) })),
          },
        ]}
        onOpen={setOpen}
        empty={{ title: t('invoice_requests.empty'), hint: t('invoice_requests.empty_hint') }}
      />
      {open === null ? null : <InvoiceRequestDrawer request={open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
