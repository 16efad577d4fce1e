import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase } from '../database.ts';
import { makeMysqlDatabase } from '../kernel/data/mysql-database.ts';
import type { Database } from '../kernel/data/orm.ts';

export interface TestDatabase {
  readonly db: Database;
  readonly url: string;
  /** Closes it and drops what was made. */
  drop(): Promise<void>;
}

/** Whether this vitest project runs on MySQL. */
export const onMySql = process.env['TEST_ENGINE'] === 'mysql';

/**
 * A database of its own, on the engine of the vitest project: a SQLite file in a temporary folder,
 * or a MySQL database with a random name. Migrated, unless a test wants it as it is made.
 */
export async function openTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const test = await (onMySql ? openMySqlTest() : openSqliteTest());
  if (options.migrated ?? true) await test.db.migrate();
  return test;
}

async function openSqliteTest(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'hulian-test-'));
  const url = `sqlite:${join(folder, 'test.db')}`;
  const db = await openDatabase(url);
  return {
    db,
    url,
    async drop() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openMySqlTest(): Promise<TestDatabase> {
  const server = new URL(process.env['TEST_DATABASE_URL'] ?? 'mysql://root@127.0.0.1:3306');
  const name = `hulian_test_${randomBytes(8).toString('hex')}`;
  const url = new URL(`/${name}`, server).href;
  const made = await makeMysqlDatabase(url);
  const db = await openDatabase(url);
  return {
    db,
    url,
    async drop() {
      await db.close();
      await made.drop();
    },
  };
}
