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
import {
  createLedger,
  createQuotaHandlers,
  hintAll,
  quotaJobKinds,
  quotaSchedules,
  type LotEnd,
  type LotEndHearer,
} from './index.ts';
import { QuotaEntry } from './quota.entity.ts';

const Day = 24 * 60 * 60_000;
const start = new Date('2026-11-24T10:00:00.000Z');

const nobody: LotEndHearer = {
  zoneOf: () => Promise.resolve('Asia/Shanghai'),
  tell: () => Promise.resolve(),
};

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
      handlers: createHandlers(quotaJobKinds, createQuotaHandlers({ ledger, clock, lotEnds: nobody })),
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

  it('tells of a lot 30, 7 and 1 days before its end, and after a time without a server once (row 320)', async () => {
    const ledger = createLedger({ clock: createFixedClock(start) });
    const [enterpriseId, told] = [newId(), new Array<LotEnd>()];
    const hearer = {
      ...nobody,
      tell: (_tx: unknown, end: LotEnd) => {
        if (end.enterpriseId === enterpriseId) told.push(end);
        return Promise.resolve();
      },
    };
    // 24:00 of 31 December in Shanghai; another begins there that takes over for one of the two.
    const endsAt = new Date('2026-12-31T16:00:00.000Z');
    const wish = { enterpriseId, reason: 'granted', actor: 'system', startsAt: start } as const;
    await inTransaction(test.db.tenant(enterpriseId), async (tx) => {
      await ledger.credit(tx, { ...wish, kind: 'enterprise', amount: 4, sourceKey: newId(), endsAt });
      await ledger.credit(tx, { ...wish, kind: 'wechat_user', amount: 2, sourceKey: newId(), endsAt });
      const next = { startsAt: endsAt, endsAt: new Date('2027-12-31T16:00:00.000Z') };
      await ledger.credit(tx, { ...wish, ...next, kind: 'wechat_user', amount: 2, sourceKey: newId() });
    });
    const look = (at: string) =>
      hintAll(test.db.acrossTenants('work: orders'), hearer, new Date(at)).then(() =>
        told.splice(0).map(({ kind, hint, daysLeft, places }) => [kind, hint, daysLeft, places]),
      );
    expect(await look('2026-11-30T15:59:59.999Z')).toEqual([]);
    expect(await look('2026-11-30T16:00:00.000Z')).toEqual([['enterprise', 30, 30, 4]]);
    expect(await look('2026-12-28T02:00:00.000Z')).toEqual([['enterprise', 7, 3, 4]]);
    expect(await look('2026-12-30T02:00:00.000Z')).toEqual([['enterprise', 1, 1, 4]]);
    expect(await look('2026-12-31T15:59:59.999Z')).toEqual([['enterprise', 1, 0, 4]]);
    expect(await look('2026-12-31T16:00:00.000Z')).toEqual([]);
  });
});
