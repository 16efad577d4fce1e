import { limits } from '../../../config/limits.ts';
import type { z } from 'zod';

import type { Locale } from '../../contract/common.ts';
import { eventTypes } from '../../contract/events.ts';
import type {
  createWebhookEndpointSchema,
  patchWebhookEndpointSchema,
  WebhookEndpointRow,
  WebhookSecret,
} from '../../contract/webhooks.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import type { NewRecord } from '../records/index.ts';
import { enqueuePump, publish } from './publish.ts';
import type { Reach } from './reach.ts';
import { newWebhookSecret } from './sign.ts';
import { WebhookDelivery, WebhookEndpoint } from './webhook.entity.ts';
import { eventLabel } from './webhook.texts.ts';

export interface EndpointDeps {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly reach: Reach;
  readonly demo: { isDemo(enterpriseId: string): Promise<boolean> };
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
}

/** Who does it. */
export interface Admin {
  readonly enterpriseId: string;
  readonly personId: string;
  readonly name: string;
  readonly requestId: string;
}

function present(row: WebhookEndpoint): WebhookEndpointRow {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes,
    state: row.state,
    disabledReason: row.disabledReason ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil: row.previousUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}

/** The addresses that events go to: the settings page. */
export function createEndpoints(deps: EndpointDeps) {
  const { clock, keyring } = deps;

  const record = (
    tx: EntityManager,
    by: Admin,
    action: NewRecord['action'],
    id: string,
    before: object,
    after: object,
  ) =>
    deps.records.add(tx, {
      ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.personId}`, actorName: by.name, action },
      ...{ target: `webhook_endpoint:${id}`, before: { ...before }, after: { ...after } },
      ...{ requestId: by.requestId, at: clock.now() },
    });
  const shown = ({ url, description, eventTypes: types, state }: WebhookEndpoint) => ({
    ...{ url, description, state, eventTypes: types },
  });

  /** Asked before the transaction: inside, nothing but it may be used. */
  const checked = async (by: Admin, url: string) =>
    deps.reach.assertUrl(url, await deps.demo.isDemo(by.enterpriseId)).href;

  async function find(tx: EntityManager, id: string): Promise<WebhookEndpoint> {
    const row = await tx.findOne(WebhookEndpoint, { id });
    assertThat(row, 'not_found', 404);
    return row;
  }

  return {
    async list(em: EntityManager, locale: Locale) {
      const rows = await em.find(WebhookEndpoint, {}, { orderBy: { id: 'asc' } });
      const types = eventTypes.filter((type) => type !== 'webhook.tested');
      return {
        items: rows.map(present),
        eventTypes: types.map((type) => ({ type, label: eventLabel(locale, type) })),
      };
    },

    /** @throws webhook.url | webhook.demo | webhook.too_many */
    async create(
      em: EntityManager,
      by: Admin,
      input: z.output<typeof createWebhookEndpointSchema>,
    ): Promise<WebhookSecret> {
      const { enterpriseId } = by;
      const url = await checked(by, input.url);
      return inTransaction(em, async (tx) => {
        const most = limits.webhookEndpoints;
        assertThat((await tx.count(WebhookEndpoint, {})) < most, 'webhook.too_many', 409, { most });
        const secret = newWebhookSecret();
        const row = tx.create(WebhookEndpoint, {
          ...{ id: newId(), enterpriseId, url, description: input.description },
          ...{ eventTypes: input.eventTypes, state: 'active', disabledReason: null, failingSince: null },
          ...{ sealedSecret: keyring.seal(secret), sealedPreviousSecret: null, previousUntil: null },
          createdAt: clock.now(),
        });
        await tx.flush();
        await record(tx, by, 'webhook.created', row.id, {}, shown(row));
        return { endpoint: present(row), secret };
      });
    },

    /** Made active again it starts afresh: what failed before is sent again by hand. */
    async change(
      em: EntityManager,
      by: Admin,
      id: string,
      version: number,
      input: z.output<typeof patchWebhookEndpointSchema>,
    ): Promise<WebhookEndpointRow> {
      const url = input.url === undefined ? undefined : await checked(by, input.url);
      return inTransaction(em, async (tx) => {
        const row = await find(tx, id);
        assertThat(row.version === version, 'conflict.version', 409);
        const before = shown(row);
        if (url !== undefined) row.url = url;
        if (input.description !== undefined) row.description = input.description;
        if (input.eventTypes !== undefined) row.eventTypes = input.eventTypes;
        if (input.state !== undefined && input.state !== row.state) {
          row.state = input.state;
          row.disabledReason = null;
          row.failingSince = null;
        }
        await tx.flush();
        await record(tx, by, 'webhook.changed', id, before, shown(row));
        // What waited while it was paused goes out now.
        if (before.state !== 'active' && row.state === 'active') await wake(tx, by, id);
        return present(row);
      });
    },

    /** The secret before signs too for a day. */
    rotateSecret(em: EntityManager, by: Admin, id: string): Promise<WebhookSecret> {
      return inTransaction(em, async (tx) => {
        const row = await find(tx, id);
        const secret = newWebhookSecret();
        row.sealedPreviousSecret = row.sealedSecret;
        row.previousUntil = new Date(clock.now().getTime() + limits.webhookRotationMs);
        row.sealedSecret = keyring.seal(secret);
        await tx.flush();
        const until = row.previousUntil.toISOString();
        await record(tx, by, 'webhook.secret_rotated', id, {}, { previousUntil: until });
        return { endpoint: present(row), secret };
      });
    },

    /** With it goes what was still to be sent; what was sent stays to be read until it is swept. */
    remove(em: EntityManager, by: Admin, id: string): Promise<void> {
      return inTransaction(em, async (tx) => {
        const row = await find(tx, id);
        await tx.nativeUpdate(
          WebhookDelivery,
          { endpointId: id, state: 'waiting' },
          { state: 'failed', nextAttemptAt: null },
        );
        await tx.nativeDelete(WebhookEndpoint, { id });
        await record(tx, by, 'webhook.removed', id, shown(row), {});
      });
    },

    /** An event that says nothing, to see whether it arrives. @throws webhook.not_active */
    test(em: EntityManager, by: Admin, id: string): Promise<void> {
      return inTransaction(em, async (tx) => {
        const row = await find(tx, id);
        assertThat(row.state === 'active', 'webhook.not_active', 409);
        const { enterpriseId } = by;
        const event = {
          enterpriseId,
          type: 'webhook.tested',
          data: { endpointId: id },
          at: clock.now(),
        } as const;
        await publish(tx, event, id);
      });
    },
  };

  async function wake(tx: EntityManager, by: Admin, endpointId: string): Promise<void> {
    const { enterpriseId, requestId } = by;
    const nextAttemptAt = clock.now();
    await tx.nativeUpdate(WebhookDelivery, { endpointId, state: 'waiting' }, { nextAttemptAt, step: 0 });
    await enqueuePump(tx, { endpointId, enterpriseId, cause: requestId, now: clock.now() });
  }
}
export type Endpoints = ReturnType<typeof createEndpoints>;
