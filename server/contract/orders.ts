import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';
import { invoiceSchema } from './invoices.ts';
import { quotaKindSchema } from './quota.ts';

/* Quota orders. Money is integer fen; a client names kinds and counts, never a price. */

/** What one order may hold. Ours: a slip of the finger is not an invoice over millions. */
export const orderBounds = {
  lines: 10,
  places: 100_000,
  years: 5,
  /** One fen for a place at least, one million yuan at most. */
  unitFen: 100_000_000,
  /** Of a slip: a photo made smaller, or a page as PDF. Beneath the cap of a request's body. */
  slipBytes: 160 * 1024,
} as const;

const fenSchema = z.number().int().min(0);

export const orderStateSchema = z.enum(['unpaid', 'paid', 'part_refunded', 'refunded', 'closed', 'expired']);
export type OrderState = z.infer<typeof orderStateSchema>;
export const payMethodSchema = z.enum(['native', 'jsapi', 'bank']);
export type PayMethod = z.infer<typeof payMethodSchema>;
export const refundStateSchema = z.enum(['requested', 'processing', 'succeeded', 'failed', 'attention']);
export type RefundState = z.infer<typeof refundStateSchema>;
export const slipStateSchema = z.enum(['waiting', 'confirmed', 'refused']);
export type SlipState = z.infer<typeof slipStateSchema>;

export const orderLineInputSchema = z.strictObject({
  kind: quotaKindSchema,
  places: z.number().int().min(1).max(orderBounds.places),
  years: z.number().int().min(1).max(orderBounds.years),
  /** The lot begins when the last one of its kind ends. */
  renew: z.boolean().default(false),
});
export type OrderLineInput = z.output<typeof orderLineInputSchema>;
const linesSchema = z.array(orderLineInputSchema).min(1).max(orderBounds.lines);

/** GET /quota-prices: the list as it is now, and how it can be paid. */
export const priceListSchema = z.strictObject({
  version: z.number().int(),
  items: z.array(
    z.strictObject({ kind: quotaKindSchema, label: z.string(), unit: z.string(), unitFen: fenSchema }),
  ),
  methods: z.array(payMethodSchema),
  bankAccount: z.strictObject({ holder: z.string(), bank: z.string(), number: z.string() }).nullable(),
});
export type PriceListView = z.infer<typeof priceListSchema>;

/** POST /quota-orders/quote */
export const quoteInputSchema = z.strictObject({ lines: linesSchema });
export const quoteSchema = z.strictObject({
  priceVersion: z.number().int(),
  lines: z.array(z.strictObject({ kind: quotaKindSchema, unitFen: fenSchema, amountFen: fenSchema })),
  totalFen: fenSchema,
});
export type Quote = z.infer<typeof quoteSchema>;

/** POST /quota-orders: `priceVersion` is what the buyer was shown; another one is refused. */
export const newOrderSchema = z.strictObject({ lines: linesSchema, priceVersion: z.number().int().min(0) });

export const orderLineSchema = z.strictObject({
  id: idSchema,
  kind: quotaKindSchema,
  label: z.string(),
  unit: z.string(),
  places: z.number().int(),
  years: z.number().int(),
  renew: z.boolean(),
  unitFen: fenSchema,
  amountFen: fenSchema,
  startsAt: timestampSchema.nullable(),
  endsAt: timestampSchema.nullable(),
  /** Places that can be refunded at this moment. */
  refundable: z.number().int(),
});
export const orderSummarySchema = z.strictObject({
  id: idSchema,
  number: z.string(),
  state: orderStateSchema,
  /** 互联企业数 5 家 × 1 年 … */
  summary: z.string(),
  totalFen: fenSchema,
  refundedFen: fenSchema,
  method: payMethodSchema.nullable(),
  createdAt: timestampSchema,
  paidAt: timestampSchema.nullable(),
  expiresAt: timestampSchema,
});
export type OrderSummary = z.infer<typeof orderSummarySchema>;
export const orderRefundSchema = z.strictObject({
  id: idSchema,
  lineId: idSchema.nullable(),
  places: z.number().int(),
  amountFen: fenSchema,
  state: refundStateSchema,
  reason: z.string(),
  createdAt: timestampSchema,
});
export const orderSchema = orderSummarySchema.extend({
  lines: z.array(orderLineSchema),
  refunds: z.array(orderRefundSchema),
  slip: z
    .strictObject({ id: idSchema, state: slipStateSchema, reason: z.string(), at: timestampSchema })
    .nullable(),
  /** Newest first. */
  invoices: z.array(invoiceSchema),
  /** What an invoice can be asked for over now; 0: nothing. */
  invoiceableFen: fenSchema,
  history: z.array(
    z.strictObject({ at: timestampSchema, text: z.string(), actor: z.string(), alarm: z.boolean() }),
  ),
});
export type Order = z.infer<typeof orderSchema>;
export const orderPageSchema = pageOf(orderSummarySchema);
export const orderQuerySchema = pageQuerySchema.extend({ state: orderStateSchema.optional() });

