import { createWebhookDeliveries } from './deliveries.ts';
import { createEndpoints } from './endpoints.ts';
import { createPump, type PumpDeps } from './pump.ts';
import { publish } from './publish.ts';
import { createReach, type ReachSettings } from './reach.ts';
import { createWebhookHttp } from './webhook-http.ts';
import { createWebhookRoutes } from './webhook.routes.ts';

/** Events for other systems (Standard Webhooks 1.0): addresses, signed deliveries, their ladder. */
export function createWebhooks(
  deps: Omit<PumpDeps, 'http' | 'reach'> & {
    readonly reach: ReachSettings;
    readonly proxyUrl: string | undefined;
    readonly timeoutMs?: number;
  },
) {
  const { reach: settings, proxyUrl, timeoutMs, ...rest } = deps;
  const reach = createReach(settings);
  const http = createWebhookHttp({ reach, proxyUrl, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const pump = createPump({ ...rest, reach, http });
  const routes = createWebhookRoutes({
    endpoints: createEndpoints({ ...rest, reach }),
    deliveries: createWebhookDeliveries(rest),
  });
  return { ...pump, routes, publish, close: () => http.close() };
}
export type Webhooks = ReturnType<typeof createWebhooks>;
export { publish } from './publish.ts';
export type { NewEvent } from './publish.ts';
