import { randomInt } from 'node:crypto';

import type { Sandbox } from '../sandbox.ts';
import { at, type PayOrder, type PayRefund } from '../state.ts';

export function findOrder(sandbox: Sandbox, mchId: string, outTradeNo: string): PayOrder | undefined {
  return at(sandbox.store.state.payOrders, `${mchId}|${outTradeNo}`);
}

export function findByTransaction(
  sandbox: Sandbox,
  mchId: string,
  transactionId: string,
): PayOrder | undefined {
  return Object.values(sandbox.store.state.payOrders).find(
    (order) => order.mchId === mchId && order.paid?.transactionId === transactionId,
  );
}

/** By a code_url or a prepay_id, also one that is over. */
export function findByLink(sandbox: Sandbox, link: string): PayOrder | undefined {
  return Object.values(sandbox.store.state.payOrders).find((order) =>
    order.links.some(({ value }) => value === link),
  );
}

export function refundsOf(sandbox: Sandbox, order: PayOrder): PayRefund[] {
  return Object.values(sandbox.store.state.payRefunds).filter(
    (refund) => refund.mchId === order.mchId && refund.outTradeNo === order.outTradeNo,
  );
}

/** What was given back or is about to be. */
export function refundedFen(sandbox: Sandbox, order: PayOrder): number {
  return refundsOf(sandbox, order)
    .filter(({ status }) => status !== 'CLOSED')
    .reduce((sum, { refundFen }) => sum + refundFen, 0);
}

export type OrderState = 'NOTPAY' | 'CLOSED' | 'SUCCESS' | 'REFUND';

export function stateOf(sandbox: Sandbox, order: PayOrder): OrderState {
  if (order.paid !== null) return refundsOf(sandbox, order).length > 0 ? 'REFUND' : 'SUCCESS';
  return order.closedAt !== null || order.expiresAt <= sandbox.now() ? 'CLOSED' : 'NOTPAY';
}

const stateWords: Readonly<Record<OrderState, string>> = {
  NOTPAY: '订单未支付',
  CLOSED: '订单已关闭',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
};

/** RFC 3339 in China's time, as the platform writes it. */
export function chinaTime(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

/** An order as query and notification tell it. */
export function presentOrder(sandbox: Sandbox, order: PayOrder): Record<string, unknown> {
  const state = stateOf(sandbox, order);
  const basics = {
    mchid: order.mchId,
    appid: order.appId,
    out_trade_no: order.outTradeNo,
    trade_state: state,
    trade_state_desc: stateWords[state],
    attach: order.attach,
  };
  if (order.paid === null) return { ...basics, amount: { total: order.totalFen, currency: 'CNY' } };
  return {
    ...basics,
    transaction_id: order.paid.transactionId,
    trade_type: order.tradeType,
    bank_type: 'OTHERS',
    success_time: chinaTime(order.paid.at),
    payer: { openid: order.paid.openid },
    amount: {
      total: order.totalFen,
      payer_total: order.totalFen,
      currency: 'CNY',
      payer_currency: 'CNY',
    },
    promotion_detail: [],
  };
}

/** A refund as the API tells it. */
export function presentRefund(order: PayOrder, refund: PayRefund): Record<string, unknown> {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.paid?.transactionId ?? '',
    out_trade_no: order.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: chinaTime(refund.createdAt),
    ...(refund.status === 'SUCCESS' && refund.endedAt !== null
      ? { success_time: chinaTime(refund.endedAt) }
      : {}),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      total: order.totalFen,
      refund: refund.refundFen,
      payer_total: order.totalFen,
      payer_refund: refund.refundFen,
      settlement_refund: refund.refundFen,
      settlement_total: order.totalFen,
      discount_refund: 0,
      currency: 'CNY',
    },
  };
}

/** The platform's own numbers: the kind's four digits, the day, and digits to 28. */
export function platformNumber(sandbox: Sandbox, prefix: string): string {
  const day = chinaTime(sandbox.now()).slice(0, 10).replaceAll('-', '');
  const serial = String(sandbox.store.nextNumber()).padStart(8, '0');
  return `${prefix}00${day}${serial}${String(randomInt(1_000_000)).padStart(6, '0')}`;
}
