import type { StaffDirectory } from '../features/access/index.ts';
import type { Enterprises } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import type { RegistrationNotices } from '../features/registration/index.ts';
import { formatMinute } from '../kernel/i18n/format-time.ts';
import { staffCardText as text } from './staff-card-text.ts';

/** Registrations that wait for staff, or for a place, told to those who may answer. */
export function createRegistrationNotices(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: StaffDirectory;
  enterprises: Enterprises;
  publicUrl: string;
}): RegistrationNotices {
  return {
    async tell(tx, { kind, enterpriseId, registrationId, name, company, phoneMasked, at }) {
      const zone = await deps.enterprises.zoneOf(tx, enterpriseId);
      for (const person of await deps.staff.withPermission(tx, 'accounts.manage', enterpriseId)) {
        const locale = person.language;
        await deps.messaging.queueStaffCard(tx, {
          enterpriseId,
          staffId: person.id,
          title: text(locale, `registration_${kind}.title`, { name }),
          description: text(locale, `registration_${kind}.description`),
          rows: [
            { label: text(locale, 'label.name'), value: name },
            { label: text(locale, 'label.company'), value: company },
            { label: text(locale, 'label.phone'), value: phoneMasked },
            { label: text(locale, 'label.time'), value: formatMinute(locale, at, zone) },
          ].filter(({ value }) => value !== ''),
          url: `${deps.publicUrl}/workbench/registrations`,
          causeKey: `card:registration:${kind}:${registrationId}:${person.id}`.slice(0, 160),
          now: at,
        });
      }
    },
  };
}
