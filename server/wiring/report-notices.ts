import type { StaffDirectory } from '../features/access/index.ts';
import type { ReportNotices } from '../features/crm/index.ts';
import type { Enterprises } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import { formatMinute } from '../kernel/i18n/format-time.ts';
import { zoneOf } from '../kernel/zoned-day.ts';
import { staffCardText as text } from './staff-card-text.ts';

/** A dispute about a customer, told to those who may decide it. */
export function createReportNotices(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: StaffDirectory;
  enterprises: Enterprises;
  publicUrl: string;
}): ReportNotices {
  return {
    async tell(tx, { enterpriseId, id, party, reporter, owner, reason, at }) {
      const zone = zoneOf(await deps.enterprises.within(tx, enterpriseId));
      for (const person of await deps.staff.withPermission(tx, 'crm.manage', enterpriseId)) {
        const locale = person.language;
        await deps.messaging.queueStaffCard(tx, {
          ...{ enterpriseId, staffId: person.id },
          title: text(locale, 'reported.title', { name: party }),
          description: reason.slice(0, 60),
          rows: [
            { label: text(locale, 'label.reporter'), value: reporter },
            { label: text(locale, 'label.owner'), value: owner },
            { label: text(locale, 'label.time'), value: formatMinute(locale, at, zone) },
          ],
          url: `${deps.publicUrl}/workbench/customer-reports`,
          causeKey: `card:crm-report:${id}:${person.id}`,
          now: at,
        });
      }
    },
  };
}
