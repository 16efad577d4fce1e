import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { Link, useParams } from 'react-router-dom';

import { fetchOrder, ordersKey } from '../../features/orders/api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { OrderStatus } from '../../features/orders/order-state.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { isMissing } from '../../shared/api/errors.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { OrderInvoices } from './order-invoices.tsx';
import { OrderLines } from './order-lines.tsx';
import { PayPanel } from './pay-panel.tsx';
import './orders.css';

/** One order: how to pay it, what it holds, what can be refunded, and what happened to it. */
export function OrderPage() {
  const t = useText();
  const { moment } = useZone();
  const { id = '' } = useParams();
  const cache = useQueryClient();
  const canManage = useCan()('orders.manage');
  const query = useQuery({
    queryKey: [...ordersKey, 'one', id],
    queryFn: ({ signal }) => fetchOrder(id, signal),
    // Turns paid by itself: the platform tells the server, and the page asks the server.
    refetchInterval: ({ state }) => {
      const order = state.data;
      const moving = order?.refunds.some(({ state: is }) => is === 'requested' || is === 'processing');
      return order?.state === 'unpaid' || moving === true ? 2_000 : false;
    },
  });
  const order = query.data;
  const reload = () => void cache.invalidateQueries({ queryKey: ordersKey });
  return (
    <Page title={order?.number ?? t('orders.one')} crumbs={[{ label: t('orders.title'), to: '/orders' }]}>
      {query.isError ? (
        <Panel>
          {isMissing(query.error) ? (
            <EmptyState title={t('orders.missing')} />
          ) : (
            <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          )}
        </Panel>
      ) : order === undefined ? (
        <Panel>
          <Skeleton active />
        </Panel>
      ) : (
        <>
          {order.state === 'paid' ? <Alert type="success" showIcon message={t('orders.paid_done')} /> : null}
          <Panel
            title={t('orders.one')}
            extra={
              order.paidAt === null ? null : (
                <Link to={`/orders/${order.id}/receipt`}>
                  <Button>{t('receipt.view')}</Button>
                </Link>
              )
            }
          >
            <Facts
              facts={[
                { label: t('orders.column.state'), value: <OrderStatus state={order.state} /> },
                { label: t('orders.column.total'), value: formatFen(order.totalFen) },
                { label: t('orders.column.created'), value: moment(order.createdAt) },
                ...(order.paidAt === null
                  ? [{ label: t('orders.expires'), value: moment(order.expiresAt) }]
                  : [{ label: t('orders.paid_at'), value: moment(order.paidAt) }]),
                ...(order.method === null
                  ? []
                  : [{ label: t('orders.method'), value: t(`orders.method.${order.method}`) }]),
                ...(order.refundedFen === 0
                  ? []
                  : [{ label: t('orders.refunded'), value: formatFen(order.refundedFen) }]),
              ]}
            />
          </Panel>
          {order.state === 'unpaid' && canManage ? <PayPanel order={order} onChange={reload} /> : null}
          <Panel title={t('orders.lines')}>
            <OrderLines order={order} canManage={canManage} onChange={reload} />
          </Panel>
          {order.paidAt === null ? null : <OrderInvoices order={order} canManage={canManage} />}
          <Panel title={t('orders.history')}>
            <ol className="hl-order-history">
              {order.history.map((note) => (
                <li key={`${note.at} ${note.text}`}>
                  <time dateTime={note.at}>{moment(note.at)}</time>
                  {note.text}
                  {note.actor === '' ? '' : ` · ${note.actor}`}
                </li>
              ))}
            </ol>
          </Panel>
        </>
      )}
    </Page>
  );
}
