import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createKeyring } from '../secrets.ts';
import { withConnection } from './sqlite-connection.ts';
import { createSqliteWriter } from './sqlite-writer.ts';

describe('the thread that writes', () => {
  const keyring = createKeyring('a key of the tests that is long enough to be taken');
  const insert = 'insert into note (id, secret) values (?, ?)';
  let test: TestDatabase;
  let writer: ReturnType<typeof createSqliteWriter>;
  const read = () =>
    withConnection(test.db, (connection) =>
      connection.prepare('select id, secret from note order by id').all(),
    );
  const write = (...rows: [string, string | null][]) =>
    withConnection(test.db, () => writer.commit({ sql: insert, rows, sealedAt: 1 }));

  beforeAll(async () => {
    test = await openTestDatabase({ migrated: false });
    writer = createSqliteWriter(test.db, keyring);
    await withConnection(test.db, (connection) =>
      connection.exec('create table note (id text primary key, secret text)'),
    );
  });
  afterAll(async () => {
    await writer.close();
    await test.drop();
  });

  it('encrypts what is to be encrypted, under the key of its parent', async () => {
    await write(['a', '绑定 😀'], ['b', null]);
    const [first, second] = (await read()).map((row) =>
      typeof row === 'object' && row !== null ? { ...row } : {},
    );
    const sealed = String(Reflect.get(first ?? {}, 'secret'));
    expect(sealed).toMatch(/^v1\./);
    expect(keyring.open(sealed)).toBe('绑定 😀');
    expect(second).toEqual({ id: 'b', secret: null });
  });

  it('writes all or nothing, and tells the engine’s code', async () => {
    const before = await read();
    await expect(write(['c', 'one'], ['a', 'again'])).rejects.toMatchObject({
      code: expect.stringMatching(/^SQLITE_CONSTRAINT/),
    });
    expect(await read()).toEqual(before);
  });

  it('tells which rows were there already, and leaves out what belongs to them', async () => {
    await withConnection(test.db, (connection) => connection.exec('create table label (note text)'));
    const refused = await withConnection(test.db, () =>
      writer.commit({
        sql: `${insert} on conflict (id) do nothing`,
        rows: [
          ['f', 'new'],
          ['a', 'was there'],
          ['g', 'new'],
          ['f', 'twice'],
        ],
        beside: { sql: 'insert into label (note) values (?)', rows: [['f'], ['a'], null, ['f again']] },
      }),
    );
    expect(refused).toEqual([1, 3]);
    const labels = await withConnection(test.db, (connection) =>
      connection.prepare('select note from label').all(),
    );
    expect(labels).toMatchObject([{ note: 'f' }]);
  });

  it('fails what was waiting when it ends, and starts anew', async () => {
    const lost = write(['d', 'lost or not']);
    const outcome = lost.then(
      () => 'written',
      (error: unknown) => String(error),
    );
    await writer.close();
    expect(await outcome).toMatch(/^written$|ended/);
    await write(['e', 'later']);
    expect(await read()).toContainEqual(expect.objectContaining({ id: 'e' }));
  });
});
