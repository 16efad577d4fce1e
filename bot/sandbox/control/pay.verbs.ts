import { z } from 'zod';

import type { Sandbox } from '../sandbox.ts';
import type { PayMerchant, PayNotice, PayOrder, Person } from '../state.ts';
import { wrongs } from '../wechat-pay/notice-body.ts';
import { noticesOf } from '../wechat-pay/notices.ts';
import { findOrder, presentOrder, presentRefund, refundsOf, stateOf } from '../wechat-pay/orders.ts';
import {
  checkPayRequest,
  openOrder,
  orderOfLink,
  payOrder,
  PayStop,
  presentPayPage,
  type PayRequest,
} from '../wechat-pay/paying.ts';
import { endRefunds } from '../wechat-pay/refund.api.ts';
import { deliveriesSchema, personIdSchema } from './schemas.ts';
import { ControlError, get, needPerson, post } from './verb.ts';

const mchIdSchema = z
  .string()
  .regex(/^\d{1,32}$/)
  .optional()
  .describe('the only merchant by default');
const linkSchema = z.string().min(1).max(512);
const which = {
  codeUrl: linkSchema.optional().describe('weixin://wxpay/…'),
  prepayId: linkSchema.optional(),
  request: z
    .strictObject({
      appId: z.string().max(64),
      timeStamp: z.string().max(16),
      nonceStr: z.string().max(64),
      package: z.string().max(200),
      signType: z.literal('RSA'),
      paySign: z.string().max(2_048),
    })
    .optional()
    .describe('what wx.requestPayment was given, in place of prepayId: its signature is checked'),
  person: personIdSchema.optional(),
  openid: z.string().max(128).optional().describe("in place of person: his openid in the order's app"),
};

function needMerchant(sandbox: Sandbox, mchId: string | undefined): PayMerchant {
  const [first] = sandbox.store.state.payMerchants;
  const merchant = mchId === undefined ? first : sandbox.store.findMerchant(mchId);
  if (merchant === undefined) throw new ControlError(404, 'merchant.not_found', `No merchant ${mchId ?? ''}`);
  return merchant;
}

function needOrder(sandbox: Sandbox, merchant: PayMerchant, outTradeNo: string): PayOrder {
  const order = findOrder(sandbox, merchant.mchId, outTradeNo);
  if (order === undefined) throw new ControlError(404, 'order.not_found', `No order ${outTradeNo}`);
  return order;
}

function stopped<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof PayStop) throw new ControlError(error.status, `pay.${error.code}`, error.message);
    throw error;
  }
}

interface Which {
  readonly codeUrl?: string | undefined;
  readonly prepayId?: string | undefined;
  readonly request?: PayRequest | undefined;
  readonly person?: string | undefined;
  readonly openid?: string | undefined;
}

function find(sandbox: Sandbox, body: Which): { order: PayOrder; person: Person; merchant: PayMerchant } {
  const { request } = body;
  const link = body.codeUrl ?? body.prepayId ?? request?.package.replace(/^prepay_id=/, '');
  if (link === undefined)
    throw new ControlError(422, 'request.invalid', 'Give a codeUrl, a prepayId or a request');
  const order = stopped(() => orderOfLink(sandbox, link));
  const merchant = needMerchant(sandbox, order.mchId);
  if (request !== undefined) stopped(() => checkPayRequest(order, merchant, request));
  if (body.person !== undefined) return { order, merchant, person: needPerson(sandbox, body.person) };
  const person = sandbox.store.findByOpenid(order.appId, body.openid ?? '');
  if (person === undefined) throw new ControlError(404, 'person.not_found', 'Nobody has this openid');
  return { order, merchant, person };
}

const open = post({
  path: '/control/pay-open',
  summary:
    'Somebody scans a Native code, or a page asks for a JSAPI payment: what the pay page shows. A second person is refused (409).',
  body: z.strictObject(which),
  handle({ sandbox }, body) {
    const { order, person, merchant } = find(sandbox, body);
    stopped(() => openOrder(sandbox, order, person));
    return presentPayPage(sandbox, merchant, order);
  },
});

const pay = post({
  path: '/control/pay',
  summary:
    'Pays. `deliveries` is the first notification, unless `wait` is false. `evenIfClosed`: the money came in the moment of the close.',
  body: z.strictObject({
    ...which,
    wait: z.boolean().default(true),
    evenIfClosed: z.boolean().default(false),
  }),
  async handle({ sandbox }, body) {
    const { order, person, merchant } = find(sandbox, body);
    stopped(() => payOrder(sandbox, order, person, { evenIfClosed: body.evenIfClosed }));
    const page = presentPayPage(sandbox, merchant, order);
    const told = noticesOf(sandbox).announce(merchant, 'TRANSACTION.SUCCESS', order, null);
    if (body.wait) return { ...page, deliveries: await told };
    told.catch((error: unknown) => {
      sandbox.log.error(`The notification of ${order.outTradeNo}: ${String(error)}`);
    });
    return { ...page, deliveries: [] };
  },
});

