import { limits } from '../../../config/limits.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { timeValue, writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { handle } from '../../kernel/jobs/job-handler.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import type { NewRecord } from '../records/index.ts';
import { pumpJob, sweepJob, wakeJob } from './jobs.ts';
import { waitAfter } from './ladder.ts';
import { enqueuePump } from './publish.ts';
import type { Reach } from './reach.ts';
import { publicMessageId, signedHeaders } from './sign.ts';
import type { WebhookAnswer, WebhookHttp } from './webhook-http.ts';
import { WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookMessage } from './webhook.entity.ts';

export interface PumpDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly http: WebhookHttp;
  readonly reach: Reach;
  readonly demo: { isDemo(enterpriseId: string): Promise<boolean> };
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
  /** 0 to 1: how much of the jitter an attempt gets. */
  readonly chance?: () => number;
}

/** A pump makes so many attempts, and ends sooner where the receiver is slow: others have work too. */
const mostOfPump = 50;
const longestPumpMs = 30_000;
/** A receiver that hung is left alone for so long. */
const restAfterTimeoutMs = 30_000;
const sweepStep = 500;

export function createPump(deps: PumpDeps) {
  const { db, clock } = deps;
  const chance = deps.chance ?? Math.random;
  const scope = () => db.acrossTenants('work: webhooks');

  async function send(endpoint: WebhookEndpoint, delivery: WebhookDelivery, body: string) {
    const at = clock.now();
    let url: URL;
    try {
      url = deps.reach.assertUrl(endpoint.url, await deps.demo.isDemo(endpoint.enterpriseId));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // What was allowed when it was entered may be refused by now.
      return { at, answer: { status: null, error: 'refused_address', ms: 0, answer: '' } as const };
    }
    const previous = endpoint.previousUntil != null && endpoint.previousUntil > at;
    const secrets = [endpoint.sealedSecret, previous ? endpoint.sealedPreviousSecret : null].flatMap(
      (sealed) => (sealed == null ? [] : [deps.keyring.open(sealed)]),
    );
    const headers = signedHeaders({ id: publicMessageId(delivery.messageId), at, body }, secrets);
    return { at, answer: await deps.http.post(url, body, headers) };
  }

  /** Writes what came of an attempt; not at all where another worker was ahead. */
  async function note(
    endpoint: WebhookEndpoint,
    delivery: WebhookDelivery,
    at: Date,
    answer: WebhookAnswer,
  ): Promise<void> {
    const { enterpriseId } = endpoint;
    const taken = answer.error === null;
    const step = delivery.step + 1;
    const gone = answer.status === 410;
    const wait = taken || gone ? null : waitAfter(step, chance());
    const now = clock.now();
    await inTransaction(db.tenant(enterpriseId), async (tx) => {
      const changed = await tx.nativeUpdate(
        WebhookDelivery,
        { id: delivery.id, enterpriseId, attempts: delivery.attempts, state: 'waiting' },
        {
          attempts: delivery.attempts + 1,
          step,
          state: taken ? 'delivered' : wait === null ? 'failed' : 'waiting',
          lastStatus: answer.status,
          lastError: answer.error,
          nextAttemptAt: wait === null ? null : new Date(now.getTime() + wait),
        },
      );
      if (changed === 0) return;
      await tx.insert(WebhookAttempt, {
        ...{ id: newId(), enterpriseId, deliveryId: delivery.id, at },
        ...{ status: answer.status, error: answer.error, ms: answer.ms, answer: answer.answer },
      });
      await noteHealth(tx, endpoint, { taken, gone, now });
    });
  }

  /** An endpoint that says it is gone, or took nothing for days, is asked no more; staff see why. */
  async function noteHealth(
    tx: EntityManager,
    { id, enterpriseId, url }: WebhookEndpoint,
    { taken, gone, now }: { taken: boolean; gone: boolean; now: Date },
  ): Promise<void> {
    const row = await tx.findOne(WebhookEndpoint, { id, enterpriseId });
    if (row === null) return;
    // Not an edit, so without a new version: who has the form open must not meet a conflict at each attempt.
    const noteSince = (since: Date | null) =>
      writeRows(tx, 'update webhook_endpoint set failing_since = ? where id = ? and enterprise_id = ?', [
        since === null ? null : timeValue(db.dialect, since),
        id,
        enterpriseId,
      ]);
    if (taken) {
      if (row.failingSince != null) await noteSince(null);
      return;
    }
    const since = row.failingSince ?? now;
    if (row.failingSince == null) await noteSince(now);
    const failing = now.getTime() - since.getTime() >= limits.webhookFailingMs;
    if (row.state !== 'active' || !(gone || failing)) return;
    row.state = 'disabled';
    row.disabledReason = gone ? 'gone' : 'failing';
    await deps.records.add(tx, {
      ...{ enterpriseId, actor: 'system', actorName: '', action: 'webhook.disabled' },
      ...{ target: `webhook_endpoint:${id}`, before: { state: 'active', url } },
      ...{ after: { state: 'disabled', reason: row.disabledReason }, requestId: id, at: now },
    });
  }

  /** Of endpoints that hung a moment ago: until when they are left alone by this process. */
  const resting = new Map<string, number>();

  async function pump(endpointId: string): Promise<void> {
    const startedAt = performance.now();
    if ((resting.get(endpointId) ?? 0) > clock.now().getTime()) return;
    resting.delete(endpointId);
    for (let sent = 0; sent < mostOfPump; sent += 1) {
      const em = scope();
      const endpoint = await em.findOne(WebhookEndpoint, { id: endpointId });
      if (endpoint === null || endpoint.state !== 'active') return;
      const delivery = await em.findOne(
        WebhookDelivery,
        { endpointId, state: 'waiting', nextAttemptAt: { $lte: clock.now() } },
        { orderBy: { nextAttemptAt: 'asc', id: 'asc' } },
      );
      if (delivery === null) return;
      const message = await em.findOneOrFail(WebhookMessage, { id: delivery.messageId });
      const { at, answer } = await send(endpoint, delivery, message.body);
      await note(endpoint, delivery, at, answer);
      if (answer.error === 'timeout') {
        resting.set(endpointId, clock.now().getTime() + restAfterTimeoutMs);
        return;
      }
      if (performance.now() - startedAt > longestPumpMs) return;
    }
  }

  /** When somebody must look again; undefined: nothing waits. */
  async function nextDue(endpointId: string): Promise<Date | undefined> {
    const next = await scope().findOne(
      WebhookDelivery,
      { endpointId, state: 'waiting' },
      { orderBy: { nextAttemptAt: 'asc', id: 'asc' }, fields: ['nextAttemptAt'] },
    );
    return next?.nextAttemptAt ?? undefined;
  }

  const pumpHandler = handle(pumpJob, async ({ endpointId }, context) => {
    await pump(endpointId);
    const next = await nextDue(endpointId);
    await context.commit(async (tx) => {
      const endpoint = await tx.findOne(WebhookEndpoint, { id: endpointId });
      if (endpoint === null || endpoint.state !== 'active' || next === undefined) return;
      const now = context.now();
      const runAt = new Date(Math.max(next.getTime(), now.getTime(), resting.get(endpointId) ?? 0));
      const { enterpriseId } = endpoint;
      const uniqueKey = `webhook.wake:${endpointId}:${runAt.getTime()}`;
      const options = { now, runAt, cause: context.jobId, enterpriseId, uniqueKey };
      await enqueue(tx, wakeJob, { endpointId }, options);
    });
  });

  const wakeHandler = handle(wakeJob, ({ endpointId }, context) =>
    context.commit(async (tx) => {
      const endpoint = await tx.findOne(WebhookEndpoint, { id: endpointId });
      if (endpoint === null) return;
      const { enterpriseId } = endpoint;
      await enqueuePump(tx, { endpointId, enterpriseId, cause: context.jobId, now: context.now() });
    }),
  );

  const sweepHandler = handle(sweepJob, async (_payload, context) => {
    const before = new Date(context.now().getTime() - limits.webhookKeepMs);
    for (;;) {
      const em = scope();
      const old = await em.find(
        WebhookDelivery,
        { createdAt: { $lt: before } },
        { fields: ['id', 'messageId'], limit: sweepStep },
      );
      if (old.length === 0) break;
      await em.nativeDelete(WebhookAttempt, { deliveryId: { $in: old.map(({ id }) => id) } });
      await em.nativeDelete(WebhookDelivery, { id: { $in: old.map(({ id }) => id) } });
    }
    await scope().nativeDelete(WebhookMessage, { createdAt: { $lt: before } });
  });

  return {
    kinds: [pumpJob, wakeJob, sweepJob],
    handlers: [pumpHandler, wakeHandler, sweepHandler],
    schedules: [{ kind: sweepJob, everyMs: 24 * 3_600_000 }],
  };
}
