import { UniqueConstraintViolationException } from '@mikro-orm/core';

import { Setting } from './kernel.entity.ts';
import type { EntityManager } from './orm.ts';

/**
 * Lets transactions of one name pass one after the other, until each commits: for limits that are
 * counted before they are used up. It must be the first statement of the transaction, so that what
 * is counted after it is what the one before has left.
 */
export async function takeTurn(tx: EntityManager, name: string, now: Date): Promise<void> {
  const id = `turn.${name}`;
  const lock = () => tx.nativeUpdate(Setting, { id }, { updatedAt: now });
  if ((await lock()) > 0) return;
  try {
    await tx.insert(Setting, { id, value: {}, updatedAt: now });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    await lock();
  }
}
