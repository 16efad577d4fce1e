import { z } from 'zod';

import type { PayRefund, PayTransaction } from './types.ts';

/*
 * The platform's fields become ours here, once: of a notification, of a query and of a refund's answer.
 * Fields beyond these are dropped; the platform adds some now and then.
 */

const fenSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const timeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/)
  .transform((text, context) => {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) return time;
    context.addIssue({ code: 'custom', message: 'not a time' });
    return z.NEVER;
  });

const tradeStates = ['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR'] as const;
const refundStatuses = ['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL'] as const;

export const transactionSchema = z
  .object({
    mchid: z.string(),
    appid: z.string(),
    out_trade_no: z.string(),
    transaction_id: z.string().optional(),
    trade_state: z.enum(tradeStates),
    trade_type: z.string().optional(),
    amount: z.object({ total: fenSchema.optional(), currency: z.string().optional() }).optional(),
    payer: z.object({ openid: z.string().optional() }).optional(),
    success_time: timeSchema.optional(),
  })
  .transform((it): PayTransaction => ({
    mchId: it.mchid,
    appId: it.appid,
    outTradeNo: it.out_trade_no,
    transactionId: it.transaction_id ?? null,
    tradeState: it.trade_state,
    tradeType: it.trade_type ?? null,
    totalFen: it.amount?.total ?? null,
    currency: it.amount?.currency ?? null,
    payerOpenid: it.payer?.openid ?? null,
    successTime: it.success_time ?? null,
  }));

const refundBasics = {
  out_refund_no: z.string(),
  refund_id: z.string(),
  out_trade_no: z.string(),
  transaction_id: z.string(),
  amount: z.object({ refund: fenSchema, total: fenSchema }),
  success_time: timeSchema.optional(),
};

function toRefund(
  it: z.output<z.ZodObject<typeof refundBasics>>,
  status: (typeof refundStatuses)[number],
): PayRefund {
  return {
    outRefundNo: it.out_refund_no,
    refundId: it.refund_id,
    outTradeNo: it.out_trade_no,
    transactionId: it.transaction_id,
    status,
    refundFen: it.amount.refund,
    totalFen: it.amount.total,
    successTime: it.success_time ?? null,
  };
}

/** A refund as the API tells it: `status`. */
export const refundSchema = z
  .object({ ...refundBasics, status: z.enum(refundStatuses) })
  .transform((it) => toRefund(it, it.status));

/** A refund as a notification tells it: `refund_status`. */
export const refundNoticeSchema = z
  .object({ ...refundBasics, refund_status: z.enum(refundStatuses) })
  .transform((it) => toRefund(it, it.refund_status));
