import { csvLine, csvMark } from '../../../contract/csv.ts';
import type { Locale } from '../../../contract/common.ts';
import type { PartyKind, PartyQuery } from '../../../contract/crm.ts';
import type { FilledField, FormField } from '../../../contract/extended-fields.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { formatMinute } from '../../../kernel/i18n/format-time.ts';
import type { Classes } from '../classes.ts';
import { PartyContact } from '../crm.entity.ts';
import { crmText } from '../crm.texts.ts';
import { wordsOf } from '../fields/field-types.ts';
import type { FieldValuesService } from '../fields/values.ts';
import { listParties } from '../party-list.ts';
import type { Actor, CrmStaff } from '../ports.ts';
import type { Visits } from '../visits.ts';
import { choiceWord, columnLabel, columnsOf, extendedLabel, type ColumnKey } from './columns.ts';

const batch = 200;

/** By the columns that were begun with, whatever happens to fields meanwhile. */
const valuesIn = (columns: readonly FormField[], filled: readonly FilledField[]): string[] =>
  columns.map(({ id }) => {
    const value = filled.find((field) => field.id === id)?.value ?? null;
    return value === null ? '' : wordsOf(value);
  });

/**
 * What fits as CSV, by the template's columns, with the first contact; read batch by batch while it
 * leaves. Text that begins like a formula is made harmless, and every line says who took it along.
 */
export async function* exportParties(
  open: () => EntityManager,
  deps: {
    staff: CrmStaff;
    classes: Classes;
    visits: Pick<Visits, 'lateness'>;
    values: FieldValuesService;
  },
  by: Actor,
  input: {
    kind: PartyKind;
    filters: Pick<PartyQuery, 'scope' | 'search' | 'classKey' | 'stage' | 'importance' | 'visit' | 'bought'>;
    timeZone: string;
    locale: Locale;
    watermark: string;
  },
): AsyncGenerator<string> {
  const { kind, locale } = input;
  const keys = columnsOf(kind);
  const { items } = await deps.classes.of(open(), kind, locale);
  const extended = {
    own: await deps.values.forms(open(), by, kind),
    contact: await deps.values.forms(open(), by, 'contact'),
  };
  const added = ['csv.creator', 'csv.createdAt', 'csv.watermark'] as const;
  yield (
    csvMark +
    csvLine([
      ...keys.map((key) => columnLabel(locale, key)),
      ...extended.own.map(({ name }) => extendedLabel(locale, name, false)),
      ...extended.contact.map(({ name }) => extendedLabel(locale, name, true)),
      ...added.map((key) => crmText(locale, key)),
    ])
  );
  let cursor: string | undefined;
  for (;;) {
    const em = open();
    const { rows, nextCursor } = await listParties(em, deps, by, kind, {
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
    const own = await deps.values.filled(
      ...([em, by, kind] as const),
      rows.map(({ id }) => id),
    );
    const ofContact = await deps.values.filled(
      ...([em, by, 'contact'] as const),
      [...first.values()].map(({ id }) => id),
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
        ...valuesIn(extended.own, own(row.id)),
        ...valuesIn(extended.contact, contact === undefined ? [] : ofContact(contact.id)),
        ...[row.creatorName, formatMinute(locale, row.createdAt, input.timeZone), input.watermark],
      ]);
    });
    if (lines.length > 0) yield lines.join('');
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}
