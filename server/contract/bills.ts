import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/* The daily check of WeChat Pay's bill against our books. Money is integer fen; a day is Beijing's. */

export const billDifferenceKindSchema = z.enum([
  'payment_only_there',
  'payment_only_here',
  'payment_amount',
  'payment_transaction',
  'payment_twice',
  'payment_revoked',
  'refund_only_there',
  'refund_only_here',
  'refund_amount',
  'refund_twice',
]);
export type BillDifferenceKind = z.infer<typeof billDifferenceKindSchema>;

const fen = z.number().int();

export const billCheckSchema = z.strictObject({
  id: idSchema,
  day: z.iso.date(),
  mchId: z.string(),
  /**
   * matched: the same in both; different: something is open; settled: all that differed has an end;
   * not_yet: the platform has no bill yet; failed: it could not be compared.
   */
  state: z.enum(['waiting', 'matched', 'different', 'settled', 'not_yet', 'failed']),
  lines: z.number().int(),
  paidFen: fen,
  refundFen: fen,
  differences: z.number().int(),
  openDifferences: z.number().int(),
  /** Why it failed: the platform's code where there is one. */
  failure: z.strictObject({ code: z.string(), meaning: z.string(), remedy: z.string() }).nullable(),
  checkedAt: timestampSchema.nullable(),
  nextAt: timestampSchema.nullable(),
});
export type BillCheckView = z.infer<typeof billCheckSchema>;

export const billDifferenceSchema = z.strictObject({
  id: idSchema,
  kind: billDifferenceKindSchema,
  /** The payment's number with the platform, or the refund's. */
  number: z.string(),
  transactionId: z.string().nullable(),
  orderNumber: z.string().nullable(),
  ourFen: fen.nullable(),
  theirFen: fen.nullable(),
  state: z.enum(['open', 'settled', 'closed']),
  reason: z.string(),
  closedBy: z.string(),
  endedAt: timestampSchema.nullable(),
});
export type BillDifferenceView = z.infer<typeof billDifferenceSchema>;

/** GET /bill-checks: newest day first; `open` counts what is open in all days. */
export const billChecksSchema = pageOf(billCheckSchema).extend({ open: z.number().int() });
export const billCheckQuerySchema = pageQuerySchema;
/** GET /bill-checks/:id: open ones first, at most 200; the check counts all. */
export const billCheckDetailSchema = billCheckSchema.extend({ items: z.array(billDifferenceSchema) });
export type BillCheckDetail = z.infer<typeof billCheckDetailSchema>;
/** POST /bill-differences/:id/close */
export const closeDifferenceSchema = z.strictObject({ reason: z.string().trim().min(1).max(120) });
