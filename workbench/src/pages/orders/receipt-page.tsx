import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useParams } from 'react-router-dom';

import { ordersKey } from '../../features/orders/api.ts';
import { fetchReceipt } from '../../features/orders/invoices-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import type { Receipt } from '../../../../server/contract/orders.ts';
import { ApiError, isMissing } from '../../shared/api/errors.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';
import './receipt.css';

/** 收据: a page to be printed on A4. Nothing but the sheet reaches the paper. */
export function ReceiptPage() {
  const t = useText();
  const { id = '' } = useParams();
  const receipt = useQuery({
    queryKey: [...ordersKey, 'receipt', id],
    queryFn: ({ signal }) => fetchReceipt(id, signal),
  });
  const unpaid = receipt.error instanceof ApiError && receipt.error.code === 'order.no_receipt';
  return (
    <Page
      title={t('receipt.title')}
      crumbs={[
        { label: t('orders.title'), to: '/orders' },
        { label: t('receipt.back'), to: `/orders/${id}` },
      ]}
      actions={
        receipt.data === undefined ? undefined : (
          <Button type="primary" onClick={() => window.print()}>
            {t('receipt.print')}
          </Button>
        )
      }
    >
      {receipt.data !== undefined ? (
        <Sheet receipt={receipt.data} />
      ) : (
        <Panel>
          {unpaid ? (
            <EmptyState title={t('receipt.none')} hint={t('receipt.none_hint')} />
          ) : isMissing(receipt.error) ? (
            <EmptyState title={t('orders.missing')} />
          ) : receipt.isError ? (
            <ErrorState error={receipt.error} onRetry={() => void receipt.refetch()} />
          ) : (
            <Skeleton active />
          )}
        </Panel>
      )}
    </Page>
  );
}

function Sheet(props: { receipt: Receipt }) {
  const { receipt } = props;
  const t = useText();
  const { moment, day } = useZone();
  return (
    <article className="hl-receipt">
      <h2>{t('receipt.title')}</h2>
      <p className="hl-receipt-number">
        {t('orders.column.number')} {receipt.orderNumber}
      </p>
      <dl>
        <dt>{t('receipt.payer')}</dt>
        <dd>{receipt.payer}</dd>
        <dt>{t('receipt.payee')}</dt>
        <dd>{receipt.payee}</dd>
        <dt>{t('receipt.paid_at')}</dt>
        <dd>{day(receipt.paidAt)}</dd>
        <dt>{t('orders.method')}</dt>
        <dd>{t(`orders.method.${receipt.method}`)}</dd>
      </dl>
      <div className="hl-receipt-table">
        <table>
          <thead>
            <tr>
              <th>{t('receipt.item')}</th>
              <th>{t('orders.places')}</th>
              <th>{t('orders.years')}</th>
              <th>{t('receipt.unit_price')}</th>
              <th>{t('invoices.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {receipt.lines.map((line) => (
              <tr key={line.id}>
                <td>{line.label}</td>
                <td>
                  {line.places} {line.unit}
                </td>
                <td>{line.years}</td>
                <td>{formatFen(line.unitFen)}</td>
                <td>{formatFen(line.amountFen)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th colSpan={4}>{t('orders.total')}</th>
              <td>{formatFen(receipt.totalFen)}</td>
            </tr>
            {receipt.refundedFen === 0 ? null : (
              <tr>
                <th colSpan={4}>{t('receipt.refunded')}</th>
                <td>−{formatFen(receipt.refundedFen)}</td>
              </tr>
            )}
            <tr className="hl-receipt-kept">
              <th colSpan={4}>{t('receipt.kept')}</th>
              <td>{formatFen(receipt.keptFen)}</td>
            </tr>
            <tr>
              <th>{t('receipt.amount_words')}</th>
              <td colSpan={4} className="hl-receipt-words" lang="zh-CN">
                {receipt.keptWords}
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <footer>
        <p className="hl-receipt-seal">{t('receipt.signature')}</p>
      </footer>
      <p className="hl-receipt-note">{t('receipt.footer')}</p>
      <p className="hl-receipt-note">
        {t('receipt.printed')} {moment(new Date().toISOString())}
      </p>
    </article>
  );
}
