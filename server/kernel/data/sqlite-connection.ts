import Libsql from 'libsql';

import type { Database } from './orm.ts';

/** Of each connection of the embedded engine. */
export const pragmas = [
  // For a new file only. A callback has about 2 KB: four a page cost less than two (measured).
  'page_size = 8192',
  'cache_size = -16000',
  'journal_mode = WAL',
  'synchronous = FULL',
  'busy_timeout = 5000',
  'foreign_keys = ON',
] as const;

/* The embedded engine's own, synchronous calls (libsql's better-sqlite3 interface). */
export interface SyncStatement {
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  run(...values: unknown[]): unknown;
}
export interface SyncConnection {
  prepare(sql: string): SyncStatement;
  exec(sql: string): unknown;
}

const isConnection = (value: unknown): value is SyncConnection =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'exec' in value;

/** A connection beside the ORM's, for a thread. */
export function openConnection(path: string): SyncConnection {
  const connection = new Libsql(path);
  for (const pragma of pragmas) connection.pragma(pragma);
  return connection;
}

/**
 * Borrows the one connection of the embedded engine from the ORM's own pool: until `work` ends
 * nobody else reads or writes. `work` may wait for nothing but the thread that writes.
 */
export async function withConnection<T>(
  db: Database,
  work: (connection: SyncConnection) => T | Promise<T>,
): Promise<T> {
  const pool = poolOf(db);
  const connection = await pool.acquire();
  try {
    return await work(connection);
  } finally {
    await pool.release(connection);
  }
}

const pools = new WeakMap<Database, { acquire(): Promise<SyncConnection>; release(connection: SyncConnection): Promise<void> }>();

function poolOf(db: Database) {
  const known = pools.get(db);
  if (known !== undefined) return known;
  const knex: unknown = Reflect.get(db.orm.em.getConnection(), 'client');
  const client: unknown = typeof knex === 'function' || isObject(knex) ? Reflect.get(Object(knex), 'client') : undefined;
  if (!isObject(client)) throw new Error('The database has no pool');
  const acquire: unknown = Reflect.get(client, 'acquireConnection');
  const release: unknown = Reflect.get(client, 'releaseConnection');
  if (typeof acquire !== 'function' || typeof release !== 'function') throw new Error('The database has no pool');
  const pool = {
    async acquire() {
      const connection: unknown = await Reflect.apply(acquire, client, []);
      if (!isConnection(connection)) throw new Error('The embedded engine gave a strange connection');
      return connection;
    },
    async release(connection: SyncConnection) {
      await Reflect.apply(release, client, [connection]);
    },
  };
  pools.set(db, pool);
  return pool;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
