import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createLedger } from './ledger.ts';
import { QuotaEntry, QuotaLot, QuotaPlace } from './quota.entity.ts';
import { enterprisesWithLedger, verifyLedger } from './rebuild.ts';

const now = new Date('2026-11-24T10:00:00.000Z');
const serverFolder = fileURLToPath(new URL('../../', import.meta.url));

describe('entries (L1)', () => {
  let test: TestDatabase;
  let enterpriseId: string;
  const ledger = createLedger({ clock: createFixedClock(now) });

  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.drop());

  async function buildLedger(): Promise<void> {
    enterpriseId = newId();
    const wish = { enterpriseId, kind: 'enterprise', reason: 'granted', actor: 'system' } as const;
    await inTransaction(test.db.tenant(enterpriseId), async (tx) => {
      await ledger.credit(tx, { ...wish, amount: 3, sourceKey: newId(), startsAt: now, endsAt: null });
      await ledger.use(tx, { ...wish, holder: 'connection:a', causeKey: 'open' });
      await ledger.use(tx, { ...wish, holder: 'connection:b', causeKey: 'open' });
    });
  }
  const scope = () => test.db.tenant(enterpriseId);
  const problems = async () => (await verifyLedger(scope(), enterpriseId)).map(({ problem }) => problem);

  it('cannot be changed or deleted by a flush', async () => {
    await buildLedger();
    const change = inTransaction(scope(), async (tx) => {
      const entry = await tx.findOneOrFail(QuotaEntry, { seq: 2 });
      entry.usedDelta = 0;
      await tx.flush();
    });
    await expect(change).rejects.toThrow('append-only');
    const remove = inTransaction(scope(), async (tx) => {
      tx.remove(await tx.findOneOrFail(QuotaEntry, { seq: 2 }));
      await tx.flush();
    });
    await expect(remove).rejects.toThrow('append-only');
    expect(await problems()).toEqual([]);
  });

  it('are written at one place of the server, and updated or deleted at none', () => {
    const touching: string[] = [];
    for (const path of readdirSync(serverFolder, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
      const text = readFileSync(`${serverFolder}${path}`, 'utf8');
      for (const [line] of text.matchAll(/^.*\b\w+\(\s*QuotaEntry\b.*$/gm)) touching.push(line.trim());
      expect(text, path).not.toMatch(/(update|delete from|replace into|insert into)\s+`?quota_entry/i);
      expect(text, path).not.toMatch(
        /(nativeUpdate|nativeDelete|upsert|create|remove|assign)\w*\(\s*QuotaEntry\b/,
      );
    }
    expect(touching.filter((line) => line.includes('.insert('))).toHaveLength(1);
  });

  it.each([
    ['a lost entry', () => scope().nativeDelete(QuotaEntry, { seq: 2 }), /entry 2 is missing/],
    [
      'a changed entry',
      () => scope().nativeUpdate(QuotaEntry, { seq: 1 }, { boughtDelta: 9 }),
      /figures|lots/,
    ],
    [
      'more use than was bought',
      () => scope().nativeUpdate(QuotaEntry, { seq: 1 }, { boughtDelta: 1 }),
      /not bought/,
    ],
    ['a lost place', () => scope().nativeDelete(QuotaPlace, { holderKey: 'connection:a' }), /places/],
    ['a lot that counts wrong', () => scope().nativeUpdate(QuotaLot, {}, { used: 1 }), /lots/],
  ])('that do not fit are found: %s', async (_name, damage, told) => {
    await buildLedger();
    expect(await problems()).toEqual([]);
    await damage();
    expect((await problems())[0]).toMatch(told);
    expect(await enterprisesWithLedger(test.db.acrossTenants('work: sweep'))).toContain(enterpriseId);
  });
});
