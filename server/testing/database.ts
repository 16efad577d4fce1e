import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase } from '../database.ts';
import { makeMysqlDatabase } from '../kernel/data/mysql-database.ts';
import type { Database } from '../kernel/data/orm.ts';
import { onMySql } from './engine.ts';
import { dropDatabase, newName, openPool, urlOf } from './mysql-pool.ts';
import { wipeRedis } from './redis.ts';

export { onMySql };

export interface TestDatabase {
  readonly db: Database;
  readonly url: string;
  /** Closes it and drops what was made. */
  drop(): Promise<void>;
}

/**
 * A database of its own, on the engine of the vitest project: a SQLite file in a temporary folder,
 * or a MySQL database that nobody else uses meanwhile. Migrated, unless a test wants it as it is made.
 */
export async function openTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const { migrated = true } = options;
  return onMySql ? openMySqlTest(migrated) : openSqliteTest(migrated);
}

async function openSqliteTest(migrated: boolean): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'hulian-test-'));
  const url = `sqlite:${join(folder, 'test.db')}`;
  const db = await openDatabase(url);
  if (migrated) await db.migrate();
  return {
    db,
    url,
    async drop() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of the run's pool where that has one to give. */
async function openMySqlTest(migrated: boolean): Promise<TestDatabase> {
  const pool = migrated ? openPool() : undefined;
  const taken = pool?.take();
  const name = taken ?? newName();
  const url = urlOf(name);
  if (taken === undefined) await (await makeMysqlDatabase(url)).close();
  const db = await openDatabase(url);
  if (migrated && taken === undefined) {
    await db.migrate();
    await pool?.note(name);
  }
  return {
    db,
    url,
    async drop() {
      await db.close();
      await wipeRedis(url);
      if (pool === undefined || !(await pool.give(name))) await dropDatabase(name);
    },
  };
}
