import type { StaffDirectory } from '../features/access/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import { yuan, type OrdersFeatureDeps } from '../features/orders/index.ts';
import type { Webhooks } from '../features/webhooks/index.ts';
import { staffCardText as text } from './staff-card-text.ts';

/** What became of an invoice, told to those who buy, and to their other systems when it is issued (row 322). */
export function createInvoiceNews(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: StaffDirectory;
  events: Pick<Webhooks, 'publish'>;
  publicUrl: string;
}): OrdersFeatureDeps['onInvoiceNews'] {
  return async (tx, { kind, invoice, code, number, at }) => {
    const { id: invoiceId, enterpriseId, orderId, orderNumber, amountFen, reason, title } = invoice;
    for (const person of await deps.staff.withPermission(tx, 'orders.manage', enterpriseId)) {
      const locale = person.language;
      const values = { order: orderNumber, amount: yuan(amountFen), reason };
      await deps.messaging.queueStaffCard(tx, {
        enterpriseId,
        staffId: person.id,
        title: text(locale, `invoice_${kind}.title`, values),
        description: text(locale, `invoice_${kind}.description`, values),
        rows: [
          { label: text(locale, 'label.title'), value: title.name },
          ...(number === '' ? [] : [{ label: text(locale, 'label.number'), value: `${code}${number}` }]),
        ],
        url: `${deps.publicUrl}/workbench/orders/${orderId}`,
        causeKey: `card:invoice-${kind}:${invoiceId}:${person.id}`,
        now: at,
      });
    }
    if (kind !== 'issued') return;
    const data = { invoiceId, orderId, orderNumber, kind: invoice.kind, code, number, amountFen };
    await deps.events.publish(tx, { enterpriseId, type: 'invoice.issued', data, at });
  };
}
