import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';
import { eventTypeSchema } from './events.ts';

/* Events to other systems (Standard Webhooks 1.0): permission `webhooks.manage`. */

export const webhookEndpointSchema = z.strictObject({
  id: idSchema,
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(z.string()),
  /** disabled: by us, see `disabledReason`; active again by a person's wish. */
  state: z.enum(['active', 'paused', 'disabled']),
  disabledReason: z.enum(['gone', 'failing']).nullable(),
  /** Since when every attempt has failed; null: the last one was taken. */
  failingSince: timestampSchema.nullable(),
  /** Until when the secret before the present one signs too. */
  previousSecretUntil: timestampSchema.nullable(),
  createdAt: timestampSchema,
  version: z.number().int(),
});
export type WebhookEndpointRow = z.infer<typeof webhookEndpointSchema>;

const urlSchema = z.string().trim().min(8).max(500);
const descriptionSchema = z.string().trim().max(120);
const typesSchema = z
  .array(eventTypeSchema)
  .min(1)
  .max(50)
  .refine((types) => new Set(types).size === types.length);

/** GET /webhook-endpoints */
export const webhookEndpointsSchema = z.strictObject({
  items: z.array(webhookEndpointSchema),
  /** Every event there is, with what it tells. */
  eventTypes: z.array(z.strictObject({ type: z.string(), label: z.string() })),
});
/** POST /webhook-endpoints */
export const createWebhookEndpointSchema = z.strictObject({
  url: urlSchema,
  description: descriptionSchema.default(''),
  eventTypes: typesSchema,
});
/** Shown once. `whsec_` and base64: 32 bytes. POST /webhook-endpoints/:id/rotate-secret answers it too. */
export const webhookSecretSchema = z.strictObject({ endpoint: webhookEndpointSchema, secret: z.string() });
export type WebhookSecret = z.infer<typeof webhookSecretSchema>;
/** PATCH /webhook-endpoints/:id, with If-Match. */
export const patchWebhookEndpointSchema = z.strictObject({
  url: urlSchema.optional(),
  description: descriptionSchema.optional(),
  eventTypes: typesSchema.optional(),
  state: z.enum(['active', 'paused']).optional(),
});

export const webhookDeliveryStateSchema = z.enum(['waiting', 'delivered', 'failed']);
export const webhookDeliverySchema = z.strictObject({
  id: idSchema,
  endpointId: idSchema,
  endpointUrl: z.string(),
  /** What the receiver sees as `webhook-id`; the same at every try. */
  messageId: z.string(),
  type: z.string(),
  typeLabel: z.string(),
  state: webhookDeliveryStateSchema,
  attempts: z.number().int(),
  /** HTTP status of the last attempt; null where there was no answer. */
  lastStatus: z.number().int().nullable(),
  /** Why the last attempt was not taken, in the caller's language. */
  lastError: z.string().nullable(),
  nextAttemptAt: timestampSchema.nullable(),
  createdAt: timestampSchema,
});
export type WebhookDeliveryRow = z.infer<typeof webhookDeliverySchema>;
/** GET /webhook-deliveries, newest first */
export const webhookDeliveryQuerySchema = pageQuerySchema.extend({
  endpointId: idSchema.optional(),
  state: webhookDeliveryStateSchema.optional(),
  type: eventTypeSchema.optional(),
});
export const webhookDeliveryPageSchema = pageOf(webhookDeliverySchema);
/** GET /webhook-deliveries/:id */
export const webhookDeliveryDetailSchema = webhookDeliverySchema.extend({
  /** The body as it is sent. */
  body: z.string(),
  /** Newest first. */
  tries: z.array(
    z.strictObject({
      at: timestampSchema,
      status: z.number().int().nullable(),
      error: z.string().nullable(),
      ms: z.number().int(),
      /** The first of what the receiver answered. */
      answer: z.string(),
    }),
  ),
});
export type WebhookDeliveryDetail = z.infer<typeof webhookDeliveryDetailSchema>;
/** POST /webhook-deliveries/:id/redeliver; POST /webhook-endpoints/:id/redeliver-failed */
export const redeliveredSchema = z.strictObject({ count: z.number().int() });
