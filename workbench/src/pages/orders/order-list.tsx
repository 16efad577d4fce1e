import { Button } from 'antd';
import { Link, useNavigate } from 'react-router-dom';

import { listOrders, ordersKey, type OrderSummary } from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { OrderStatus, orderStates } from '../../features/orders/order-state.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** The enterprise's quota orders, newest first. */
export function OrderList() {
  const t = useText();
  const { moment } = useZone();
  const navigate = useNavigate();
  const canBuy = useCan()('orders.manage');
  const buy = canBuy ? (
    <Link to="/orders/new">
      <Button type="primary">{t('orders.buy')}</Button>
    </Link>
  ) : undefined;
  const invoices = (
    <Link to="/orders/invoices">
      <Button>{t('invoices.title')}</Button>
    </Link>
  );
  const columns: readonly Column<OrderSummary>[] = [
    {
      key: 'number',
      title: t('orders.column.number'),
      width: 230,
      render: (row) => <Link to={`/orders/${row.id}`}>{row.number}</Link>,
      text: (row) => row.number,
    },
    {
      key: 'summary',
      title: t('orders.column.summary'),
      card: 'title',
      render: (row) => row.summary,
      text: (row) => row.summary,
    },
    {
      key: 'total',
      title: t('orders.column.total'),
      render: (row) => <span className="hl-number">{formatFen(row.totalFen)}</span>,
      text: (row) => formatFen(row.totalFen),
    },
    {
      key: 'state',
      title: t('orders.column.state'),
      render: (row) => <OrderStatus state={row.state} />,
      text: (row) => t(orderStates[row.state].label),
    },
    {
      key: 'created',
      title: t('orders.column.created'),
      width: 170,
      render: (row) => <time dateTime={row.createdAt}>{moment(row.createdAt)}</time>,
      text: (row) => moment(row.createdAt),
    },
  ];
  return (
    <Page
      title={t('orders.title')}
      lead={t('orders.lead')}
      actions={
        <>
          {invoices}
          {buy}
        </>
      }
    >
      <DataTable
        name={t('orders.title')}
        queryKey={[...ordersKey, 'list']}
        fetchPage={({ cursor, filters, signal }) =>
          listOrders({ cursor, state: filters['state'], limit: 50 }, signal)
        }
        columns={columns}
        filters={[
          {
            key: 'state',
            label: t('orders.column.state'),
            options: Object.entries(orderStates).map(([value, { label }]) => ({ value, label: t(label) })),
          },
        ]}
        onOpen={(row) => {
          navigate(`/orders/${row.id}`);
        }}
        empty={{ title: t('orders.empty'), hint: t('orders.empty_hint'), action: buy }}
      />
    </Page>
  );
}
