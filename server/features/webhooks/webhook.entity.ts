import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** An address of another system that hears of what happens here. Row class: tenant. */
export const WebhookEndpoint = defineEntity({
  name: 'WebhookEndpoint',
  tableName: 'webhook_endpoint',
  indexes: [{ properties: ['enterpriseId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    url: p.string().length(500),
    description: p.string().length(120),
    eventTypes: jsonColumn<string[]>(),
    state: p.string().length(10).$type<'active' | 'paused' | 'disabled'>(),
    disabledReason: p.string().length(10).$type<'gone' | 'failing'>().nullable(),
    /** Since when every attempt has failed. */
    failingSince: timeColumn().nullable(),
    sealedSecret: longTextColumn(),
    /** Signs too until `previousUntil`, so that the receiver can change over without a loss. */
    sealedPreviousSecret: longTextColumn().nullable(),
    previousUntil: timeColumn().nullable(),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type WebhookEndpoint = InferEntity<typeof WebhookEndpoint>;

/** What happened, as it is told. Row class: tenant. */
export const WebhookMessage = defineEntity({
  name: 'WebhookMessage',
  tableName: 'webhook_message',
  indexes: [{ properties: ['createdAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    type: p.string().length(60),
    /** The bytes of every attempt. */
    body: longTextColumn(),
    createdAt: timeColumn(),
  },
});
export type WebhookMessage = InferEntity<typeof WebhookMessage>;

/** One message to one address, through all its attempts. Row class: tenant. */
export const WebhookDelivery = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  uniques: [{ properties: ['endpointId', 'messageId'] }],
  indexes: [
    { properties: ['enterpriseId', 'id'] },
    { properties: ['endpointId', 'state', 'nextAttemptAt'] },
    { properties: ['createdAt'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    endpointId: refColumn(),
    messageId: refColumn(),
    type: p.string().length(60),
    state: p.string().length(10).$type<'waiting' | 'delivered' | 'failed'>(),
    /** All attempts ever; `step` is where on the ladder the present round is. */
    attempts: p.integer().default(0),
    step: p.integer().default(0),
    lastStatus: p.integer().nullable(),
    /** A key of the texts `webhook.error.<key>`. */
    lastError: p.string().length(40).nullable(),
    nextAttemptAt: timeColumn().nullable(),
    createdAt: timeColumn(),
  },
});
export type WebhookDelivery = InferEntity<typeof WebhookDelivery>;

/** What came of one attempt. Row class: tenant. */
export const WebhookAttempt = defineEntity({
  name: 'WebhookAttempt',
  tableName: 'webhook_attempt',
  indexes: [{ properties: ['deliveryId', 'id'] }, { properties: ['at'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    deliveryId: refColumn(),
    at: timeColumn(),
    status: p.integer().nullable(),
    error: p.string().length(40).nullable(),
    ms: p.integer(),
    answer: p.string().length(1000),
  },
});
export type WebhookAttempt = InferEntity<typeof WebhookAttempt>;
