import { useQueryClient } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useState } from 'react';

import { ordersKey, type Order } from '../../features/orders/api.ts';
import { InvoiceFiles, useInvoiceFacts } from '../../features/orders/invoice-facts.tsx';
import { InvoiceStatus } from '../../features/orders/invoice-state.tsx';
import { withdrawInvoice, type Invoice } from '../../features/orders/invoices-api.ts';
import { formatFen } from '../../features/orders/money.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { InvoiceRequestForm } from './invoice-request-form.tsx';

/** The order's invoices, newest first, and the button that asks for one while there is something to invoice. */
export function OrderInvoices(props: { order: Order; canManage: boolean }) {
  const { order, canManage } = props;
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <Panel
      title={t('invoices.title')}
      extra={
        canManage && order.invoiceableFen > 0 ? (
          <Button type="primary" onClick={() => setAsking(true)}>
            {t('invoices.request')}
          </Button>
        ) : null
      }
    >
      {order.invoices.length === 0 ? <p className="hl-muted">{t('invoices.none')}</p> : null}
      <div className="hl-invoices">
        {order.invoices.map((invoice) => (
          <OneInvoice key={invoice.id} invoice={invoice} canManage={canManage} />
        ))}
      </div>
      {asking ? <InvoiceRequestForm order={order} onClose={() => setAsking(false)} /> : null}
    </Panel>
  );
}

function OneInvoice(props: { invoice: Invoice; canManage: boolean }) {
  const { invoice, canManage } = props;
  const t = useText();
  const confirm = useConfirm();
  const cache = useQueryClient();
  const withdraw = useWrite((id: string, key) => withdrawInvoice(id, key), {
    onDone: () => void cache.invalidateQueries({ queryKey: ordersKey }),
  });
  return (
    <div className="hl-invoice">
      <div className="hl-row hl-between">
        <strong>
          {t(`invoices.kind.${invoice.kind}`)} · {formatFen(invoice.amountFen)}
        </strong>
        <InvoiceStatus state={invoice.state} />
      </div>
      <Facts facts={useInvoiceFacts(invoice)} />
      <Space wrap>
        <InvoiceFiles invoice={invoice} of="invoices" />
        {canManage && invoice.state === 'requested' ? (
          <Button
            onClick={() => {
              confirm({
                title: t('invoices.withdraw'),
                consequence: t('invoices.withdraw_hint'),
                verb: t('invoices.withdraw'),
                work: () => withdraw.mutateAsync(invoice.id),
              });
            }}
          >
            {t('invoices.withdraw')}
          </Button>
        ) : null}
      </Space>
    </div>
  );
}
