import { z } from 'zod';

import type { PayMerchant, PayOrder } from '../state.ts';
import { findByTransaction, findOrder, presentOrder, stateOf } from './orders.ts';
import { refusals } from './refusal.ts';
import { definePayApi, noBody, ok, type PayContext } from './pay-api.ts';
import { randomLetters } from './seal.ts';

const dayMs = 86_400_000;
/** code_url and prepay_id live two hours; an order that is not told otherwise, seven days (platform.md D). */
const linkMs = 2 * 3_600_000;
const orderMs = 7 * dayMs;

export const outTradeNoSchema = z.string().regex(/^[0-9A-Za-z_\-|*]{6,32}$/);
/** https without a query; the loopback by http too, for that is where the sandbox's customers are. */
export const notifyUrlSchema = z
  .string()
  .max(255)
  .regex(/^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?\/)[^\s?#]+$/);
const timeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));

const orderBasics = {
  appid: z.string(),
  mchid: z.string(),
  description: z.string().min(1).max(127),
  out_trade_no: outTradeNoSchema,
  time_expire: timeSchema.optional(),
  attach: z.string().max(128).optional(),
  notify_url: notifyUrlSchema,
  goods_tag: z.string().max(32).optional(),
  support_fapiao: z.boolean().optional(),
  amount: z.strictObject({
    total: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    currency: z.literal('CNY').default('CNY'),
  }),
  detail: z.looseObject({}).optional(),
  scene_info: z.looseObject({ payer_client_ip: z.string().max(45) }).optional(),
  settle_info: z.strictObject({ profit_sharing: z.boolean().optional() }).optional(),
};
const nativeSchema = z.strictObject(orderBasics);
const jsapiSchema = z.strictObject({
  ...orderBasics,
  payer: z.strictObject({ openid: z.string().min(1).max(128) }),
});

/** The same parameters in any order of fields; what decides is what was asked for. */
function parametersOf(body: z.output<typeof nativeSchema> | z.output<typeof jsapiSchema>): string {
  return JSON.stringify(
    Object.entries(body)
      .filter(([, value]) => value !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function placeOrder(
  { sandbox, merchant }: PayContext,
  body: z.output<typeof nativeSchema> & { payer?: { openid: string } },
  tradeType: PayOrder['tradeType'],
): PayOrder {
  if (body.mchid !== merchant.mchId) throw refusals.invalid('商户号与签名的商户不一致', '268447843');
  if (!merchant.appIds.includes(body.appid)) throw refusals.app();
  const openid = body.payer?.openid ?? null;
  if (openid !== null && sandbox.store.findByOpenid(body.appid, openid) === undefined) {
    throw refusals.parameter('无效的openid');
  }
  const now = sandbox.now();
  const before = findOrder(sandbox, merchant.mchId, body.out_trade_no);
  const parameters = `${tradeType}${parametersOf(body)}`;
  if (before !== undefined) return placeAgain(before, parameters, stateOf(sandbox, before));
  const expiresAt = body.time_expire === undefined ? now + orderMs : Date.parse(body.time_expire);
  if (expiresAt <= now) throw refusals.parameter('订单失效时间time_expire已过');
  const order: PayOrder = {
    mchId: merchant.mchId,
    outTradeNo: body.out_trade_no,
    appId: body.appid,
    tradeType,
    description: body.description,
    attach: body.attach ?? '',
    totalFen: body.amount.total,
    notifyUrl: body.notify_url,
    openid,
    createdAt: now,
    expiresAt,
    parameters,
    links: [],
    opener: null,
    closedAt: null,
    paid: null,
  };
  sandbox.store.state.payOrders[`${order.mchId}|${order.outTradeNo}`] = order;
  return order;
}

/** Which comes first, «paid» or «another order», is not published: what became of the order is told first. */
function placeAgain(order: PayOrder, parameters: string, state: ReturnType<typeof stateOf>): PayOrder {
  if (state === 'SUCCESS' || state === 'REFUND') throw refusals.paid();
  if (state === 'CLOSED') throw refusals.closed();
  if (order.parameters !== parameters) throw refusals.used();
  return order;
}

/** A fresh one each time; those of before stay good until their end. */
function addLink({ sandbox }: PayContext, order: PayOrder, value: string): string {
  const now = sandbox.now();
  order.links = [
    ...order.links.filter(({ expiresAt }) => expiresAt > now).slice(-9),
    { value, expiresAt: now + linkMs },
  ];
  sandbox.store.changed('pay');
  return value;
}

const native = definePayApi({
  method: 'POST',
  path: /^\/v3\/pay\/transactions\/native$/,
  body: nativeSchema,
  handle(context, body) {
    const order = placeOrder(context, body, 'NATIVE');
    return ok({ code_url: addLink(context, order, `weixin://wxpay/bizpayurl?pr=${randomLetters(9)}zz`) });
  },
});

const jsapi = definePayApi({
  method: 'POST',
  path: /^\/v3\/pay\/transactions\/jsapi$/,
  body: jsapiSchema,
  handle(context, body) {
    const order = placeOrder(context, body, 'JSAPI');
    return ok({ prepay_id: addLink(context, order, `wx${randomLetters(34).toLowerCase()}`) });
  },
});

function checkQuery(query: URLSearchParams, merchant: PayMerchant): void {
  if (query.get('mchid') === null) throw refusals.parameter('缺少mchid');
  if (query.get('mchid') !== merchant.mchId) {
    throw refusals.invalid('商户号与签名的商户不一致', '268447843');
  }
}

const queryByNumber = definePayApi({
  method: 'GET',
  path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/,
  body: noBody,
  handle({ sandbox, merchant, query, part }) {
    checkQuery(query, merchant);
    const order = findOrder(sandbox, merchant.mchId, part);
    if (order === undefined) throw refusals.noOrder();
    return ok(presentOrder(sandbox, order));
  },
});

const queryByTransaction = definePayApi({
  method: 'GET',
  path: /^\/v3\/pay\/transactions\/id\/([^/]+)$/,
  body: noBody,
  handle({ sandbox, merchant, query, part }) {
    checkQuery(query, merchant);
    const order = findByTransaction(sandbox, merchant.mchId, part);
    if (order === undefined) throw refusals.noOrder();
    return ok(presentOrder(sandbox, order));
  },
});

const close = definePayApi({
  method: 'POST',
  path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/,
  body: z.strictObject({ mchid: z.string() }),
  handle({ sandbox, merchant, part }, body) {
    if (body.mchid !== merchant.mchId) throw refusals.invalid('商户号与签名的商户不一致', '268447843');
    const order = findOrder(sandbox, merchant.mchId, part);
    if (order === undefined) throw refusals.noOrder();
    if (order.paid !== null) throw refusals.paid();
    order.closedAt ??= sandbox.now();
    sandbox.store.changed('pay');
    return { status: 204, body: '' };
  },
});

export const orderApis = [native, jsapi, queryByNumber, queryByTransaction, close];
