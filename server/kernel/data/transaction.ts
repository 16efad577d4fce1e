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

/**
 * Runs `work` in one transaction: all of it, or nothing. Inside, only `tx` may be used (the
 * embedded engine has one connection) and nothing outside is called. Each try starts with an empty
 * identity map.
 */
export async function inTransaction<T>(em: EntityManager, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const once = () =>
    em.transactional(
      (tx) => {
        if (!(tx instanceof TenantEntityManager)) throw new Error('The entity manager is not ours');
        return work(tx);
      },
      { clear: true },
    );
  // Within another transaction the conflict is the outer one's to try again.
  return em.isInTransaction() ? once() : retryLocks(once);
}
