import { Link } from 'react-router-dom';

import { InvoiceFiles } from '../../features/orders/invoice-facts.tsx';
import { InvoiceStatus, invoiceStates } from '../../features/orders/invoice-state.tsx';
import { invoicesKey, listInvoices, type Invoice } from '../../features/orders/invoices-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { TitlesPanel } from './titles-panel.tsx';
import './orders.css';

/** The enterprise's invoices, newest first, and to whom they can be made out. */
export function InvoicesPage() {
  const t = useText();
  const { moment } = useZone();
  const canManage = useCan()('orders.manage');
  const columns: readonly Column<Invoice>[] = [
    {
      key: 'order',
      title: t('orders.column.number'),
      card: 'title',
      render: (row) => <Link to={`/orders/${row.orderId}`}>{row.orderNumber}</Link>,
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
      key: 'number',
      title: t('invoices.number'),
      render: (row) => row.document?.number ?? '—',
      text: (row) => `${row.document?.code ?? ''}${row.document?.number ?? ''}`,
    },
    {
      key: 'created',
      title: t('orders.column.created'),
      render: (row) => <time dateTime={row.createdAt}>{moment(row.createdAt)}</time>,
      text: (row) => moment(row.createdAt),
    },
  ];
  return (
    <Page
      title={t('invoices.title')}
      lead={t('invoices.lead')}
      crumbs={[{ label: t('orders.title'), to: '/orders' }]}
    >
      <DataTable
        name={t('invoices.title')}
        queryKey={invoicesKey}
        fetchPage={({ cursor, filters, signal }) =>
          listInvoices({ cursor, state: filters['state'], limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'state',
            label: t('invoices.state'),
            options: Object.entries(invoiceStates).map(([value, { label }]) => ({ value, label: t(label) })),
          },
        ]}
        actions={(row) => <InvoiceFiles invoice={row} of="invoices" />}
        empty={{ title: t('invoices.empty'), hint: t('invoices.empty_hint') }}
      />
      {canManage ? <TitlesPanel /> : null}
    </Page>
  );
}
