import type { StaffDirectory } from '../features/access/index.ts';
import type { VisitNotices } from '../features/crm/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import { staffCardText as text } from './staff-card-text.ts';

/** Customers that are due for a visit, told to their owner in one card a morning. */
export function createVisitNotices(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: Pick<StaffDirectory, 'byId'>;
  publicUrl: string;
}): VisitNotices {
  return {
    async tell(tx, { enterpriseId, staffId, kind, count, names, causeKey, at }) {
      const locale = (await deps.staff.byId(tx, staffId))?.language ?? 'zh-CN';
      await deps.messaging.queueStaffCard(tx, {
        ...{ enterpriseId, staffId, causeKey, now: at },
        title: text(locale, kind === 'customer' ? 'visits.customer' : 'visits.partner', { count }),
        description: text(locale, 'visits.rule'),
        rows: names.map((name, index) => ({
          label: text(locale, 'visits.nth', { number: index + 1 }),
          value: name,
        })),
        url: `${deps.publicUrl}/workbench/${kind}s?scope=mine&visit=due`,
      });
    },
  };
}