/** GET /quota-orders/:id/receipt (收据): who paid whom, in figures and in words. It is no invoice. */
export const receiptSchema = z.strictObject({
  orderNumber: z.string(),
  payer: z.string(),
  /** Empty: the operator has no enterprise of his own yet. */
  payee: z.string(),
  lines: z.array(
    orderLineSchema.pick({
      ...{ id: true, label: true, unit: true, places: true, years: true, unitFen: true, amountFen: true },
    }),
  ),
  totalFen: fenSchema,
  refundedFen: fenSchema,
  /** Paid and not given back. */
  keptFen: fenSchema,
  /** `keptFen` in capital numerals: 人民币柒佰玖拾捌元整. */
  keptWords: z.string(),
  method: payMethodSchema,
  paidAt: timestampSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;

/** POST /quota-orders/:id/pay-native: the content of the QR code. */
export const nativePaySchema = z.strictObject({ codeUrl: z.string(), expiresAt: timestampSchema });

/** POST /quota-orders/:id/slips: the file as base64; its kind is read from its bytes. */
export const newSlipSchema = z.strictObject({
  content: z.base64().max(Math.ceil(orderBounds.slipBytes / 3) * 4),
});

/** POST /quota-orders/:id/refunds */
export const newRefundSchema = z.strictObject({
  lineId: idSchema,
  places: z.number().int().min(1).max(orderBounds.places),
  reason: z.string().trim().min(1).max(80),
});

/* The operator's. */

export const priceVersionSchema = z.strictObject({
  version: z.number().int(),
  effectiveFrom: timestampSchema.nullable(),
  prices: z.record(quotaKindSchema, z.number().int()),
  createdBy: z.string(),
});
/** GET /price-versions: newest first; `current` is the number that holds now, `waiting` are those for later, `kinds` what can be sold. */
export const priceVersionsSchema = z.strictObject({
  current: z.number().int(),
  waiting: z.array(z.number().int()),
  kinds: z.array(z.strictObject({ kind: quotaKindSchema, label: z.string(), unit: z.string() })),
  items: z.array(priceVersionSchema),
});
export type PriceVersions = z.infer<typeof priceVersionsSchema>;
/** POST /price-versions: the whole list; versions are never edited. Without `effectiveFrom`: now. */
export const newPriceVersionSchema = z.strictObject({
  prices: z.record(quotaKindSchema, z.number().int().min(1).max(orderBounds.unitFen)),
  effectiveFrom: timestampSchema.optional(),
});
export type NewPriceVersion = z.infer<typeof newPriceVersionSchema>;

const pemSchema = z
  .string()
  .trim()
  .max(10_000)
  .regex(/^-----BEGIN [A-Z ]+-----[\s\S]+-----END [A-Z ]+-----$/);
const platformKeyInput = z.strictObject({
  serial: z.string().regex(/^(PUB_KEY_ID_[0-9A-Za-z]{1,64}|[0-9A-Fa-f]{8,64})$/),
  pem: pemSchema,
});
/** PUT /merchant: secrets that are left out stay as they are. */
export const merchantInputSchema = z.strictObject({
  mchId: z.string().regex(/^\d{8,12}$/),
  appId: z.string().regex(/^wx[0-9a-z]{16}$/),
  serialNo: z.string().regex(/^[0-9A-Fa-f]{8,64}$/),
  privateKeyPem: pemSchema.optional(),
  apiV3Key: z.string().length(32).optional(),
  platformKeys: z.array(platformKeyInput).max(8),
  baseUrl: z.url().optional(),
  bankAccount: z
    .strictObject({
      holder: z.string().trim().min(1).max(80),
      bank: z.string().trim().min(1).max(80),
      number: z.string().regex(/^\d{8,32}$/),
    })
    .nullable(),
  /** Row 338: the mini program shows purchases. */
  miniProgramPurchase: z.boolean(),
  version: z.number().int().min(0),
});
export type MerchantInput = z.infer<typeof merchantInputSchema>;
export const merchantSchema = z.strictObject({
  mchId: z.string(),
  appId: z.string(),
  serialNo: z.string(),
  platformKeys: z.array(z.strictObject({ serial: z.string(), pem: z.string() })),
  baseUrl: z.string(),
  notifyUrl: z.string(),
  bankAccount: z.strictObject({ holder: z.string(), bank: z.string(), number: z.string() }).nullable(),
  miniProgramPurchase: z.boolean(),
  version: z.number().int(),
});
export type MerchantView = z.infer<typeof merchantSchema>;
/** GET /merchant */
export const merchantAnswerSchema = z.strictObject({ merchant: merchantSchema.nullable() });

export const waitingSlipSchema = z.strictObject({
  id: idSchema,
  orderNumber: z.string(),
  buyer: z.string(),
  totalFen: fenSchema,
  at: timestampSchema,
  mediaType: z.string(),
  content: z.string(),
});
/** GET /bank-slips: those that wait for the operator. */
export const waitingSlipsSchema = z.strictObject({ items: z.array(waitingSlipSchema) });
/** GET /attention-refunds: what the platform would not give back, or nobody knows of. */
export const attentionRefundsSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: idSchema,
      orderNumber: z.string(),
      /** Ours, as the merchant platform lists it. */
      refundNumber: z.string(),
      buyer: z.string(),
      amountFen: fenSchema,
      /** 0: money that no order wanted; it can only go back. */
      places: z.number().int(),
      reason: z.string(),
      at: timestampSchema,
    }),
  ),
});
/** POST /attention-refunds/:id/finish. `not_paid_back`: the buyer has the places again. */
export const finishRefundSchema = z.strictObject({
  outcome: z.enum(['paid_back', 'not_paid_back']),
  reason: z.string().trim().min(1).max(120),
});
export type FinishRefund = z.infer<typeof finishRefundSchema>;
export const refuseSlipSchema = z.strictObject({ reason: z.string().trim().min(1).max(120) });
