import type { EntityManager } from '../../../kernel/data/orm.ts';

/**
 * Forgets the rows of a transaction, which it leaves with whoever began it, and lets callbacks be
 * answered: the embedded engine works in this very thread, and nothing else would get its turn.
 */
export async function rest(em: EntityManager): Promise<void> {
  em.clear();
  await new Promise((resolve) => setImmediate(resolve));
}
