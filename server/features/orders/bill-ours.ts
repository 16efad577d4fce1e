import type { BillLine } from '../../../bot/channels/wechat-pay/types.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { startOfDay } from '../../kernel/zoned-day.ts';
import { billZone } from './bill-days.ts';
import { OrderPayment, OrderRefund, QuotaOrder } from './order.entity.ts';

const chunk = 300;
const fresh = { disableIdentityMap: true } as const;

/** Reads so many at a time that no statement grows too long. */
export async function inChunks<T, R>(all: readonly T[], read: (part: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let at = 0; at < all.length; at += chunk) found.push(...(await read(all.slice(at, at + chunk))));
  return found;
}

/** Ours that the bill names, and ours that it should name. */
export async function readOurs(tx: EntityManager, mchId: string, day: string, lines: readonly BillLine[]) {
  const during = { $gte: startOfDay(day, billZone), $lt: startOfDay(day, billZone, 1) };
  const numbers = [...new Set(lines.map(({ outTradeNo }) => outTradeNo))];
  const backNumbers = [...new Set(lines.flatMap((line) => line.outRefundNo || []))];
  const named = await inChunks(numbers, (part) =>
    tx.find(OrderPayment, { outTradeNo: { $in: part }, mchId }, fresh),
  );
  const due = await tx.find(OrderPayment, { mchId, state: 'paid', paidAt: during }, fresh);
  const namedBack = await inChunks(backNumbers, (part) =>
    tx.find(OrderRefund, { outRefundNo: { $in: part } }, fresh),
  );
  const ended = await tx.find(
    OrderRefund,
    { state: 'succeeded', byHand: false, finishedAt: during, paymentId: { $ne: null } },
    fresh,
  );
  // Of another merchant, from before the settings changed: not of this bill.
  const payers = await inChunks(
    ended.flatMap(({ paymentId }) => paymentId ?? []),
    (part) => tx.find(OrderPayment, { id: { $in: part }, mchId }, fresh),
  );
  const payerIds = new Set(payers.map(({ id }) => id));
  const dueBack = ended.filter(({ paymentId }) => paymentId != null && payerIds.has(paymentId));
  const payments = new Map([...named, ...due].map((one) => [one.id, one]));
  const refunds = new Map([...namedBack, ...dueBack].map((one) => [one.id, one]));
  const dueIds = new Set([...due, ...dueBack].map(({ id }) => id));
  const orderIds = new Set([...payments.values(), ...refunds.values()].map(({ orderId }) => orderId));
  const orders = await inChunks([...orderIds], (part) =>
    tx.find(QuotaOrder, { id: { $in: part } }, { ...fresh, fields: ['id', 'number'] }),
  );
  const numberOf = new Map(orders.map(({ id, number }) => [id, number]));
  return {
    payments: [...payments.values()].map((one) => ({
      ...{ outTradeNo: one.outTradeNo, orderNumber: numberOf.get(one.orderId) ?? '' },
      ...{ amountFen: one.amountFen, paid: one.state === 'paid', billDay: one.billDay ?? null },
      ...{ transactionId: one.transactionId ?? null, ofThisDay: dueIds.has(one.id) },
    })),
    refunds: [...refunds.values()].map((one) => ({
      ...{ outRefundNo: one.outRefundNo, orderNumber: numberOf.get(one.orderId) ?? '' },
      ...{ amountFen: one.amountFen, failed: one.state === 'failed', billDay: one.billDay ?? null },
      endedThisDay: dueIds.has(one.id),
    })),
  };
}
