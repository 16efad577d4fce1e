import { csvLine, csvMark } from '../../../contract/csv.ts';
import type { Locale } from '../../../contract/common.ts';
import type { PartyKind, PartyQuery } from '../../../contract/crm.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { formatMinute } from '../../../kernel/i18n/format-time.ts';
import type { Classes } from '../classes.ts';
import { PartyContact } from '../crm.entity.ts';
import { crmText } from '../crm.texts.ts';
import { listParties } from '../party-list.ts';
import type { Actor, CrmStaff } from '../ports.ts';
import { choiceWord, columnLabel, columnsOf, type ColumnKey } from './columns.ts';

const batch = 200;

/**
 * What fits as CSV, by the template's columns, with the first contact; read batch by batch while it
 * leaves. Text that begins like a formula is made harmless, and every line says who took it along.
 */
export async function* exportParties(
  open: () => EntityManager,
  deps: { staff: CrmStaff; classes: Classes },
  by: Actor,
  input: {
    kind: PartyKind;
    filters: Pick<PartyQuery, 'scope' | 'search' | 'classKey' | 'stage' | 'importance'>;
    timeZone: string;
    locale: Locale;
    watermark: string;
  },
): AsyncGenerator<string> {
  const { kind, locale } = input;
  const keys = columnsOf(kind);
  const { items } = await deps.classes.of(open(), kind, locale);
  const added = ['csv.creator', 'csv.createdAt', 'csv.watermark'] as const;
  yield (
    csvMark +
    csvLine([...keys.map((key) => columnLabel(locale, key)), ...added.map((key) => crmText(locale, key))])
  );
  let cursor: string | undefined;
  for (;;) {
    const em = open();
    const { rows, nextCursor } = await listParties(em, deps.staff, by, kind, {
      ...input.filters,
      limit: batch,
      cursor,
    });
    const contacts = await em.find(
      PartyContact,
      { partyId: { $in: rows.map(({ id }) => id) } },
      { orderBy: { id: 'desc' } },
    );
    // The first of each: what comes later in this order was there before.
    const first = new Map(contacts.map((contact) => [contact.partyId, contact]));
    const cards = await deps.staff.byIds(
      em,
      rows.flatMap(({ ownerId }) => (typeof ownerId === 'string' ? [ownerId] : [])),
    );
    const lines = rows.map((row) => {
      const contact = first.get(row.id);
      const cells: Record<ColumnKey, string> = {
        ...{ name: row.name, phone: row.phone, source: row.source, address: row.address, note: row.note },
        classKey: items.find(({ key }) => key === row.classKey)?.name ?? row.classKey,
        importance: choiceWord(locale, 'importance', row.importance),
        stage: choiceWord(locale, 'stage', row.stage ?? ''),
        owner: typeof row.ownerId === 'string' ? (cards.get(row.ownerId)?.name ?? '') : '',
        'contact.name': contact?.name ?? '',
        'contact.mobile': contact?.mobile ?? '',
        'contact.email': contact?.email ?? '',
        'contact.position': contact?.position ?? '',
        'contact.hobby': contact?.hobby ?? '',
        'contact.note': contact?.note ?? '',
      };
      return csvLine([
        ...keys.map((key) => cells[key]),
        ...[row.creatorName, formatMinute(locale, row.createdAt, input.timeZone), input.watermark],
      ]);
    });
    if (lines.length > 0) yield lines.join('');
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}
