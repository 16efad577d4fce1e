import type { StaffDirectory } from '../features/access/index.ts';
import type { AccountsDeps } from '../features/accounts/index.ts';
import type { Enterprises } from '../features/enterprises/index.ts';
import type { Messaging } from '../features/messaging/index.ts';
import type { EntityManager } from '../kernel/data/orm.ts';
import { formatMinute } from '../kernel/i18n/format-time.ts';
import { zoneOf } from '../kernel/zoned-day.ts';
import { staffCardText as text } from './staff-card-text.ts';

/** What binding tells people, in the words and carriers of messaging. */
export function createBindingNotices(deps: {
  messaging: Messaging;
  staff: StaffDirectory;
  enterprises: Enterprises;
  publicUrl: string;
}): AccountsDeps['notices'] {
  const { messaging, staff, enterprises, publicUrl } = deps;

  async function card(
    tx: EntityManager,
    to: { enterpriseId: string; staffId: string },
    about: {
      key: 'bound' | 'waiting' | 'help';
      values: { name: string; company: string; phone?: string };
      path: string;
      cause: string;
      at: Date;
    },
  ): Promise<void> {
    const person = await staff.byId(tx, to.staffId);
    if (person?.enabled !== true) return;
    const locale = person.language;
    const enterprise = await enterprises.within(tx, to.enterpriseId);
    const { name, company, phone } = about.values;
    const rows = [
      { label: text(locale, 'label.name'), value: name },
      { label: text(locale, 'label.company'), value: company },
      ...(phone === undefined ? [] : [{ label: text(locale, 'label.phone'), value: phone }]),
      {
        label: text(locale, 'label.time'),
        value: formatMinute(locale, about.at, zoneOf(enterprise)),
      },
    ].filter(({ value }) => value !== '');
    await messaging.queueStaffCard(tx, {
      ...to,
      title: text(locale, `${about.key}.title`, { name, company }),
      description: text(locale, `${about.key}.description`),
      rows,
      url: `${publicUrl}/workbench${about.path}`,
      causeKey: `card:${about.key}:${about.cause}:${to.staffId}`.slice(0, 160),
      now: about.at,
    });
  }

  return {
    async bound(tx, input) {
      const { enterpriseId, interconnectUserId, contactName, company, salespersonId, waiting, cause, at } =
        input;
      const salesperson = await staff.byId(tx, salespersonId);
      const enterprise = await enterprises.within(tx, enterpriseId);
      if (!waiting) {
        await messaging.queueDelivery(tx, {
          enterpriseId,
          purpose: 'account.bound',
          interconnectUserId,
          recipientName: contactName,
          values: {
            contact: contactName,
            company,
            boundAt: at.toISOString(),
            salesperson: salesperson?.name ?? '',
            brand: enterprise?.displayName ?? '',
          },
          path: 'pages/home/index',
          causeKey: `account.bound:${cause}`.slice(0, 160),
          now: at,
        });
      }
      const admins = waiting ? await staff.withPermission(tx, 'accounts.manage', enterpriseId) : [];
      const to = new Set([...admins.map(({ id }) => id), ...(salespersonId === null ? [] : [salespersonId])]);
      for (const staffId of to) {
        await card(
          tx,
          { enterpriseId, staffId },
          {
            key: waiting ? 'waiting' : 'bound',
            values: { name: contactName, company },
            path: `/interconnect-users?open=${interconnectUserId}`,
            cause,
            at,
          },
        );
      }
    },
    async invited(tx, { enterpriseId, interconnectUserId, contactName, company, cause, at, sendAt }) {
      const enterprise = await enterprises.within(tx, enterpriseId);
      return messaging.queueDelivery(tx, {
        enterpriseId,
        purpose: 'account.invited',
        interconnectUserId,
        recipientName: contactName,
        values: { contact: contactName, company, brand: enterprise?.displayName ?? '' },
        path: null,
        causeKey: `account.invited:${cause}`.slice(0, 160),
        now: at,
        ...(sendAt === undefined ? {} : { sendAt }),
      });
    },
    async phoneChanged(tx, { enterpriseId, interconnectUserId, contactName, company, newPhone, cause, at }) {
      const enterprise = await enterprises.within(tx, enterpriseId);
      await messaging.queueDelivery(tx, {
        ...{ enterpriseId, purpose: 'account.phone_changed', interconnectUserId },
        recipientName: contactName,
        values: { contact: contactName, company, newPhone, brand: enterprise?.displayName ?? '' },
        path: 'pages/bind/index',
        causeKey: `account.phone_changed:${cause}`.slice(0, 160),
        now: at,
      });
    },
    async helpWanted(tx, { enterpriseId, requestId, name, company, phoneMasked, staffIds, at }) {
      for (const staffId of staffIds) {
        await card(
          tx,
          { enterpriseId, staffId },
          {
            key: 'help',
            values: { name, company, phone: phoneMasked },
            path: `/binding-requests/${requestId}`,
            cause: requestId,
            at,
          },
        );
      }
    },
    invitationsOf: (em, enterpriseId, page, locale) =>
      messaging.deliveriesFor(em, enterpriseId, { ...page, purpose: 'account.invited' }, locale),
    noticesOf: (em, interconnectUserId, page, locale) =>
      messaging.noticesOf(em, interconnectUserId, { ...page, locale }),
    subscribeTemplateIds: messaging.subscribeTemplateIds,
  };
}
