import type { Edition } from '../../../config/editions.ts';
import type { Locale } from '../../contract/common.ts';
import type { Order, OrderSummary, Receipt } from '../../contract/orders.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { kindLabel, unitLabel, type Ledger } from '../quota/index.ts';
import { capitalAmount } from './capital-amount.ts';
import { Invoice } from './invoice.entity.ts';
import { presentInvoices } from './invoice.presenter.ts';
import { invoiceableFen } from './invoices.ts';
import { BankSlip, OrderNote, OrderRefund, type QuotaOrder } from './order.entity.ts';
import { noteText } from './order.texts.ts';
import { sourceKeyOf } from './orders.ts';
import { amountOf } from './prices.ts';

export function presentSummary(
  order: QuotaOrder,
  locale: Locale,
  editions: readonly Edition[],
): OrderSummary {
  return {
    ...{ id: order.id, number: order.number, state: order.state },
    summary: order.lines
      .map(
        (line) => `${kindLabel(locale, line.kind, editions)} ${line.places} ${unitLabel(locale, line.kind)}`,
      )
      .join(locale === 'en' ? ', ' : '、'),
    ...{ totalFen: order.totalFen, refundedFen: order.refundedFen, method: order.method ?? null },
    createdAt: order.createdAt.toISOString(),
    paidAt: order.paidAt?.toISOString() ?? null,
    expiresAt: order.expiresAt.toISOString(),
  };
}

/** An order with all that happened to it. */
export async function presentOrder(
  em: EntityManager,
  order: QuotaOrder,
  context: { locale: Locale; editions: readonly Edition[]; ledger: Ledger },
): Promise<Order> {
  const { locale, editions, ledger } = context;
  const { id: orderId, enterpriseId } = order;
  const lines: Order['lines'] = [];
  for (const line of order.lines) {
    lines.push({
      ...line,
      label: kindLabel(locale, line.kind, editions),
      unit: unitLabel(locale, line.kind),
      amountFen: amountOf(line, line.places),
      refundable: await ledger.refundable(em, enterpriseId, sourceKeyOf(line.id)),
    });
  }
  const newest = { orderBy: { id: 'desc' }, disableIdentityMap: true } as const;
  const refunds = await em.find(OrderRefund, { orderId }, newest);
  const [slip] = await em.find(BankSlip, { orderId }, { ...newest, limit: 1 });
  const invoices = await em.find(Invoice, { orderId }, newest);
  const notes = await em.find(OrderNote, { orderId }, { ...newest, limit: 100 });
  return {
    ...presentSummary(order, locale, editions),
    lines,
    refunds: refunds.map(({ id, lineId, places, amountFen, state, reason, createdAt }) => ({
      ...{ id, lineId: lineId ?? null, places, amountFen, state, reason },
      createdAt: createdAt.toISOString(),
    })),
    slip:
      slip === undefined
        ? null
        : { id: slip.id, state: slip.state, reason: slip.reason, at: slip.createdAt.toISOString() },
    invoices: await presentInvoices(em, invoices, locale),
    invoiceableFen: invoiceableFen(order, invoices),
    history: notes.map(({ at, key, values, actorName, alarm }) => ({
      at: at.toISOString(),
      text: noteText(locale, key, values),
      actor: actorName,
      alarm,
    })),
  };
}

/** What was paid, by whom and to whom, as it is printed. @throws order.no_receipt while it is not paid */
export function presentReceipt(
  order: QuotaOrder,
  who: { payer: string; payee: string },
  context: { locale: Locale; editions: readonly Edition[] },
): Receipt {
  const { locale, editions } = context;
  const { method, paidAt, totalFen, refundedFen } = order;
  assertThat(paidAt != null && method != null, 'order.no_receipt', 409);
  const keptFen = totalFen - refundedFen;
  return {
    ...{ orderNumber: order.number, ...who, totalFen, refundedFen, keptFen, method },
    keptWords: capitalAmount(keptFen),
    paidAt: paidAt.toISOString(),
    lines: order.lines.map((line) => ({
      ...{ id: line.id, places: line.places, years: line.years, unitFen: line.unitFen },
      label: kindLabel(locale, line.kind, editions),
      unit: unitLabel(locale, line.kind),
      amountFen: amountOf(line, line.places),
    })),
  };
}
