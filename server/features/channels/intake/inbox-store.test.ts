import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { parseOfficialAccount } from '../../../../bot/channels/official-account/parse.ts';
import { naturalKeyOf } from '../../../../bot/channels/shared/receive.ts';
import { openDatabase } from '../../../database.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import { newId } from '../../../kernel/ids.ts';
import { createKeyring } from '../../../kernel/secrets.ts';
import { onMySql, openTestDatabase, type TestDatabase } from '../../../testing/database.ts';
import { InboxRow } from '../inbox.entity.ts';
import type { InboxItem, MakeRow } from './inbox-item.ts';
import { createMysqlStore } from './inbox-store.mysql.ts';
import { createSqliteStore } from './inbox-store.sqlite.ts';

const keyring = createKeyring('k'.repeat(40));
const at = new Date('2026-11-24T10:00:00.000Z');
const account = {
  id: newId(),
  enterpriseId: newId(),
  channel: 'official-account',
  appId: 'wx1',
  mayAct: true,
} as const;
const openStore = (db: Database) =>
  onMySql ? createMysqlStore(db, keyring) : createSqliteStore(db, keyring);

describe('a batch of callbacks', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await openTestDatabase();
  });
  afterEach(() => test.drop());

  let ciphers = 0;
  /** As the platform sends it: each sending has a ciphertext of its own. */
  function item(fields: Readonly<Record<string, string>>): InboxItem {
    const whole = { ToUserName: 'gh_1', CreateTime: String(at.getTime() / 1000), ...fields };
    const update = parseOfficialAccount(whole);
    const cipherHash = `cipher-${(ciphers += 1)}`;
    return {
      account,
      update,
      naturalKey: naturalKeyOf(update, whole),
      cipherHash: () => cipherHash,
      clear: update.name,
      hasWork: false,
      makeReply: () => undefined,
      prepare: () => undefined,
    };
  }
  const change = (event: 'subscribe' | 'unsubscribe', from: string) =>
    item({ FromUserName: from, MsgType: 'event', Event: event, EventKey: '' });
  const text = (from: string, id: string) =>
    item({ FromUserName: from, MsgType: 'text', Content: '绑定', MsgId: id });
  const makeRow: MakeRow = (item, naturalKey) => ({
    id: newId(),
    item,
    naturalKey,
    kind: item.update.name,
    content: item.clear,
    replied: false,
    receivedAt: at,
    jobId: null,
  });
  const kinds = async () => {
    const rows = await test.db.acrossTenants('work: sweep').find(InboxRow, {}, { orderBy: { id: 'asc' } });
    return rows.map(({ kind }) => kind);
  };

  it('knows a follow, an unfollow and a follow of one second as three, in one commit as in three', async () => {
    const three = [
      change('subscribe', 'abcdefgh'),
      change('unsubscribe', 'abcdefgh'),
      change('subscribe', 'abcdefgh'),
    ];
    const store = openStore(test.db);
    const stored = await store.write(three, makeRow);
    expect(stored.map(({ repeated }) => repeated)).toEqual([false, false, false]);
    expect(await kinds()).toEqual(['event:subscribe', 'event:unsubscribe', 'event:subscribe']);
    // The same ciphertexts again, in one commit too: each is the one that it was.
    const again = await store.write(three, makeRow);
    expect(again.map(({ id, repeated }) => [id, repeated])).toEqual(stored.map(({ id }) => [id, true]));
    await store.close();
  });

  it('holds each message once, within a batch, after it, and between processes that write at once', async () => {
    const others = onMySql ? [await openDatabase(test.url), await openDatabase(test.url)] : [];
    const [first, ...more] = [openStore(test.db), ...others.map((db) => openStore(db))];
    const stores = [first, ...more];
    const batch = (seed: number) =>
      Array.from({ length: 30 }, (_, n) => text(`p${(n * seed) % 20}`, String((n * seed) % 20)));
    const answers = await Promise.all(
      [1, 3, 7, 9, 11, 13].map((seed, nth) =>
        (stores[nth % stores.length] ?? first).write(batch(seed), makeRow),
      ),
    );
    expect(await kinds()).toHaveLength(20);
    const fresh = answers.flat().filter(({ repeated }) => !repeated);
    expect(new Set(fresh.map(({ id }) => id)).size).toBe(20);
    expect(fresh).toHaveLength(20);
    for (const store of stores) await store.close();
    for (const other of others) await other.close();
  });
});
