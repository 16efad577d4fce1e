import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { createHandlers } from '../../kernel/jobs/job-handler.ts';
import { createScheduler } from '../../kernel/jobs/scheduler.ts';
import { createWorker } from '../../kernel/jobs/worker.ts';
import { createLogger } from '../../kernel/log/logger.ts';
import { createMetrics } from '../../kernel/log/metrics.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createLedger, createQuotaHandlers, quotaSchedules, settleQuota } from './index.ts';
import { QuotaEntry } from './quota.entity.ts';

const Day = 24 * 60 * 60_000;
const start = new Date('2026-11-24T10:00:00.000Z');

describe('the clockwork of the ledger', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.drop());

  it('writes what fell due in every enterprise, dated when it fell due, once', async () => {
    const clock = createFixedClock(start);
    const ledger = createLedger({ clock });
    const log = createLogger('silent');
    const worker = createWorker({
      ...{ db: test.db, clock, log, metrics: createMetrics(), concurrency: 2, idleMs: 5 },
      handlers: createHandlers([settleQuota], createQuotaHandlers({ ledger, clock })),
    });
    const scheduler = createScheduler({
      db: test.db,
      clock,
      log,
      schedules: quotaSchedules,
    });
    const enterprises = [newId(), newId()];
    const endsAt = new Date(start.getTime() + 2 * Day);
    for (const enterpriseId of enterprises) {
      const wish = { enterpriseId, kind: 'wechat_user', reason: 'granted', actor: 'system' } as const;
      await inTransaction(test.db.tenant(enterpriseId), async (tx) => {
        await ledger.credit(tx, { ...wish, amount: 2, sourceKey: newId(), startsAt: start, endsAt });
        await ledger.use(tx, { ...wish, holder: 'user:a', causeKey: 'bind' });
      });
    }
    clock.advance(5 * Day);
    await scheduler.tick();
    await scheduler.tick();
    await worker.drain();
    clock.advance(60_000);
    await scheduler.tick();
    await worker.drain();
    for (const enterpriseId of enterprises) {
      const entries = await test.db.tenant(enterpriseId).find(QuotaEntry, {}, { orderBy: { seq: 'asc' } });
      expect(entries.map(({ change }) => change)).toEqual(['credit', 'use', 'suspend', 'lot_end']);
      expect(entries.slice(2).map(({ at }) => at)).toEqual([endsAt, endsAt]);
    }
  });
});
