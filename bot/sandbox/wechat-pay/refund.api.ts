import { z } from 'zod';

import type { Sandbox } from '../sandbox.ts';
import { at, type PayMerchant, type PayOrder, type PayRefund } from '../state.ts';
import { noticesOf } from './notices.ts';
import { notifyUrlSchema, outTradeNoSchema } from './order.api.ts';
import {
  findByTransaction,
  findOrder,
  platformNumber,
  presentRefund,
  refundedFen,
  refundsOf,
} from './orders.ts';
import { definePayApi, noBody, ok } from './pay-api.ts';
import { PayRefusal, refusals } from './refusal.ts';

const yearMs = 365 * 86_400_000;
const mostRefunds = 50;

const fen = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const refundBasics = {
  out_refund_no: z.string().regex(/^[0-9A-Za-z_\-|*@]{1,64}$/),
  reason: z.string().min(1).max(80).optional(),
  notify_url: notifyUrlSchema.optional(),
  funds_account: z.literal('AVAILABLE').optional(),
  amount: z.strictObject({ refund: fen, total: fen, currency: z.literal('CNY') }),
};
const refundBody = z.union([
  z.strictObject({ ...refundBasics, out_trade_no: outTradeNoSchema }),
  z.strictObject({ ...refundBasics, transaction_id: z.string().min(1).max(32) }),
]);

function checkRefund(sandbox: Sandbox, order: PayOrder, refundFen: number, totalFen: number): void {
  if (order.paid === null) throw refusals.invalid('订单未支付，不能退款');
  if (totalFen !== order.totalFen) throw refusals.invalid('订单金额与原订单金额不一致');
  if (sandbox.now() - order.paid.at > yearMs) throw refusals.invalid('订单已超过可退款的最大期限');
  if (refundsOf(sandbox, order).length >= mostRefunds) throw refusals.invalid('退款次数已达上限');
  if (refundedFen(sandbox, order) + refundFen > order.totalFen) {
    throw refusals.invalid('申请退款金额大于订单剩余可退金额');
  }
}

const outcomes = { auto: 'SUCCESS', abnormal: 'ABNORMAL', closed: 'CLOSED' } as const;

/** Ends a refund as the merchant's settings say; under «hold» it stays PROCESSING until they change. */
export async function endRefund(sandbox: Sandbox, merchant: PayMerchant, refund: PayRefund): Promise<void> {
  const order = findOrder(sandbox, refund.mchId, refund.outTradeNo);
  if (refund.status !== 'PROCESSING' || order === undefined || merchant.refunds === 'hold') return;
  refund.status = outcomes[merchant.refunds];
  refund.endedAt = sandbox.now();
  sandbox.store.changed('pay');
  await noticesOf(sandbox).announce(merchant, `REFUND.${refund.status}`, order, refund);
}

/** All that are under way: after a restart, and when «hold» ends. */
export async function endRefunds(sandbox: Sandbox, merchant: PayMerchant): Promise<void> {
  for (const refund of Object.values(sandbox.store.state.payRefunds)) {
    if (refund.mchId === merchant.mchId) await endRefund(sandbox, merchant, refund);
  }
}

const refund = definePayApi({
  method: 'POST',
  path: /^\/v3\/refund\/domestic\/refunds$/,
  body: refundBody,
  handle({ sandbox, merchant }, body) {
    const order =
      'out_trade_no' in body
        ? findOrder(sandbox, merchant.mchId, body.out_trade_no)
        : findByTransaction(sandbox, merchant.mchId, body.transaction_id);
    if (order === undefined) throw refusals.noResource('订单不存在');
    const key = `${merchant.mchId}|${body.out_refund_no}`;
    const parameters = JSON.stringify([order.outTradeNo, body.amount.refund, body.amount.total]);
    const before = at(sandbox.store.state.payRefunds, key);
    if (before !== undefined) {
      if (before.parameters !== parameters) {
        throw refusals.invalid('订单金额或退款金额与之前请求不一致，请核实后再试');
      }
      return ok(presentRefund(order, before));
    }
    checkRefund(sandbox, order, body.amount.refund, body.amount.total);
    if (merchant.balance === 'short')
      throw new PayRefusal(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起');
    const made: PayRefund = {
      mchId: merchant.mchId,
      outTradeNo: order.outTradeNo,
      outRefundNo: body.out_refund_no,
      refundId: platformNumber(sandbox, '5030'),
      refundFen: body.amount.refund,
      notifyUrl: body.notify_url ?? null,
      parameters,
      createdAt: sandbox.now(),
      status: 'PROCESSING',
      endedAt: null,
    };
    sandbox.store.state.payRefunds[key] = made;
    sandbox.store.changed('pay');
    const answer = ok(presentRefund(order, made));
    const { compress } = sandbox.store.state.timing;
    sandbox.schedule.after(merchant.refundDelayMs / compress, () => endRefund(sandbox, merchant, made));
    return answer;
  },
});

const queryRefund = definePayApi({
  method: 'GET',
  path: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/,
  body: noBody,
  handle({ sandbox, merchant, part }) {
    const found = at(sandbox.store.state.payRefunds, `${merchant.mchId}|${part}`);
    const order = found === undefined ? undefined : findOrder(sandbox, merchant.mchId, found.outTradeNo);
    if (found === undefined || order === undefined) throw refusals.noResource('退款单不存在');
    return ok(presentRefund(order, found));
  },
});

export const refundApis = [refund, queryRefund];
