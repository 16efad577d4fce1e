import type { QuotaListener } from '../features/quota/index.ts';
import type { Webhooks } from '../features/webhooks/index.ts';
import type { Clock } from '../kernel/clock.ts';

/** Places that came, and places that went by themselves, as other systems hear of them. */
export function tellOfQuota(deps: { clock: Clock; events: Pick<Webhooks, 'publish'> }): QuotaListener {
  return async (tx, { enterpriseId, kind, credited, remaining, suspended }) => {
    const at = deps.clock.now();
    if (credited > 0) {
      const data = { kind, amount: credited, remaining };
      await deps.events.publish(tx, { enterpriseId, type: 'quota.credited', data, at });
    }
    if (suspended.length > 0) {
      const data = { kind, places: suspended.length };
      await deps.events.publish(tx, { enterpriseId, type: 'quota.suspended', data, at });
    }
  };
}
