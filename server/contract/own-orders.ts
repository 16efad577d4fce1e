import { z } from 'zod';

import { editionKeySchema } from './connections.ts';
import { idSchema, timestampSchema } from './common.ts';
import { orderBounds, orderStateSchema } from './orders.ts';

/* A downstream buys its channel edition itself, in the mini-app (row 19). Money is integer fen. */

/** Which build asks: the mini program sells only where the operator lets it (row 338). */
export const clientSchema = z.enum(['h5', 'weapp']);
export const ownClientQuerySchema = z.strictObject({ client: clientSchema });
/** GET /own-orders/availability: whether a purchase is shown at all. */
export const ownAvailabilitySchema = z.strictObject({ available: z.boolean() });
export type OwnAvailability = z.infer<typeof ownAvailabilitySchema>;

/** GET /own-orders/offer */
export const ownOfferQuerySchema = z.strictObject({ client: clientSchema, connectionId: idSchema });
export const ownOfferSchema = z.strictObject({
  upstreamName: z.string(),
  priceVersion: z.number().int(),
  /** Of a running own edition: «2027年11月28日 24:00»; a purchase begins then. */
  ownEndText: z.string().nullable(),
  maxYears: z.number().int(),
  /** While an own edition runs, that one only. `unitFen`: for a year. */
  items: z.array(z.strictObject({ edition: editionKeySchema, label: z.string(), unitFen: z.number().int() })),
});
export type OwnOffer = z.infer<typeof ownOfferSchema>;

/** POST /own-orders: names and counts only; the price is the server's, of the version that was shown. */
export const newOwnOrderSchema = z.strictObject({
  client: clientSchema,
  connectionId: idSchema,
  edition: editionKeySchema,
  years: z.number().int().min(1).max(orderBounds.years),
  priceVersion: z.number().int().min(0),
});
export type NewOwnOrder = z.infer<typeof newOwnOrderSchema>;
export const ownOrderSchema = z.strictObject({
  id: idSchema,
  number: z.string(),
  state: orderStateSchema,
  connectionId: idSchema,
  label: z.string(),
  years: z.number().int(),
  totalFen: z.number().int(),
  expiresAt: timestampSchema,
  /** When it is paid: until when the edition is his. */
  endText: z.string().nullable(),
});
export type OwnOrder = z.infer<typeof ownOrderSchema>;

/** POST /own-orders/:id/pay: what wx.requestPayment takes. */
export const ownPaySchema = z.strictObject({
  appId: z.string(),
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal('RSA'),
  paySign: z.string(),
});
