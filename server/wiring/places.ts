import type { AccountsDeps } from '../features/accounts/index.ts';
import type { Ledger } from '../features/quota/index.ts';

/** WeChat-user places of the ledger, as binding takes them. */
export function createPlaces(ledger: Ledger): AccountsDeps['places'] {
  const wish = (place: Parameters<AccountsDeps['places']['use']>[1]) => ({
    enterpriseId: place.enterpriseId,
    kind: 'wechat_user',
    holder: `user:${place.userId}` as const,
    causeKey: place.causeKey,
    reason: place.reason,
    actor: place.actor,
  });
  return {
    reserve: (tx, place) => ledger.reserve(tx, { ...wish(place), expiresAt: place.expiresAt }),
    use: (tx, place) => ledger.use(tx, wish(place)),
    async release(tx, place) {
      await ledger.release(tx, wish(place));
    },
  };
}
