import type { Edition } from '../../config/editions.ts';
import type { StaffDirectory } from '../features/access/index.ts';
import type { Enterprises } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import { kindLabel, unitLabel, type LotEndHearer } from '../features/quota/index.ts';
import { formatDay } from '../kernel/i18n/format-time.ts';
import { staffCardText } from './staff-card-text.ts';

/** Lots that end soon, told to those who buy (row 320). */
export function createLotEnds(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: StaffDirectory;
  enterprises: Enterprises;
  editions: readonly Edition[];
  publicUrl: string;
}): LotEndHearer {
  return {
    zoneOf: (tx, enterpriseId) => deps.enterprises.zoneOf(tx, enterpriseId),
    async tell(tx, { enterpriseId, lotId, kind, places, used, endsAt, hint, daysLeft, timeZone, at }) {
      for (const person of await deps.staff.withPermission(tx, 'orders.manage', enterpriseId)) {
        const locale = person.language;
        const text = (key: Parameters<typeof staffCardText>[1]) =>
          staffCardText(locale, key, {
            ...{ kind: kindLabel(locale, kind, deps.editions), unit: unitLabel(locale, kind) },
            ...{ places, used, days: daysLeft },
          });
        await deps.messaging.queueStaffCard(tx, {
          enterpriseId,
          staffId: person.id,
          title: text('lot_end.title'),
          description: text('lot_end.description'),
          rows: [{ label: text('label.until'), value: formatDay(locale, endsAt, timeZone) }],
          url: `${deps.publicUrl}/workbench/orders`,
          causeKey: `card:lot-end:${lotId}:${hint}:${person.id}`,
          now: at,
        });
      }
    },
  };
}
