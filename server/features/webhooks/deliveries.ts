import type { z } from 'zod';

import type { Locale } from '../../contract/common.ts';
import type {
  WebhookDeliveryDetail,
  webhookDeliveryQuerySchema,
  WebhookDeliveryRow,
} from '../../contract/webhooks.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import type { Admin, EndpointDeps } from './endpoints.ts';
import { enqueuePump } from './publish.ts';
import { publicMessageId } from './sign.ts';
import { WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookMessage } from './webhook.entity.ts';
import { errorLabel, eventLabel } from './webhook.texts.ts';

const mostTries = 100;
/** So many of an endpoint's failed ones are taken up again at once. */
const mostAgain = 5_000;

/** What was sent to other systems, and to have it sent again: the same message under the same id. */
export function createWebhookDeliveries(deps: Pick<EndpointDeps, 'records'> & { clock: Clock }) {
  async function present(
    em: EntityManager,
    rows: readonly WebhookDelivery[],
    locale: Locale,
  ): Promise<WebhookDeliveryRow[]> {
    const ids = [...new Set(rows.map(({ endpointId }) => endpointId))];
    const endpoints = await em.find(WebhookEndpoint, { id: { $in: ids } });
    const urls = new Map(endpoints.map(({ id, url }) => [id, url]));
    return rows.map((row) => ({
      id: row.id,
      endpointId: row.endpointId,
      endpointUrl: urls.get(row.endpointId) ?? '',
      messageId: publicMessageId(row.messageId),
      type: row.type,
      typeLabel: eventLabel(locale, row.type),
      state: row.state,
      attempts: row.attempts,
      lastStatus: row.lastStatus ?? null,
      lastError: errorLabel(locale, row.lastError ?? null, row.lastStatus ?? null),
      nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
    }));
  }

  async function one(em: EntityManager, id: string, locale: Locale): Promise<WebhookDeliveryDetail> {
    const row = await em.findOne(WebhookDelivery, { id });
    assertThat(row, 'not_found', 404);
    const message = await em.findOne(WebhookMessage, { id: row.messageId });
    const tries = await em.find(
      WebhookAttempt,
      { deliveryId: id },
      { orderBy: { id: 'desc' }, limit: mostTries },
    );
    const [card] = await present(em, [row], locale);
    assertThat(card, 'not_found', 404);
    return {
      ...card,
      body: message?.body ?? '',
      tries: tries.map(({ at, status, error, ms, answer }) => ({
        at: at.toISOString(),
        status: status ?? null,
        error: errorLabel(locale, error ?? null, status ?? null),
        ms,
        answer,
      })),
    };
  }

  async function activeEndpoint(tx: EntityManager, id: string): Promise<void> {
    const endpoint = await tx.findOne(WebhookEndpoint, { id });
    assertThat(endpoint?.state === 'active', 'webhook.not_active', 409);
  }

  /** A new round of the ladder, from now on. */
  async function again(
    tx: EntityManager,
    by: Admin,
    endpointId: string,
    ids: readonly string[],
  ): Promise<void> {
    const now = deps.clock.now();
    await tx.nativeUpdate(
      WebhookDelivery,
      { id: { $in: [...ids] } },
      { state: 'waiting', step: 0, nextAttemptAt: now },
    );
    const { enterpriseId, requestId } = by;
    await enqueuePump(tx, { endpointId, enterpriseId, cause: requestId, now });
    await deps.records.add(tx, {
      ...{ enterpriseId, actor: `staff:${by.personId}`, actorName: by.name, action: 'webhook.redelivered' },
      ...{ target: `webhook_endpoint:${endpointId}`, before: {}, after: { count: ids.length } },
      ...{ requestId, at: now },
    });
  }

  return {
    one,
    async list(em: EntityManager, query: z.output<typeof webhookDeliveryQuerySchema>, locale: Locale) {
      const after = decodeCursor(query.cursor);
      const { endpointId, state, type, limit } = query;
      const found = await em.find(
        WebhookDelivery,
        {
          ...(after === undefined ? {} : { id: { $lt: after } }),
          ...(endpointId === undefined ? {} : { endpointId }),
          ...(state === undefined ? {} : { state }),
          ...(type === undefined ? {} : { type }),
        },
        { orderBy: { id: 'desc' }, limit: limit + 1 },
      );
      const { rows, nextCursor } = cutPage(found, limit);
      return { items: await present(em, rows, locale), nextCursor };
    },

    /** @throws webhook.already_waiting | webhook.not_active */
    redeliver(em: EntityManager, by: Admin, id: string): Promise<{ count: number }> {
      return inTransaction(em, async (tx) => {
        const row = await tx.findOne(WebhookDelivery, { id });
        assertThat(row, 'not_found', 404);
        assertThat(row.state !== 'waiting', 'webhook.already_waiting', 409);
        await activeEndpoint(tx, row.endpointId);
        await again(tx, by, row.endpointId, [id]);
        return { count: 1 };
      });
    },

    /** Everything of an endpoint that was given up, oldest first. */
    redeliverFailed(em: EntityManager, by: Admin, endpointId: string): Promise<{ count: number }> {
      return inTransaction(em, async (tx) => {
        assertThat(await tx.findOne(WebhookEndpoint, { id: endpointId }), 'not_found', 404);
        await activeEndpoint(tx, endpointId);
        const rows = await tx.find(
          WebhookDelivery,
          { endpointId, state: 'failed' },
          { fields: ['id'], orderBy: { id: 'asc' }, limit: mostAgain },
        );
        if (rows.length > 0)
          await again(
            tx,
            by,
            endpointId,
            rows.map(({ id }) => id),
          );
        return { count: rows.length };
      });
    },
  };
}
export type WebhookDeliveries = ReturnType<typeof createWebhookDeliveries>;
