import type { Database } from './orm.ts';

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

/**
 * Borrows the one connection of the embedded engine from the ORM's own pool, so that nobody else
 * is on it, for work that must not pause. `work` may not wait for anything.
 */
export async function withConnection<T>(db: Database, work: (connection: SyncConnection) => T): Promise<T> {
  const pool = poolOf(db);
  const connection = await pool.acquire();
  try {
    return work(connection);
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
