import type { Edition } from '../../../config/editions.ts';
import type { Locale } from '../../contract/common.ts';
import type { Order, OrderSummary } from '../../contract/orders.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { kindLabel, unitLabel, type Ledger } from '../quota/index.ts';
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
    history: notes.map(({ at, key, values, actorName, alarm }) => ({
      at: at.toISOString(),
      text: noteText(locale, key, values),
      actor: actorName,
      alarm,
    })),
  };
}
