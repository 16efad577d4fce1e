import type { Edition } from '../../config/editions.ts';
import type { StaffDirectory } from '../features/access/index.ts';
import type { ConnectionNotices, Enterprises } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import { kindLabel } from '../features/quota/index.ts';
import { formatMinute } from '../kernel/i18n/format-time.ts';
import { zoneOf } from '../kernel/zoned-day.ts';
import { staffCardText as text } from './staff-card-text.ts';

/** What invitation codes bring, told to those who may answer it. */
export function createConnectionNotices(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: StaffDirectory;
  enterprises: Enterprises;
  editions: readonly Edition[];
  publicUrl: string;
}): ConnectionNotices {
  return {
    async tell(tx, { kind, enterpriseId, name, hint, quotaKind, connectionId, cause, at }) {
      const enterprise = await deps.enterprises.within(tx, enterpriseId);
      for (const person of await deps.staff.withPermission(tx, 'connections.manage', enterpriseId)) {
        const locale = person.language;
        const zone = zoneOf(enterprise);
        const values = {
          name,
          hint,
          kind: quotaKind === '' ? '' : kindLabel(locale, quotaKind, deps.editions),
        };
        await deps.messaging.queueStaffCard(tx, {
          enterpriseId,
          staffId: person.id,
          title: text(locale, `${kind}.title`, values),
          description: text(locale, `${kind}.description`, values),
          rows: [{ label: text(locale, 'label.time'), value: formatMinute(locale, at, zone) }],
          url: `${deps.publicUrl}/workbench/${
            connectionId === null ? 'quota' : `connections?open=${connectionId}`
          }`,
          causeKey: `card:connection:${kind}:${cause}:${person.id}`.slice(0, 160),
          now: at,
        });
      }
    },
  };
}
