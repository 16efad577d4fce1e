import { z } from 'zod';

import { doneSchema, idSchema } from '../../contract/common.ts';
import {
  createWebhookEndpointSchema,
  patchWebhookEndpointSchema,
  redeliveredSchema,
  webhookDeliveryDetailSchema,
  webhookDeliveryPageSchema,
  webhookDeliveryQuerySchema,
  webhookEndpointSchema,
  webhookEndpointsSchema,
  webhookSecretSchema,
} from '../../contract/webhooks.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { WebhookDeliveries } from './deliveries.ts';
import type { Admin, Endpoints } from './endpoints.ts';

const params = z.strictObject({ id: idSchema });
const staff = { audience: 'staff', permission: 'webhooks.manage' } as const;

function adminOf({ caller, requestId }: { caller: Caller; requestId: string }): Admin {
  const { enterpriseId, personId, name } = caller;
  return { enterpriseId, personId, name, requestId };
}

export function createWebhookRoutes(deps: {
  endpoints: Endpoints;
  deliveries: WebhookDeliveries;
}): RouteDefinition[] {
  const { endpoints, deliveries } = deps;
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/webhook-endpoints', ...staff },
        summary: 'Addresses that hear of events, and the events there are',
        response: webhookEndpointsSchema,
      },
      ({ em, locale }) => endpoints.list(em, locale),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/webhook-endpoints', ...staff, status: 201 },
        summary: 'Add an address; its secret is shown this once',
        body: createWebhookEndpointSchema,
        response: webhookSecretSchema,
      },
      (context) => endpoints.create(context.em, adminOf(context), context.body),
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/webhook-endpoints/:id', ...staff, ifMatch: true },
        summary: 'Change an address, what it hears of, pause it or make it active again',
        params,
        body: patchWebhookEndpointSchema,
        response: webhookEndpointSchema,
      },
      (context) =>
        endpoints.change(context.em, adminOf(context), context.params.id, context.version, context.body),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/webhook-endpoints/:id/remove', ...staff },
        summary: 'Remove an address; what was still to be sent to it is given up',
        params,
        response: doneSchema,
      },
      async (context) => {
        await endpoints.remove(context.em, adminOf(context), context.params.id);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/webhook-endpoints/:id/rotate-secret', ...staff },
        summary: 'A new secret, shown this once; the one before signs too for a day',
        params,
        response: webhookSecretSchema,
      },
      (context) => endpoints.rotateSecret(context.em, adminOf(context), context.params.id),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/webhook-endpoints/:id/test', ...staff },
        summary: 'Send a test event',
        params,
        response: doneSchema,
      },
      async (context) => {
        await endpoints.test(context.em, adminOf(context), context.params.id);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/webhook-endpoints/:id/redeliver-failed', ...staff },
        summary: 'Send everything again that this address did not take',
        params,
        response: redeliveredSchema,
      },
      (context) => deliveries.redeliverFailed(context.em, adminOf(context), context.params.id),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/webhook-deliveries', ...staff },
        summary: 'What was sent to other systems, newest first',
        query: webhookDeliveryQuerySchema,
        response: webhookDeliveryPageSchema,
      },
      ({ em, query, locale }) => deliveries.list(em, query, locale),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/webhook-deliveries/:id', ...staff },
        summary: 'One of them, with its body and every attempt',
        params,
        response: webhookDeliveryDetailSchema,
      },
      ({ em, params: { id }, locale }) => deliveries.one(em, id, locale),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/webhook-deliveries/:id/redeliver', ...staff },
        summary: 'Send it again, under the same id',
        params,
        response: redeliveredSchema,
      },
      (context) => deliveries.redeliver(context.em, adminOf(context), context.params.id),
    ),
  ];
}
