import { limits } from '../../../config/limits.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { networkOf } from '../../kernel/addresses.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { SignInTry } from './access.entity.ts';

/**
 * How often a password may be tried: for one account, and from one network, whichever accounts.
 * A try counts before it is judged, so that many at once are not let through together; names that
 * nobody bears count alike.
 */
export function createSignInTries(deps: { db: Database; clock: Clock }) {
  const { db, clock } = deps;
  return {
    /** @throws sign_in.too_many (429) */
    async begin(account: string, ip: string): Promise<{ succeeded: (tx: EntityManager) => Promise<void> }> {
      const em = db.installation();
      const now = clock.now();
      const [accountHash, networkHash] = [hashSecret(account), hashSecret(networkOf(ip))];
      await em.insert(SignInTry, { id: newId(), accountHash, networkHash, triedAt: now });
      const since = { $gt: new Date(now.getTime() - limits.signInWindowMs) };
      const over =
        (await em.count(SignInTry, { accountHash, triedAt: since })) > limits.signInPerAccount ||
        (await em.count(SignInTry, { networkHash, triedAt: since })) > limits.signInPerNetwork;
      if (over) {
        const minutes = limits.signInWindowMs / 60_000;
        throw new AppError('sign_in.too_many', {
          ...{ status: 429, data: { minutes }, retryAfterSeconds: minutes * 60 },
        });
      }
      return {
        /** What its owner mistyped before is forgotten. */
        async succeeded(tx) {
          await tx.nativeDelete(SignInTry, { accountHash });
        },
      };
    },

    async sweep(em: EntityManager, now: Date): Promise<void> {
      await em.nativeDelete(SignInTry, { triedAt: { $lt: new Date(now.getTime() - limits.signInWindowMs) } });
    },
  };
}
export type SignInTries = ReturnType<typeof createSignInTries>;
