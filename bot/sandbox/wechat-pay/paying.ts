import { verify } from 'node:crypto';

import type { Sandbox } from '../sandbox.ts';
import type { PayMerchant, PayOrder, Person } from '../state.ts';
import { keyOf } from './merchants.ts';
import { findByLink, platformNumber, stateOf } from './orders.ts';

/** Why somebody cannot pay: what WeChat's pay page says instead of asking for the money. */
export class PayStop extends Error {
  constructor(
    readonly status: number,
    readonly code:
      'not_found' | 'over' | 'closed' | 'paid' | 'other_person' | 'not_the_payer' | 'bad_request',
    message: string,
  ) {
    super(message);
  }
}

/** The order behind a code_url or prepay_id. @throws PayStop */
export function orderOfLink(sandbox: Sandbox, link: string): PayOrder {
  const order = findByLink(sandbox, link);
  if (order === undefined) throw new PayStop(404, 'not_found', 'No order has this code');
  const found = order.links.find(({ value }) => value === link);
  // What became of the order is told before the age of its code.
  if (stateOf(sandbox, order) === 'NOTPAY' && (found?.expiresAt ?? 0) <= sandbox.now()) {
    throw new PayStop(409, 'over', 'This code is over: order again under the same number for a new one');
  }
  return order;
}

/** What a page hands to wx.requestPayment. */
export interface PayRequest {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly paySign: string;
}

/** WeChat itself checks that the merchant signed what the page hands over. @throws PayStop */
export function checkPayRequest(order: PayOrder, merchant: PayMerchant, request: PayRequest): void {
  const { appId, timeStamp, nonceStr, package: bundle, paySign } = request;
  const text = `${appId}\n${timeStamp}\n${nonceStr}\n${bundle}\n`;
  const own = merchant.keys?.merchant.pem;
  const signed =
    own !== undefined &&
    verify('RSA-SHA256', Buffer.from(text), keyOf(own, 'public'), Buffer.from(paySign, 'base64'));
  if (!signed || appId !== order.appId || order.tradeType !== 'JSAPI') {
    throw new PayStop(409, 'bad_request', '支付验证签名失败');
  }
}

/**
 * Lets a person come to the pay page. A Native order belongs to whoever opened it first; a JSAPI order
 * to the openid that it was made for.
 * @throws PayStop
 */
export function openOrder(sandbox: Sandbox, order: PayOrder, person: Person): void {
  const state = stateOf(sandbox, order);
  if (state === 'SUCCESS' || state === 'REFUND') throw new PayStop(409, 'paid', '该订单已支付');
  if (state === 'CLOSED') throw new PayStop(409, 'closed', '该订单已关闭');
  if (order.tradeType === 'JSAPI' && person.openids[order.appId] !== order.openid) {
    throw new PayStop(409, 'not_the_payer', '下单用户与支付用户不一致');
  }
  if (order.opener !== null && order.opener !== person.id) {
    throw new PayStop(409, 'other_person', '该订单已被其他用户打开，不能重复支付');
  }
  order.opener = person.id;
  sandbox.store.changed('pay');
}

/** Pays. @param evenIfClosed as when the close was asked for in the same moment */
export function payOrder(
  sandbox: Sandbox,
  order: PayOrder,
  person: Person,
  options: { readonly evenIfClosed: boolean },
): void {
  if (!(options.evenIfClosed && stateOf(sandbox, order) === 'CLOSED')) openOrder(sandbox, order, person);
  order.closedAt = null;
  order.paid = {
    at: sandbox.now(),
    transactionId: platformNumber(sandbox, '4200'),
    person: person.id,
    openid: person.openids[order.appId] ?? '',
  };
  sandbox.store.changed('pay');
}

/** What the pay page shows. */
export function presentPayPage(sandbox: Sandbox, merchant: PayMerchant, order: PayOrder) {
  return {
    mchId: order.mchId,
    merchantName: merchant.name,
    outTradeNo: order.outTradeNo,
    description: order.description,
    totalFen: order.totalFen,
    tradeType: order.tradeType,
    state: stateOf(sandbox, order),
    transactionId: order.paid?.transactionId ?? null,
  };
}
