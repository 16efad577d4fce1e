import type { StaffDirectory, StaffRequestNotices } from '../features/access/index.ts';
import type { Enterprises } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import { formatMinute } from '../kernel/i18n/format-time.ts';
import { staffCardText as text } from './staff-card-text.ts';

/** A member of WeCom who asks for an account, told to those who may answer him. */
export function createStaffRequestNotices(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: StaffDirectory;
  enterprises: Enterprises;
  publicUrl: string;
}): StaffRequestNotices {
  return {
    async tell(tx, { enterpriseId, id, userId, name, note, at }) {
      const zone = await deps.enterprises.zoneOf(tx, enterpriseId);
      for (const person of await deps.staff.withPermission(tx, 'directory.manage', enterpriseId)) {
        const locale = person.language;
        await deps.messaging.queueStaffCard(tx, {
          ...{ enterpriseId, staffId: person.id },
          title: text(locale, 'staff_request.title', { name }),
          description: text(locale, 'staff_request.description'),
          rows: [
            { label: text(locale, 'label.account'), value: userId },
            { label: text(locale, 'label.note'), value: note },
            { label: text(locale, 'label.time'), value: formatMinute(locale, at, zone) },
          ].filter(({ value }) => value !== ''),
          url: `${deps.publicUrl}/workbench/directory`,
          causeKey: `card:staff-request:${id}:${person.id}`,
          now: at,
        });
      }
    },
  };
}
