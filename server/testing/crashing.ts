import type { Database } from '../kernel/data/orm.ts';

/** What a test lets happen where a process would have died. */
export class Crash extends Error {}

/**
 * Lets the nth statement fail, as if the process had died there.
 * @returns whether it came to that; false: the work was shorter, and is done
 */
export async function crashing(db: Database, at: number, work: () => Promise<unknown>): Promise<boolean> {
  const connection = db.orm.em.getConnection();
  const execute: unknown = Reflect.get(connection, 'execute');
  if (typeof execute !== 'function') throw new Error('The connection has no execute');
  let left = at;
  Reflect.set(connection, 'execute', (...args: unknown[]): unknown => {
    left -= 1;
    if (left === 0) return Promise.reject(new Crash('the process died'));
    const result: unknown = Reflect.apply(execute, connection, args);
    return result;
  });
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Error && /the process died/.test(error.message)) return true;
    throw error;
  } finally {
    Reflect.deleteProperty(connection, 'execute');
  }
}
