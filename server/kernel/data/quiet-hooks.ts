import { TransactionContext, type UnitOfWork } from '@mikro-orm/core';

/*
 * Node 20 pays for every promise and timer of the process, for good, from the moment when somebody
 * enters an AsyncLocalStorage: a third of the callbacks that one process answers (`npm run bench`).
 * The ORM enters two: one finds the transaction that a caller did not name, one finds out whether
 * a flush is asked for within a flush. Here every transaction is named, and flushes are asked for
 * in the open; so neither is entered. Both places are the ORM's own, at the version that is
 * pinned; `quiet-hooks.test.ts` tells when they move.
 */

/** Nobody looks a transaction up: it is handed on as `tx`. */
export function handTransactionsOn(): void {
  Reflect.set(TransactionContext, 'storage', {
    run: (_store: unknown, work: () => unknown) => work(),
    getStore: () => undefined,
  });
}

/**
 * What the unit's own `commit` does, but for entering its storage.
 * @returns false where a flush is under way: then the unit's own queue is the place
 */
export async function flushQuietly(unit: UnitOfWork): Promise<boolean> {
  if (Reflect.get(unit, 'working') !== false) return false;
  Reflect.set(unit, 'working', true);
  try {
    await call(unit, 'doCommit');
    const queue: unknown = Reflect.get(unit, 'flushQueue');
    while (Array.isArray(queue) && queue.length > 0) {
      const next: unknown = queue.shift();
      if (typeof next === 'function') await Reflect.apply(next, undefined, []);
    }
  } finally {
    await call(unit, 'postCommitCleanup');
    Reflect.set(unit, 'working', false);
  }
  return true;
}

async function call(unit: UnitOfWork, name: string): Promise<void> {
  const method: unknown = Reflect.get(unit, name);
  if (typeof method !== 'function') throw new Error(`This version of the ORM has no ${name}`);
  await Reflect.apply(method, unit, []);
}
