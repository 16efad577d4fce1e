import type { Edition } from '../../config/editions.ts';
import type { Locale } from '../contract/common.ts';
import type { StaffDirectory } from '../features/access/index.ts';
import type { Enterprises } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import type { OnAlarm, PaidOrder } from '../features/orders/index.ts';
import { kindLabel, unitLabel } from '../features/quota/index.ts';
import type { EntityManager } from '../kernel/data/orm.ts';
import { formatDay, formatMinute } from '../kernel/i18n/format-time.ts';
import { staffCardText } from './staff-card-text.ts';

type CardKey = Parameters<typeof staffCardText>[1];
interface About {
  readonly enterpriseId: string;
  /** Who holds it there is told. */
  readonly permission: 'quota.read' | 'orders.confirm';
  readonly title: CardKey;
  readonly description: CardKey;
  readonly values: (locale: Locale) => Readonly<Record<string, string | number>>;
  readonly rows: (locale: Locale) => readonly { readonly label: CardKey; readonly value: string }[];
  readonly path: string;
  readonly cause: string;
  readonly at: Date;
}

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;

/**
 * What money tells people: an order that was paid goes to those of the buyer who may see orders, and
 * money that is not where it should be to the operator's people. In the transaction of what happened,
 * and once a cause.
 */
export function createMoneyNotices(deps: {
  messaging: Pick<Messaging, 'queueStaffCard'>;
  staff: StaffDirectory;
  enterprises: Enterprises;
  editions: readonly Edition[];
  publicUrl: string;
}): { readonly paid: (tx: EntityManager, order: PaidOrder) => Promise<void>; readonly alarm: OnAlarm } {
  const { messaging, staff, enterprises, editions } = deps;

  async function tell(tx: EntityManager, about: About): Promise<void> {
    const { enterpriseId, at } = about;
    const timeZone = await enterprises.zoneOf(tx, enterpriseId);
    for (const person of await staff.withPermission(tx, about.permission, enterpriseId)) {
      const locale = person.language;
      const values = about.values(locale);
      const rows = about.rows(locale).map(({ label, value }) => ({
        label: staffCardText(locale, label),
        value,
      }));
      const time = { label: staffCardText(locale, 'label.time'), value: formatMinute(locale, at, timeZone) };
      await messaging.queueStaffCard(tx, {
        ...{ enterpriseId, staffId: person.id, rows: [...rows, time], now: at },
        title: staffCardText(locale, about.title, values),
        description: staffCardText(locale, about.description, values),
        url: `${deps.publicUrl}/workbench${about.path}`,
        causeKey: `card:${about.cause}:${person.id}`.slice(0, 160),
      });
    }
  }

  return {
    paid: (tx, { orderId, number, enterpriseId, lines, totalFen, method, at }) =>
      tell(tx, {
        ...{ enterpriseId, permission: 'quota.read', path: `/orders/${orderId}`, at },
        ...{
          cause: `order-paid:${orderId}`,
          title: 'order_paid.title',
          description: 'order_paid.description',
        },
        values: (locale) => ({
          summary: lines
            .map(
              ({ kind, places }) =>
                `${kindLabel(locale, kind, editions)} ${places} ${unitLabel(locale, kind)}`,
            )
            .join(locale === 'en' ? ', ' : '、'),
        }),
        rows: (locale) => [
          { label: 'label.order', value: number },
          { label: 'label.amount', value: yuan(totalFen) },
          { label: 'label.method', value: staffCardText(locale, `method.${method}`) },
        ],
      }),

    async alarm(tx, alarm) {
      const operatorId = (await enterprises.operator(tx))?.id ?? null;
      if (operatorId === null) return;
      const shared = {
        ...{ enterpriseId: operatorId, permission: 'orders.confirm' as const, at: alarm.at },
        cause: `money:${alarm.cause}`,
      };
      if (alarm.key === 'bill_different') {
        const { checkId, day, found } = alarm;
        await tell(tx, {
          ...{ ...shared, path: `/bills/${checkId}` },
          ...{ title: 'alarm.bill_different.title', description: 'alarm.bill_different.description' },
          values: () => ({ count: found }),
          rows: (locale) => [
            // Noon of the day, as a bill's day has no zone of the reader's.
            { label: 'label.day', value: formatDay(locale, new Date(`${day}T12:00:00.000Z`), 'UTC') },
          ],
        });
        return;
      }
      const { key, buyerId, orderNumber, amountFen } = alarm;
      const buyer = await enterprises.within(tx, buyerId);
      await tell(tx, {
        ...{ ...shared, path: key.startsWith('refund') ? '/refunds' : '/bills' },
        ...{ title: `alarm.${key}.title`, description: `alarm.${key}.description` },
        values: () => ({ order: orderNumber }),
        rows: () => [
          { label: 'label.order', value: orderNumber },
          { label: 'label.company', value: buyer?.displayName ?? '' },
          { label: 'label.amount', value: yuan(amountFen) },
        ],
      });
    },
  };
}
