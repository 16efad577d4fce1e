import type { InterconnectUserExport } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import { csvLine, csvMark } from '../../contract/csv.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { formatMinute } from '../../kernel/i18n/format-time.ts';
import { newId } from '../../kernel/ids.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import type { Records } from './doors.ts';
import { accountsText, type EnterpriseCards } from './memberships.ts';
import type { UserAdmin, Users } from './users.ts';

const columns = [
  ...(['name', 'company', 'phone', 'roles', 'account', 'binding', 'salesperson', 'last_seen'] as const),
  'watermark',
] as const;
const batch = 200;

/** Interconnect users as a file: personal data, so with a reason, a record, and a watermark in every line (row 335). */
export function createUserExport(deps: {
  db: Database;
  clock: Clock;
  users: Pick<Users, 'list'>;
  enterprises: EnterpriseCards;
  records: Records;
}) {
  /** Read batch by batch while they leave; phones as the screen shows them. */
  async function* lines(
    open: () => EntityManager,
    filters: Omit<InterconnectUserExport, 'reason'>,
    shown: { locale: Locale; timeZone: string; watermark: string },
  ): AsyncGenerator<string> {
    const { locale, timeZone, watermark } = shown;
    yield csvMark + csvLine(columns.map((column) => accountsText(locale, `export.${column}`)));
    let cursor: string | undefined;
    for (;;) {
      const page = await deps.users.list(open(), { ...filters, cursor, limit: batch }, locale);
      const rows = page.items.map((user) =>
        csvLine([
          ...[user.name, user.downstreamName, user.phoneMasked],
          user.roles.map(({ label }) => label).join(' '),
          accountsText(locale, `export.account.${user.accountState}`),
          accountsText(locale, `export.binding.${user.bindingState}`),
          user.salespersonName ?? '',
          user.lastSeenAt === null ? '' : formatMinute(locale, new Date(user.lastSeenAt), timeZone),
          watermark,
        ]),
      );
      if (rows.length > 0) yield rows.join('');
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  /** The record stands before the first line leaves. */
  return async function exportUsers(
    em: EntityManager,
    admin: UserAdmin,
    { reason, ...filters }: InterconnectUserExport,
    locale: Locale,
  ): Promise<AsyncGenerator<string>> {
    const { enterpriseId } = admin;
    const timeZone = zoneOf(await deps.enterprises.within(em, enterpriseId));
    const at = deps.clock.now();
    const id = newId();
    await inTransaction(em, (tx) =>
      deps.records.add(tx, {
        ...{ enterpriseId, actor: `staff:${admin.staffId}`, actorName: admin.name, at },
        ...{ action: 'interconnect_users.exported', target: `interconnect_users:${id}`, before: {} },
        ...{ after: { ...filters, reason }, requestId: admin.requestId },
      }),
    );
    const watermark = [admin.name, formatMinute(locale, at, timeZone), reason, id].join(' · ');
    return lines(() => deps.db.tenant(enterpriseId), filters, { locale, timeZone, watermark });
  };
}
