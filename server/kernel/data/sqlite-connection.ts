import type { Database } from './orm.ts';
import type { SyncConnection } from './sqlite-engine.ts';

const isConnection = (value: unknown): value is SyncConnection =>
  typeof value === 'object' && value !== null && 'prepare' in value && 'exec' in value;

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

const pools = new WeakMap<
  Database,
  { acquire(): Promise<SyncConnection>; release(connection: SyncConnection): Promise<void> }
>();

function poolOf(db: Database) {
  const known = pools.get(db);
  if (known !== undefined) return known;
  const knex: unknown = Reflect.get(db.orm.em.getConnection(), 'client');
  const client: unknown =
    typeof knex === 'function' || isObject(knex) ? Reflect.get(Object(knex), 'client') : undefined;
  if (!isObject(client)) throw new Error('The database has no pool');
  const acquire: unknown = Reflect.get(client, 'acquireConnection');
  const release: unknown = Reflect.get(client, 'releaseConnection');
  if (typeof acquire !== 'function' || typeof release !== 'function')
    throw new Error('The database has no pool');
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
