import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { operationsTexts } from '../../../config/locales/zh-CN/operations.ts';
import { recordsTexts } from '../../../config/locales/zh-CN/records.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { records } from './index.ts';
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

  it('are written by one function, and updated or deleted by none', () => {
    for (const { path, text } of sources) {
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
