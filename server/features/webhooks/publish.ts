import { eventPayloads, eventVersion, type EventPayload, type EventType } from '../../contract/events.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { newId } from '../../kernel/ids.ts';
import { pumpJob } from './jobs.ts';
import { WebhookDelivery, WebhookEndpoint, WebhookMessage } from './webhook.entity.ts';

export interface NewEvent<T extends EventType> {
  readonly enterpriseId: string;
  readonly type: T;
  readonly data: EventPayload<T>;
  readonly at: Date;
}

/**
 * Tells what happened to those who asked for it, in the transaction in which it happens: what is
 * rolled back is never told, and what is committed always. Where nobody listens nothing is kept.
 * @param only to one endpoint, whatever it asked for
 */
export async function publish<T extends EventType>(
  tx: EntityManager,
  event: NewEvent<T>,
  only?: string,
): Promise<void> {
  const { enterpriseId, type, at } = event;
  const endpoints = await tx.find(
    WebhookEndpoint,
    { enterpriseId, ...(only === undefined ? { state: 'active' as const } : { id: only }) },
    { disableIdentityMap: true },
  );
  const listening = endpoints.filter(({ eventTypes }) => only !== undefined || eventTypes.includes(type));
  if (listening.length === 0) return;
  const data = eventPayloads[type].parse(event.data);
  const body = JSON.stringify({
    type,
    version: eventVersion,
    timestamp: at.toISOString(),
    enterpriseId,
    data,
  });
  const messageId = newId();
  await tx.insert(WebhookMessage, { id: messageId, enterpriseId, type, body, createdAt: at });
  for (const { id: endpointId } of listening) {
    await tx.insert(WebhookDelivery, {
      ...{ id: newId(), enterpriseId, endpointId, messageId, type, state: 'waiting' },
      ...{ attempts: 0, step: 0, lastStatus: null, lastError: null, nextAttemptAt: at, createdAt: at },
    });
    await enqueuePump(tx, { endpointId, enterpriseId, cause: messageId, now: at });
  }
}

/** One endpoint is served by one worker at a time: a receiver that hangs holds nobody else up. */
export async function enqueuePump(
  tx: EntityManager,
  what: { endpointId: string; enterpriseId: string; cause: string; now: Date },
): Promise<void> {
  const { endpointId, enterpriseId, cause, now } = what;
  await enqueue(tx, pumpJob, { endpointId }, { now, cause, enterpriseId, orderKey: `webhook:${endpointId}` });
}
