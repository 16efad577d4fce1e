import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openDatabase } from '../../database.ts';
import { onMySql, openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { systemClock } from '../clock.ts';
import { Setting } from '../data/kernel.entity.ts';
import { backUp, restore } from './index.ts';
import { findDumpTool } from './mysql.ts';

const missing = onMySql && findDumpTool() === null ? ' (skipped: no mariadb-dump or mysqldump here)' : '';
const text = "岚汐 'quoted' \\ 😀 \n -- ; \u0000";

describe.skipIf(missing !== '')(`a backup${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hulian-backup-'));
  let nth = 0;
  let test: TestDatabase;
  let file: string;
  let drops: (() => Promise<unknown>)[];

  beforeEach(async () => {
    test = await openTestDatabase();
    drops = [() => test.drop()];
    nth += 1;
    file = join(folder, `${nth}${onMySql ? '.sql.gz' : '.db'}`);
    await put('before');
  });
  afterEach(async () => {
    for (const drop of drops) await drop();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (id: string) =>
    test.db.installation().insert(Setting, { id, value: { text }, updatedAt: systemClock.now() });

  /** Where it can be restored to. */
  async function emptyPlace(): Promise<string> {
    if (!onMySql) return `sqlite:${join(folder, `restored-${nth}.db`)}`;
    const other = await openTestDatabase({ migrated: false });
    drops.push(() => other.drop());
    return other.url;
  }
  async function settingsOf(url: string): Promise<unknown[]> {
    const db = await openDatabase(url);
    try {
      expect(await db.pendingMigrations()).toEqual([]);
      const rows = await db.installation().find(Setting, {}, { orderBy: { id: 'asc' } });
      return rows.map(({ id, value }) => [id, value]);
    } finally {
      await db.close();
    }
  }

  it('has what was committed the moment before, though its connection is open, and nothing later', async () => {
    await put('at once');
    await backUp(test.url, file);
    await put('later');
    const place = await emptyPlace();
    await restore(place, file);
    expect(await settingsOf(place)).toEqual([
      ['at once', { text }],
      ['before', { text }],
    ]);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('replaces no file, and is put over no database', async () => {
    await backUp(test.url, file);
    await expect(backUp(test.url, file)).rejects.toThrow(/exists already/);
    await expect(restore(test.url, file)).rejects.toThrow(/there already|tables already/);
    await expect(restore(await emptyPlace(), `${file}.none`)).rejects.toThrow(/There is no/);
  });

  it('that is cut off or damaged is refused, and nothing is left of it', async () => {
    await backUp(test.url, file);
    const bytes = readFileSync(file);
    const damaged = join(folder, `damaged-${nth}${onMySql ? '.sql.gz' : '.db'}`);
    const sql = () => gunzipSync(bytes);
    writeFileSync(
      damaged,
      onMySql ? gzipSync(sql().subarray(0, sql().length - 200)) : bytes.subarray(0, 8192 * 3),
    );
    const place = await emptyPlace();
    await expect(restore(place, damaged)).rejects.toThrow(/not whole|damaged|malformed/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    await restore(place, file);
    expect(await settingsOf(place)).toHaveLength(1);
  });
});
