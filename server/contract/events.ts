import { z } from 'zod';

import { idSchema, timestampSchema } from './common.ts';

/*
 * What happened, as other systems hear of it (webhooks). Names are `<noun>.<past verb>`; a payload
 * only ever gains fields within its version. People are named by ids, never by name or phone: who
 * may know more asks the API.
 */

const accountSchema = z.strictObject({
  /** Of the interconnect user. */
  accountId: idSchema,
  interconnectEnterpriseId: idSchema,
});

const connectionSchema = z.strictObject({ connectionId: idSchema });

export const eventPayloads = {
  /** Sent by hand, to see whether an address takes events. */
  'webhook.tested': z.strictObject({ endpointId: idSchema }),
  'account.bound': accountSchema.extend({
    /** True: bound over the limit, without access until a place is free. */
    waitingForQuota: z.boolean(),
  }),
  'account.unbound': accountSchema,
  'account.disabled': accountSchema,
  'account.enabled': accountSchema,
  /** Its person has cancelled it: what is kept of him elsewhere has to go, too. */
  'account.cancelled': accountSchema,
  /** A downstream asked, and waits for the upstream's answer. */
  'connection.requested': connectionSchema,
  'connection.made': connectionSchema,
  /** Access may go on until the end of the grace period. */
  'connection.terminated': connectionSchema,
  /** Access is over. */
  'connection.ended': connectionSchema,
  'order.paid': z.strictObject({
    orderId: idSchema,
    number: z.string(),
    lines: z.array(z.strictObject({ kind: z.string(), places: z.number().int(), endsAt: timestampSchema })),
  }),
  'invoice.issued': z.strictObject({
    invoiceId: idSchema,
    orderId: idSchema,
    orderNumber: z.string(),
    /** normal (普票), special (专票). */
    kind: z.string(),
    /** Empty on a digital invoice. */
    code: z.string(),
    number: z.string(),
    amountFen: z.number().int(),
  }),
  'quota.credited': z.strictObject({
    /** enterprise, wechat_user, edition:<name>. */
    kind: z.string(),
    amount: z.number().int(),
    remaining: z.number().int(),
  }),
  /** Lots ended and others had no room: those whose place is gone until it is restored. */
  'quota.suspended': z.strictObject({ kind: z.string(), places: z.number().int() }),
} as const;

export type EventType = keyof typeof eventPayloads;
export type EventPayload<T extends EventType> = z.input<(typeof eventPayloads)[T]>;

export const eventVersion = 1;
export const eventTypes: readonly EventType[] = Object.keys(eventPayloads).filter(isEventType);

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(eventPayloads, name);
}
export const eventTypeSchema = z.string().refine(isEventType);

/** The body of every event that is sent. `data` is the payload of its type. */
export const eventBodySchema = z.strictObject({
  type: z.string(),
  version: z.literal(eventVersion),
  timestamp: timestampSchema,
  enterpriseId: idSchema,
  data: z.record(z.string(), z.unknown()),
});
