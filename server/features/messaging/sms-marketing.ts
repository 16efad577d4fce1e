import { limits } from '../../../config/limits.ts';
import type { SmsHours } from '../../../config/sms.ts';
import type { DeliveryState } from '../../contract/messaging.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { takeTurn } from '../../kernel/data/turn.ts';
import { Delivery } from './messaging.entity.ts';
import type { MarketingPeople } from './ports.ts';
import type { ReasonKey } from './reasons.ts';

export const marketingPurpose = 'sms.marketing';

/** All deliveries of a campaign stand between these two, by their cause. */
export const campaignCauses = (campaignId: string) => ({
  $gte: `marketing:${campaignId}:`,
  $lt: `marketing:${campaignId};`,
});
export const campaignCause = (campaignId: string, userId: string) => `marketing:${campaignId}:${userId}`;
const campaignOf = (causeKey: string) => causeKey.split(':')[1] ?? '';

const hourMs = 3_600_000;
/** Mobile numbers are of the mainland, and so are the carriers' hours; no summer time since 1991. */
const chinaOffsetMs = 8 * hourMs;

/** The first moment at or after `at` when marketing may leave. */
export function nextOpening(hours: SmsHours, at: Date): Date {
  const local = at.getTime() + chinaOffsetMs;
  const day = Math.floor(local / (24 * hourMs)) * 24 * hourMs;
  const opens = day + hours.from * hourMs;
  if (local < opens) return new Date(opens - chinaOffsetMs);
  if (local < day + hours.to * hourMs) return at;
  return new Date(opens + 24 * hourMs - chinaOffsetMs);
}

/** Left us, or may have: what caps count. `queued` with a mark is under way. */
const counted: DeliveryState[] = ['queued', 'submitted', 'in_review', 'delivered', 'unknown'];

/** How many marketing SMS an enterprise has sent since. */
export function marketingSince(em: EntityManager, enterpriseId: string, since: Date): Promise<number> {
  return em.count(Delivery, {
    ...{ enterpriseId, purpose: marketingPurpose, state: { $in: counted } },
    attemptedAt: { $gte: since },
  });
}

/** Null: it may leave now. */
export type Held = { readonly passed: ReasonKey } | { readonly later: Date } | null;

/** Whether a marketing SMS may leave, asked in the transaction that marks it: what was agreed to before counts for nothing. */
export function createMarketingGate(deps: { marketing: MarketingPeople; hours: SmsHours }) {
  return async function hold(tx: EntityManager, delivery: Delivery, now: Date): Promise<Held> {
    const opening = nextOpening(deps.hours, now);
    if (opening > now) return { later: opening };
    const { enterpriseId } = delivery;
    const userId = delivery.interconnectUserId ?? '';
    // One after the other: those that leave at once must not share what is left.
    await takeTurn(tx, `sms-marketing:${enterpriseId}`, now);
    const standing = (await deps.marketing.standings(tx, enterpriseId, [userId])).get(userId);
    if (standing === 'stopped') return { passed: 'opted_out' };
    if (standing !== 'agreed') return { passed: 'no_marketing_consent' };
    const { most, inMs } = limits.smsMarketingPerPerson;
    const own = await tx.find(
      Delivery,
      {
        ...{ purpose: marketingPurpose, state: { $in: counted } },
        interconnectUserId: { $in: [...(await deps.marketing.sameNumber(tx, enterpriseId, userId))] },
        attemptedAt: { $gte: new Date(now.getTime() - inMs) },
      },
      { fields: ['causeKey'], disableIdentityMap: true },
    );
    // Two accounts of one person: one SMS.
    if (own.some(({ causeKey }) => campaignOf(causeKey) === campaignOf(delivery.causeKey)))
      return { passed: 'same_number' };
    if (own.length >= most) return { passed: 'marketing_cap' };
    const lately = await marketingSince(tx, enterpriseId, new Date(now.getTime() - hourMs));
    if (lately >= limits.smsMarketingPerEnterprisePerHour)
      return { later: new Date(now.getTime() + hourMs / 4) };
    return null;
  };
}
export type MarketingGate = ReturnType<typeof createMarketingGate>;
