import { DeadlockException, LockWaitTimeoutException } from '@mikro-orm/core';

import { TenantEntityManager } from './tenant-entity-manager.ts';
import type { EntityManager } from './orm.ts';

const most = 6;
const lockCodes = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD']);

/** Two writers met, and this one may try again. Bare SQL throws the driver's own errors, and a handler's come wrapped. */
function isLockConflict(error: unknown): boolean {
  if (error instanceof DeadlockException || error instanceof LockWaitTimeoutException) return true;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (typeof code === 'string' && lockCodes.has(code)) return true;
  return error instanceof Error && error.cause !== undefined && isLockConflict(error.cause);
}

/** Tries again after a deadlock or a lock wait, here and nowhere else. */
export async function retryLocks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isLockConflict(error) || attempt === most) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

/** What is told when a transaction has committed, by its entity manager. */
const waiting = new WeakMap<EntityManager, (() => void)[]>();

/**
 * Tells something once the transaction of `tx` has committed, and never when it was rolled back.
 * What is told must not throw: it is a hint for others, the truth is in the rows. Outside of a
 * transaction of `inTransaction` it is told at once.
 */
export function afterCommit(tx: EntityManager, tell: () => void): void {
  const list = waiting.get(tx);
  if (list === undefined) tell();
  else list.push(tell);
}

/**
 * Runs `work` in one transaction: all of it, or nothing. Inside, only `tx` may be used (the
 * embedded engine has one connection) and nothing outside is called. Each try starts with an empty
 * identity map.
 */
export async function inTransaction<T>(
  em: EntityManager,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  let told: (() => void)[] = [];
  const once = () =>
    em.transactional(
      (tx) => {
        if (!(tx instanceof TenantEntityManager)) throw new Error('The entity manager is not ours');
        told = [];
        waiting.set(tx, told);
        return work(tx);
      },
      { clear: true },
    );
  // Within another transaction the conflict, and what is told, are the outer one's.
  const outer = em.isInTransaction();
  const result = await (outer ? once() : retryLocks(once));
  for (const tell of told) {
    if (outer) afterCommit(em, tell);
    else tell();
  }
  return result;
}
