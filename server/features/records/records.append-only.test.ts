import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { operationsTexts } from '../../../config/locales/zh-CN/operations.ts';
import { recordsTexts } from '../../../config/locales/zh-CN/records.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { forgetInRecords, records } from './index.ts';
import { OperationRecord } from './record.entity.ts';

const serverFolder = fileURLToPath(new URL('../../', import.meta.url));
const sources = readdirSync(serverFolder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(`${serverFolder}${path}`, 'utf8') }));

describe('operation records', () => {
  let test: TestDatabase;
  const enterpriseId = newId();
  const scope = () => test.db.tenant(enterpriseId);

  beforeAll(async () => {
    test = await openTestDatabase();
    await inTransaction(scope(), (tx) =>
      records.add(tx, {
        enterpriseId,
        actor: 'system',
        actorName: '系统',
        action: 'channel.edited',
        target: 'channel_account:x',
        before: {
          phone: '13800001234',
          note: '致电 13800001234',
          secret: 'a'.repeat(32),
          nested: { token: 't' },
        },
        after: { phone: '13900005678' },
        requestId: 'r',
        at: new Date('2026-11-24T10:00:00.000Z'),
      }),
    );
  });
  afterAll(() => test.drop());

  it('cannot be changed or deleted by a flush', async () => {
    const change = inTransaction(scope(), async (tx) => {
      const record = await tx.findOneOrFail(OperationRecord, {});
      record.actorName = '别人';
      await tx.flush();
    });
    await expect(change).rejects.toThrow('append-only');
    const remove = inTransaction(scope(), async (tx) => {
      tx.remove(await tx.findOneOrFail(OperationRecord, {}));
      await tx.flush();
    });
    await expect(remove).rejects.toThrow('append-only');
    expect(await scope().findOneOrFail(OperationRecord, {})).toMatchObject({ actorName: '系统' });
  });

  it('are written by one function, and updated or deleted by none but the one that forgets a person', () => {
    for (const { path, text } of sources) {
      if (path === 'features/records/forget.ts') continue;
      expect(text, path).not.toMatch(/(update|delete from|replace into|insert into)\s+`?operation_record/i);
      expect(text, path).not.toMatch(
        /(nativeUpdate|nativeDelete|upsert|create|remove|assign)\w*\(\s*OperationRecord\b/,
      );
    }
    const writing = sources.filter(({ text }) => /\.insert\(\s*OperationRecord\b/.test(text));
    // The demo tells a history that nobody lived.
    expect(writing.map(({ path }) => path).sort()).toEqual([
      'demo/history.ts',
      'features/records/records.ts',
    ]);
  });

  it('lose a person’s name to a pseudonym, and nothing else of what was done', async () => {
    const [tenant, foreign] = [newId(), newId()];
    const common = {
      ...{ actor: 'identity:gone', actorName: '林晓雯', action: 'account.bound' as const, requestId: 'r' },
      ...{
        target: 'interconnect_user:u',
        before: { state: 'none' },
        at: new Date('2026-11-24T10:00:00.000Z'),
      },
      after: { contactName: '林晓雯', phone: '15400000002', list: ['林晓雯 老板'] },
    } as const;
    const ids = [newId(), newId(), newId()] as const;
    await inTransaction(test.db.acrossTenants('operator: seed'), async (tx) => {
      await records.add(tx, { ...common, id: ids[0], enterpriseId: tenant });
      await records.add(tx, {
        ...{ ...common, id: ids[1], enterpriseId: tenant, actor: 'staff:s', actorName: '陈立' },
      });
      await records.add(tx, { ...common, id: ids[2], enterpriseId: foreign });
    });
    const em = test.db.acrossTenants('operator: seed');
    const before = await em.find(OperationRecord, { id: { $in: [...ids] } }, { orderBy: { id: 'asc' } });
    const forget = () =>
      forgetInRecords(test.db.acrossTenants('operator: seed'), {
        ...{ tenants: [tenant], actors: ['identity:gone'], targets: ['interconnect_user:u'] },
        ...{ words: ['林晓雯', '15400000002'], pseudonym: 'U-TEST' },
      });
    await forget();
    await forget();
    const rest = test.db.acrossTenants('operator: seed');
    const found = await rest.find(OperationRecord, { id: { $in: [...ids] } }, { orderBy: { id: 'asc' } });
    const nameless = {
      before: { state: 'none' },
      after: { contactName: 'U-TEST', phone: 'U-TEST', list: ['U-TEST 老板'] },
    };
    expect(found.map((row) => ({ ...row }))).toEqual([
      { ...before[0], actorName: 'U-TEST', ...nameless },
      { ...before[1], actorName: '陈立', ...nameless },
      { ...before[2] },
    ]);
  });

  it('keep neither phones nor secrets', async () => {
    const { before, after } = await scope().findOneOrFail(OperationRecord, {});
    expect(before).toEqual({
      phone: '138****1234',
      note: '致电 138****1234',
      secret: '***',
      nested: { token: '***' },
    });
    expect(after).toEqual({ phone: '139****5678' });
  });

  it('have words for every action and target that the code names', () => {
    const known = [...Object.keys(operationsTexts), ...Object.keys(recordsTexts)];
    const missing: string[] = [];
    for (const { path, text } of sources) {
      if (!/records\.add\(|deps\.record\(|record\(/.test(text)) continue;
      for (const [, action] of text.matchAll(/\baction: '([a-z_]+\.[a-z_]+)'/g))
        if (!known.includes(`record.${action}`)) missing.push(`${path}: record.${action}`);
      for (const [, kind] of text.matchAll(/\btarget: [`']([a-z_]+):/g))
        if (!known.includes(`target.${kind}`)) missing.push(`${path}: target.${kind}`);
    }
    expect(missing, 'record.* belongs to config/locales/*/operations.ts, target.* to records.ts').toEqual([]);
  });
});