const settings = post({
  path: '/control/pay-settings',
  summary:
    'How the platform treats a merchant: which key signs, whether notifications go out, how refunds end, the balance.',
  body: z.strictObject({
    mchId: mchIdSchema,
    signWith: z.enum(['certificate', 'public-key', 'mixed']).optional(),
    notices: z.enum(['auto', 'hold', 'lost']).optional(),
    noticeDelayMs: z.number().int().min(0).max(86_400_000).optional(),
    refunds: z.enum(['auto', 'hold', 'abnormal', 'closed']).optional(),
    refundDelayMs: z.number().int().min(0).max(86_400_000).optional(),
    balance: z.enum(['enough', 'short']).optional(),
    appIds: z.array(z.string().max(64)).max(50).optional(),
  }),
  async handle({ sandbox }, { mchId, ...given }) {
    const merchant = needMerchant(sandbox, mchId);
    const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const before = { notices: merchant.notices, refunds: merchant.refunds };
    Object.assign(merchant, changes);
    sandbox.store.changed('accounts');
    if (before.refunds === 'hold') await endRefunds(sandbox, merchant);
    const deliveries =
      before.notices === 'hold' && merchant.notices === 'auto'
        ? await noticesOf(sandbox).release(merchant.mchId)
        : [];
    const { signWith, notices, noticeDelayMs, refunds, refundDelayMs, balance, appIds } = merchant;
    return {
      mchId: merchant.mchId,
      signWith,
      notices,
      noticeDelayMs,
      refunds,
      refundDelayMs,
      balance,
      appIds,
      deliveries,
    };
  },
});

function latestNotice(sandbox: Sandbox, order: PayOrder, outRefundNo: string | null): PayNotice {
  const found = Object.values(sandbox.store.state.payNotices).findLast(
    (notice) =>
      notice.mchId === order.mchId &&
      notice.outTradeNo === order.outTradeNo &&
      notice.outRefundNo === outRefundNo,
  );
  if (found !== undefined) return found;
  throw new ControlError(
    409,
    'notice.none',
    'Nothing was notified: the order is not paid, or the refund not done',
  );
}

const notify = post({
  path: '/control/pay-notify',
  summary:
    'The notification of a paid order (or of a refund) once more, right or `wrong`, many times or at once; apart from its schedule.',
  body: z.strictObject({
    mchId: mchIdSchema,
    outTradeNo: z.string().min(1).max(64),
    outRefundNo: z.string().min(1).max(64).optional(),
    wrong: z.enum(wrongs).optional(),
    times: z.number().int().min(1).max(1_000).default(1),
    parallel: z.boolean().default(false),
    delayMs: z.number().int().min(0).max(120_000).default(0).describe('before each'),
  }),
  answer: deliveriesSchema,
  async handle({ sandbox }, { mchId, outTradeNo, outRefundNo, ...options }) {
    const merchant = needMerchant(sandbox, mchId);
    const order = needOrder(sandbox, merchant, outTradeNo);
    const notice = latestNotice(sandbox, order, outRefundNo ?? null);
    return { deliveries: await noticesOf(sandbox).send(merchant, notice, options) };
  },
});

const orders = get({
  path: '/control/pay-orders',
  summary: 'Orders with their refunds and notifications, newest first; `outTradeNo` for one.',
  query: z.strictObject({ mchId: mchIdSchema, outTradeNo: z.string().optional() }),
  handle({ sandbox }, query) {
    const merchant = needMerchant(sandbox, query.mchId);
    const { payOrders, payNotices } = sandbox.store.state;
    const notices = Object.values(payNotices);
    const items = Object.values(payOrders)
      .filter(
        (order) =>
          order.mchId === merchant.mchId &&
          (query.outTradeNo === undefined || order.outTradeNo === query.outTradeNo),
      )
      .slice(-200)
      .reverse()
      .map((order) => ({
        outTradeNo: order.outTradeNo,
        description: order.description,
        totalFen: order.totalFen,
        tradeType: order.tradeType,
        state: stateOf(sandbox, order),
        codeUrl: order.tradeType === 'NATIVE' ? (order.links.at(-1)?.value ?? null) : null,
        createdAt: new Date(order.createdAt).toISOString(),
        expiresAt: new Date(order.expiresAt).toISOString(),
        transaction: presentOrder(sandbox, order),
        refunds: refundsOf(sandbox, order).map((refund) => presentRefund(order, refund)),
        notices: notices
          .filter((notice) => notice.mchId === order.mchId && notice.outTradeNo === order.outTradeNo)
          .map(({ id, event, outRefundNo, tries, state, lastStatus }) => ({
            id,
            event,
            outRefundNo,
            tries,
            state,
            lastStatus,
          })),
      }));
    return { items };
  },
});

export const payVerbs = [open, pay, settings, notify, orders];
