import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openDatabase } from '../../database.ts';
import { createFixedClock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { onMySql, openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import type { HolderKey } from './book.ts';
import { createLedger } from './ledger.ts';
import { QuotaEntry } from './quota.entity.ts';
import { verifyLedger } from './rebuild.ts';
import { full } from '../../testing/drill.ts';

/* Q1. The full count of reliability.md with DRILL_FULL=1. */
const tries = full ? 1_000 : 200;
const now = new Date('2026-11-24T10:00:00.000Z');
const kind = 'enterprise';

/**
 * On MySQL four instances with their own connections; the embedded engine has one process and one
 * connection by design, so there the tries overlap in one instance.
 */
describe(`a race of ${tries} for the last place`, () => {
  let test: TestDatabase;
  let instances: Database[] = [];
  const ledger = createLedger({ clock: createFixedClock(now) });
  const wish = { kind, reason: 'opened', actor: 'system' } as const;

  beforeAll(async () => {
    test = await openTestDatabase();
    const others = test.db.dialect === 'mysql' ? 3 : 0;
    instances = [
      test.db,
      ...(await Promise.all(Array.from({ length: others }, () => openDatabase(test.url)))),
    ];
  });
  afterAll(async () => {
    await Promise.all(instances.slice(1).map((db) => db.close()));
    await test.drop();
  });

  /** Runs `work` so many times at once, spread over the instances. */
  function storm<T>(
    enterpriseId: string,
    times: number,
    work: (tx: EntityManager, nth: number) => Promise<T>,
  ): Promise<T[]> {
    const one = (nth: number) => {
      const db = instances[nth % instances.length] ?? test.db;
      return inTransaction(db.tenant(enterpriseId), async (tx) => {
        // A plain read first, as a caller does: the transaction now sees the past.
        await tx.count(QuotaEntry, {});
        return work(tx, nth);
      });
    };
    return Promise.all(Array.from({ length: times }, (_, nth) => one(nth)));
  }
  const credit = (enterpriseId: string, amount: number, sourceKey = newId()) =>
    storm(enterpriseId, 1, (tx) =>
      ledger.credit(tx, {
        ...wish,
        enterpriseId,
        amount,
        sourceKey,
        reason: 'granted',
        startsAt: now,
        endsAt: null,
      }),
    );
  const figures = async (enterpriseId: string) => {
    const [found] = await ledger.figures(test.db.tenant(enterpriseId), kind);
    return [found?.bought, found?.reserved, found?.used, found?.remaining];
  };
  const holder = (nth: number): HolderKey => `connection:${nth}`;

  it('gives one place to exactly one of many', async () => {
    const enterpriseId = newId();
    await credit(enterpriseId, 3);
    for (const nth of [-1, -2]) {
      await storm(enterpriseId, 1, (tx) =>
        ledger.use(tx, { ...wish, enterpriseId, holder: holder(nth), causeKey: 'before' }),
      );
    }
    const answers = await storm(enterpriseId, tries, (tx, nth) => {
      const what = { ...wish, enterpriseId, holder: holder(nth), causeKey: `open-${nth}` };
      return nth % 2 === 0 ? ledger.use(tx, what) : ledger.reserve(tx, { ...what, expiresAt: null });
    });
    expect(answers.filter(({ taken }) => taken)).toHaveLength(1);
    expect(answers.filter(({ taken }) => !taken)).toHaveLength(tries - 1);
    const [bought, reserved, used, remaining] = await figures(enterpriseId);
    expect([bought, (reserved ?? 0) + (used ?? 0), remaining]).toEqual([3, 3, 0]);
    expect(await test.db.tenant(enterpriseId).count(QuotaEntry, {})).toBe(4);
    expect(await verifyLedger(test.db.tenant(enterpriseId), enterpriseId)).toEqual([]);
  });

  it.skipIf(!onMySql)(
    'gives one place to exactly one of four processes that try at once',
    async () => {
      const enterpriseId = newId();
      await credit(enterpriseId, 1);
      const children = ['a', 'b', 'c', 'd'].map((name) =>
        spawn(process.execPath, ['--import', 'tsx', 'server/testing/ledger-child.ts'], {
          env: {
            PATH: process.env['PATH'] ?? '',
            ...{ DATABASE_URL: test.url, ENTERPRISE: enterpriseId, NAME: name, TRIES: String(tries / 4) },
          },
          stdio: ['pipe', 'pipe', 'inherit'],
        }),
      );
      await Promise.all(children.map((child) => once(child.stdout, 'readable')));
      for (const { stdin } of children) stdin.end('go\n');
      const said = await Promise.all(children.map(({ stdout }) => text(stdout)));
      const taken = said.map((lines) => /taken (\d+) of (\d+)/.exec(lines));
      expect(taken.reduce((sum, found) => sum + Number(found?.[2]), 0)).toBe(tries);
      expect(taken.reduce((sum, found) => sum + Number(found?.[1]), 0)).toBe(1);
      expect(await figures(enterpriseId)).toEqual([1, 0, 1, 0]);
      expect(await verifyLedger(test.db.tenant(enterpriseId), enterpriseId)).toEqual([]);
    },
    120_000,
  );

  it('gives one holder one place, whether he comes with one cause or with many', async () => {
    for (const causeOf of [() => 'bind', (nth: number) => `bind-${nth}`]) {
      const enterpriseId = newId();
      await credit(enterpriseId, 50);
      const answers = await storm(enterpriseId, 40, (tx, nth) =>
        ledger.use(tx, { ...wish, enterpriseId, holder: 'connection:a', causeKey: causeOf(nth) }),
      );
      expect(answers.every(({ taken }) => taken)).toBe(true);
      expect(await figures(enterpriseId)).toEqual([50, 0, 1, 49]);
    }
  });

  it('credits a source once, also as the very first credit of an enterprise', async () => {
    const enterpriseId = newId();
    const sourceKey = `order:${newId()}`;
    const answers = await storm(enterpriseId, 20, (tx) =>
      ledger.credit(tx, {
        ...wish,
        enterpriseId,
        amount: 5,
        sourceKey,
        reason: 'order_paid',
        startsAt: now,
        endsAt: null,
      }),
    );
    expect(new Set(answers.map(({ lotId }) => lotId)).size).toBe(1);
    expect(await figures(enterpriseId)).toEqual([5, 0, 0, 5]);
  });

  it('stays sound while holders come and go', async () => {
    const enterpriseId = newId();
    await credit(enterpriseId, 5);
    await storm(enterpriseId, 100, async (tx, nth) => {
      const what = { ...wish, enterpriseId, holder: holder(nth % 12), causeKey: `step-${nth}` };
      if (nth % 3 === 2) await ledger.release(tx, what);
      else if (nth % 3 === 1) await ledger.reserve(tx, { ...what, expiresAt: null });
      else await ledger.use(tx, what);
    });
    expect(await verifyLedger(test.db.tenant(enterpriseId), enterpriseId)).toEqual([]);
  });
});
