import { doneSchema } from '../../../../server/contract/common.ts';
import {
  redeliveredSchema,
  webhookDeliveryDetailSchema,
  webhookDeliveryPageSchema,
  webhookEndpointSchema,
  webhookEndpointsSchema,
  webhookSecretSchema,
  type WebhookDeliveryDetail,
  type WebhookDeliveryRow,
  type WebhookEndpointRow,
  type WebhookSecret,
} from '../../../../server/contract/webhooks.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export type { WebhookDeliveryDetail, WebhookDeliveryRow, WebhookEndpointRow, WebhookSecret };

export const endpointsKey = ['webhook-endpoints'] as const;
export const webhookDeliveriesKey = ['webhook-deliveries'] as const;

export interface EndpointInput {
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly string[];
}

export function listEndpoints(signal: AbortSignal) {
  return getJson('/webhook-endpoints', webhookEndpointsSchema, { signal });
}

export function createEndpoint(input: EndpointInput, idempotencyKey: string): Promise<WebhookSecret> {
  return writeJson('/webhook-endpoints', webhookSecretSchema, {
    method: 'POST',
    body: input,
    idempotencyKey,
  });
}

export function changeEndpoint(
  row: Pick<WebhookEndpointRow, 'id' | 'version'>,
  change: Partial<EndpointInput> & { readonly state?: 'active' | 'paused' },
  idempotencyKey: string,
): Promise<WebhookEndpointRow> {
  const { id, version } = row;
  return writeJson(`/webhook-endpoints/${id}`, webhookEndpointSchema, {
    method: 'PATCH',
    body: change,
    version,
    idempotencyKey,
  });
}

const post = (path: string, idempotencyKey: string) => [path, { method: 'POST', idempotencyKey }] as const;

export function rotateSecret(id: string, key: string): Promise<WebhookSecret> {
  const [path, write] = post(`/webhook-endpoints/${id}/rotate-secret`, key);
  return writeJson(path, webhookSecretSchema, write);
}

export function removeEndpoint(id: string, key: string) {
  const [path, write] = post(`/webhook-endpoints/${id}/remove`, key);
  return writeJson(path, doneSchema, write);
}

export function testEndpoint(id: string, key: string) {
  const [path, write] = post(`/webhook-endpoints/${id}/test`, key);
  return writeJson(path, doneSchema, write);
}

export function redeliverFailed(id: string, key: string) {
  const [path, write] = post(`/webhook-endpoints/${id}/redeliver-failed`, key);
  return writeJson(path, redeliveredSchema, write);
}

export function listWebhookDeliveries(query: Query, signal: AbortSignal) {
  return getJson('/webhook-deliveries', webhookDeliveryPageSchema, { query, signal });
}

export function fetchWebhookDelivery(id: string, signal: AbortSignal): Promise<WebhookDeliveryDetail> {
  return getJson(`/webhook-deliveries/${id}`, webhookDeliveryDetailSchema, { signal });
}

export function redeliver(id: string, key: string) {
  const [path, write] = post(`/webhook-deliveries/${id}/redeliver`, key);
  return writeJson(path, redeliveredSchema, write);
}
