import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { createHandlers } from '../../kernel/jobs/job-handler.ts';
import { createWorker } from '../../kernel/jobs/worker.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { createMetrics } from '../../kernel/log/metrics.ts';
import { createKeyring } from '../../kernel/secrets.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { openReceiver, type Receiver } from '../../testing/receiver.ts';
import { records } from '../records/index.ts';
import { createEndpoints, type Admin } from './endpoints.ts';
import { createWebhooks } from './index.ts';
import { createWebhookDeliveries } from './deliveries.ts';
import { createReach } from './reach.ts';
import { WebhookDelivery, WebhookEndpoint, WebhookMessage } from './webhook.entity.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('events for another system', () => {
  const keyring = createKeyring('a-key-of-the-webhook-tests-'.repeat(2));
  const enterpriseId = newId();
  const by: Admin = { enterpriseId, personId: newId(), name: '陈立', requestId: 'test' };
  let test: TestDatabase;
  let clock: ReturnType<typeof createFixedClock>;
  let receiver: Receiver;
  let webhooks: ReturnType<typeof createWebhooks>;
  let worker: ReturnType<typeof createWorker>;
  let endpoints: ReturnType<typeof createEndpoints>;
  let deliveries: ReturnType<typeof createWebhookDeliveries>;

  beforeEach(async () => {
    test = await openTestDatabase();
    // Receivers compare with their own clocks.
    clock = createFixedClock(new Date());
    receiver = await openReceiver(() => clock.now());
    const reach = { allowed: [], loopback: true };
    const demo = { isDemo: () => Promise.resolve(false) };
    const deps = { db: test.db, clock, keyring, records, demo };
    webhooks = createWebhooks({ ...deps, reach, proxyUrl: undefined, chance: () => 0, timeoutMs: 1_000 });
    endpoints = createEndpoints({ ...deps, reach: createReach(reach) });
    deliveries = createWebhookDeliveries(deps);
    worker = createWorker({
      ...{ db: test.db, clock, log: createLogger('silent'), metrics: createMetrics() },
      ...{ handlers: createHandlers(webhooks.kinds, webhooks.handlers), concurrency: 4, idleMs: 5 },
    });
  });
  afterEach(async () => {
    await webhooks.close();
    await receiver.close();
    await test.drop();
  });

  const em = (): EntityManager => test.db.tenant(enterpriseId);
  const listen = (eventTypes: ('account.bound' | 'account.unbound')[] = ['account.bound']) =>
    endpoints.create(em(), by, { url: receiver.url, description: 'ERP', eventTypes });
  const tell = (work: (tx: EntityManager) => Promise<void> = () => Promise.resolve()) =>
    inTransaction(em(), async (tx) => {
      const data = { accountId: newId(), interconnectEnterpriseId: newId(), waitingForQuota: false };
      await webhooks.publish(tx, { enterpriseId, type: 'account.bound', data, at: clock.now() });
      await work(tx);
    });
  const one = async () => em().findOneOrFail(WebhookDelivery, {});
  const endpoint = async () => em().findOneOrFail(WebhookEndpoint, {});

  it('are signed so that the standard’s own library accepts them, and nothing else of them', async () => {
    const { secret } = await listen();
    await tell();
    await worker.drain();
    const [got] = receiver.received;
    if (got === undefined) throw new Error('nothing came');
    const checker = new Webhook(secret);
    expect(checker.verify(got.body, got.headers)).toMatchObject({
      ...{ type: 'account.bound', version: 1, enterpriseId, timestamp: clock.now().toISOString() },
      data: { waitingForQuota: false },
    });
    expect(() => checker.verify(got.body.replace('false', 'true'), got.headers)).toThrow();
    expect(() => checker.verify(got.body, { ...got.headers, 'webhook-id': 'msg_other' })).toThrow();
    expect(await one()).toMatchObject({ state: 'delivered', attempts: 1, lastStatus: 200 });
  });

  it('come to those who asked for them, while they are active, and to nobody else', async () => {
    await listen(['account.unbound']);
    await tell();
    expect(await em().count(WebhookMessage, {})).toBe(0);
    const { id, version } = await endpoint();
    await endpoints.change(em(), by, id, version, { eventTypes: ['account.bound'] });
    await endpoints.change(em(), by, id, (await endpoint()).version, { state: 'paused' });
    await tell();
    await worker.drain();
    expect(receiver.received).toHaveLength(0);
  });

  it('are never told of what was rolled back, and always of what was committed', async () => {
    await listen();
    const failed = tell(() => Promise.reject(new Error('the effect failed')));
    await expect(failed).rejects.toThrow('the effect failed');
    await worker.drain();
    expect(receiver.received).toHaveLength(0);
    await tell();
    await worker.drain();
    expect(receiver.received).toHaveLength(1);
  });

  it('are tried at once and after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, always under one id', async () => {
    await listen();
    receiver.answer(500);
    const begun = clock.now().getTime();
    await tell();
    await worker.drain();
    // In steps that meet each rung within five seconds.
    for (let waited = 0; waited < 30 * hour; waited += waited < minute ? second : 5 * second) {
      const next = (await one()).nextAttemptAt;
      if (next == null) break;
      clock.advance(next.getTime() - clock.now().getTime() - second);
      await worker.drain();
      const early = receiver.received.length;
      clock.advance(second);
      await worker.drain();
      expect(receiver.received.length, 'not before its time, and once then').toBe(early + 1);
    }
    const offsets = receiver.received.map(({ at }) => (at.getTime() - begun) / 1000);
    const ladder = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
    let sum = 0;
    expect(offsets).toEqual(ladder.map((wait) => (sum += wait)));
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await one()).toMatchObject({ state: 'failed', attempts: 8, lastStatus: 500 });

    receiver.answer(200);
    await deliveries.redeliver(em(), by, (await one()).id);
    await worker.drain();
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await one()).toMatchObject({ state: 'delivered', attempts: 9 });
    const detail = await deliveries.one(em(), (await one()).id, 'en');
    expect(detail.tries.map(({ status }) => status)).toEqual([200, ...Array<number>(8).fill(500)]);
    expect(detail.tries[1]?.error).toBe('The receiver answered 500');
  });

  it('are signed with both secrets while one takes the place of the other', async () => {
    const { secret: old } = await listen();
    const { secret: fresh } = await endpoints.rotateSecret(em(), by, (await endpoint()).id);
    await tell();
    await worker.drain();
    const [got] = receiver.received;
    if (got === undefined) throw new Error('nothing came');
    for (const secret of [old, fresh]) new Webhook(secret).verify(got.body, got.headers);
    clock.advance(day + second);
    await tell();
    await worker.drain();
    const later = receiver.received[1];
    if (later === undefined) throw new Error('nothing came');
    expect(later.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  });

  it('follow no redirect, and stop where the receiver says that it is gone', async () => {
    await listen();
    receiver.answer(302, { location: `http://127.0.0.1:${receiver.port}/elsewhere` });
    await tell();
    await worker.drain();
    expect(receiver.received).toHaveLength(1);
    expect(await one()).toMatchObject({ state: 'waiting', lastError: 'redirect' });
    receiver.answer(410);
    clock.advance(5 * second);
    await worker.drain();
    expect(await one()).toMatchObject({ state: 'failed', lastStatus: 410 });
    expect(await endpoint()).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
    await expect(deliveries.redeliver(em(), by, (await one()).id)).rejects.toThrow('webhook.not_active');
  });

  it('end at an address that took nothing for five days, and begin again by a person’s wish', async () => {
    await listen();
    receiver.answer(503);
    await tell();
    await worker.drain();
    clock.advance(5 * day);
    await tell();
    await worker.drain();
    expect(await endpoint()).toMatchObject({ state: 'disabled', disabledReason: 'failing' });
    const { id, version } = await endpoint();
    receiver.answer(200);
    await endpoints.change(em(), by, id, version, { state: 'active' });
    await worker.drain();
    expect(await em().count(WebhookDelivery, { state: 'delivered' })).toBe(2);
    expect(await endpoint()).toMatchObject({ state: 'active', failingSince: null });
  });

  it('leave a receiver that hangs alone for half a minute, and one success ends the alarm', async () => {
    await listen();
    receiver.hang();
    for (let count = 0; count < 5; count += 1) await tell();
    await worker.drain();
    expect(receiver.received).toHaveLength(1);
    expect((await endpoint()).failingSince).not.toBeNull();
    receiver.answer(200);
    clock.advance(30 * second);
    await worker.drain();
    expect(await em().count(WebhookDelivery, { state: 'delivered' })).toBe(5);
    expect((await endpoint()).failingSince).toBeNull();
  });

  it('that were given up are sent again together, and swept after thirty days', async () => {
    await listen();
    for (let count = 0; count < 3; count += 1) await tell();
    await em().nativeUpdate(WebhookDelivery, {}, { state: 'failed', nextAttemptAt: null });
    expect(await deliveries.redeliverFailed(em(), by, (await endpoint()).id)).toEqual({ count: 3 });
    await worker.drain();
    expect(receiver.received).toHaveLength(3);
    clock.advance(31 * day);
    const sweep = webhooks.handlers.find(({ kind }) => kind.name === 'webhook.sweep');
    const context = { jobId: newId(), now: () => clock.now(), attempt: 1, em: em() };
    await sweep?.run({}, { ...context, commit: () => Promise.reject(new Error('not asked for')) });
    expect(await em().count(WebhookMessage, {})).toBe(0);
    expect(await em().count(WebhookDelivery, {})).toBe(0);
  });

  it('that are many are each sent once by several workers', async () => {
    await listen();
    for (let count = 0; count < 30; count += 1) await tell();
    await Promise.all([worker.drain(), worker.drain()]);
    await worker.drain();
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });
});
