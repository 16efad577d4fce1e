import type { Locale } from '../../../contract/common.ts';
import { importanceSchema, stageSchema, type CrmClass, type PartyKind } from '../../../contract/crm.ts';
import { checkContact, checkParty, type ContactValues, type PartyValues, type Problems } from '../check.ts';
import type { StoredProblem } from '../crm.entity.ts';
import { crmText } from '../crm.texts.ts';
import type { ExtendedField } from '../fields/field.entity.ts';
import { fromCell, isBlank, readValue } from '../fields/field-types.ts';
import { nothing, type ReadValues } from '../fields/values.ts';
import { formatText } from '../../../kernel/i18n/translate.ts';
import type { StaffCard } from '../ports.ts';
import type { SheetRow } from './xlsx.ts';

/** The template's columns in their order, with the most that each holds. */
const columns = {
  name: 80,
  phone: 30,
  classKey: 40,
  importance: 10,
  stage: 10,
  owner: 60,
  source: 60,
  address: 200,
  note: 500,
  'contact.name': 40,
  'contact.mobile': 30,
  'contact.email': 120,
  'contact.position': 40,
  'contact.hobby': 120,
  'contact.note': 500,
} as const;
export type ColumnKey = keyof typeof columns;
const isColumn = (key: string): key is ColumnKey => Object.hasOwn(columns, key);
const locales: readonly Locale[] = ['zh-CN', 'en'];

export const columnsOf = (kind: PartyKind): readonly ColumnKey[] =>
  Object.keys(columns)
    .filter(isColumn)
    .filter((key) => kind === 'customer' || key !== 'stage');

export const columnLabel = (locale: Locale, key: ColumnKey): string => crmText(locale, `field.${key}`);

/** An extended field's column; a contact's says so. */
export const extendedLabel = (locale: Locale, name: string, ofContact: boolean): string =>
  ofContact ? formatText(locale, crmText(locale, 'field.contact.extended'), { name }) : name;

/** Extended fields as a spreadsheet brings them: of the customer or partner, and of its contact. */
export interface SheetFields {
  readonly own: readonly ExtendedField[];
  readonly contact: readonly ExtendedField[];
}

/** What stands in a cell, apart from case and an apostrophe that an export put before a sign. */
const wordOf = (text: string): string => text.trim().toLowerCase();
const plain = (cell: string): string => cell.replace(/^'(?=\s*[=+\-@＝＋－＠])/, '').trim();

/** Where each column stands, by its label in either language. */
export function readHeader(
  kind: PartyKind,
  row: SheetRow,
  locale: Locale,
  fields: SheetFields = { own: [], contact: [] },
): {
  at: ReadonlyMap<ColumnKey, number>;
  /** Columns of extended fields, by their ids. */
  extended: ReadonlyMap<string, number>;
  problems: StoredProblem[];
} {
  const at = new Map<ColumnKey, number>();
  const extended = new Map<string, number>();
  /** Of several with one name, each its own column, in their order: so an export writes them. */
  const fieldAt = (cell: string): ExtendedField | undefined =>
    [...fields.own, ...fields.contact].find(
      (field) =>
        !extended.has(field.id) &&
        locales.some(
          (language) =>
            wordOf(extendedLabel(language, field.name, field.object === 'contact')) === wordOf(cell),
        ),
    );
  const problems: StoredProblem[] = [];
  for (const [index, cell] of row.cells.entries()) {
    if (cell === '') continue;
    const key = columnsOf(kind).find((one) =>
      locales.some((language) => wordOf(columnLabel(language, one)) === wordOf(cell)),
    );
    if (key !== undefined && !at.has(key)) {
      at.set(key, index);
      continue;
    }
    // An extended field may have the name of a column that the product brings.
    const field = fieldAt(cell);
    if (field !== undefined) extended.set(field.id, index);
    // What an export adds is no fault of who sends it back.
    else if (!addedByExport(cell))
      problems.push({
        line: row.line,
        column: cell.slice(0, 40),
        problem: 'unknown_column',
        about: cell.slice(0, 40),
      });
  }
  for (const key of columnsOf(kind)) {
    const needed =
      !['stage', 'owner', 'source', 'address', 'note'].includes(key) && !/position|hobby|note/.test(key);
    if (needed && !at.has(key))
      problems.push({ line: row.line, column: key, problem: 'missing', about: columnLabel(locale, key) });
  }
  return { at, extended, problems };
}

const addedByExport = (cell: string): boolean =>
  locales.some((locale) =>
    (['csv.watermark', 'csv.createdAt', 'csv.creator'] as const).some(
      (key) => wordOf(crmText(locale, key)) === wordOf(cell),
    ),
  );

export interface ReadRow {
  readonly line: number;
  readonly values: PartyValues;
  readonly contact: ContactValues;
  /** Null: the public pool. */
  readonly ownerId: string | null;
  readonly extended: { readonly own: ReadValues; readonly contact: ReadValues };
}

export interface RowWords {
  readonly classes: readonly CrmClass[];
  /** Who may own one. */
  readonly owners: readonly StaffCard[];
}

/** A word of a choice in either language, or its key. */
function keyOf(options: readonly string[], group: 'importance' | 'stage', cell: string): string {
  const found = options.find(
    (option) =>
      option === wordOf(cell) ||
      locales.some((locale) => wordOf(choiceWord(locale, group, option)) === wordOf(cell)),
  );
  return found ?? cell;
}

export function choiceWord(locale: Locale, group: 'importance' | 'stage', option: string): string {
  const importance = importanceSchema.safeParse(option);
  if (group === 'importance' && importance.success) return crmText(locale, `importance.${importance.data}`);
  const stage = stageSchema.safeParse(option);
  return stage.success ? crmText(locale, `stage.${stage.data}`) : option;
}

/** By account, or by a name that only one has. */
function ownerOf(owners: RowWords['owners'], cell: string): string | null {
  const byAccount = owners.find(({ account }) => wordOf(account) === wordOf(cell));
  if (byAccount !== undefined) return byAccount.id;
  const named = owners.filter(({ name }) => name === cell);
  return named.length === 1 ? (named[0]?.id ?? null) : null;
}

/** Extended fields, where their columns stand, and how the file calls its columns. */
interface SheetExtended {
  readonly fields: SheetFields;
  readonly at: ReadonlyMap<string, number>;
  readonly titles: readonly string[];
}
const noFields: SheetExtended = { fields: { own: [], contact: [] }, at: new Map(), titles: [] };

/** One line by the same rules as a form; what is wrong is named by column. */
export function readRow(
  kind: PartyKind,
  at: ReadonlyMap<ColumnKey, number>,
  row: SheetRow,
  words: RowWords,
  extended: SheetExtended = noFields,
): { read: ReadRow; problems: StoredProblem[] } {
  const cell = (key: ColumnKey): string => {
    const index = at.get(key);
    return index === undefined ? '' : plain(row.cells[index] ?? '');
  };
  const problems: StoredProblem[] = [];
  const wrong = (column: string, problem: StoredProblem['problem'], about: string) =>
    problems.push({ line: row.line, column, problem, about: about.slice(0, 60) });
  for (const key of columnsOf(kind)) if (cell(key).length > columns[key]) wrong(key, 'too_long', cell(key));
  const known = words.classes.find(({ key, name }) => key === cell('classKey') || name === cell('classKey'));
  const found: Problems = new Map();
  const values = checkParty(
    kind,
    {
      ...{ name: cell('name'), phone: cell('phone'), classKey: known?.key ?? cell('classKey') },
      importance: keyOf(importanceSchema.options, 'importance', cell('importance')),
      stage: kind === 'customer' ? keyOf(stageSchema.options, 'stage', cell('stage')) : '',
      ...{ source: cell('source'), address: cell('address'), note: cell('note') },
    },
    words.classes.map(({ key }) => key),
    found,
  );
  const contact = checkContact(
    {
      ...{ name: cell('contact.name'), mobile: cell('contact.mobile'), email: cell('contact.email') },
      ...{ position: cell('contact.position'), hobby: cell('contact.hobby'), note: cell('contact.note') },
    },
    found,
  );
  for (const [field, problem] of found) wrong(field, problem, cell(field));
  const ownerId = cell('owner') === '' ? null : ownerOf(words.owners, cell('owner'));
  if (cell('owner') !== '' && ownerId === null) wrong('owner', 'owner', cell('owner'));
  const filled = (fields: readonly ExtendedField[]): ReadValues => {
    const values = fields.flatMap((field) => {
      const index = extended.at.get(field.id);
      if (index === undefined) return [];
      const cell = plain(row.cells[index] ?? '');
      const sent = fromCell(field, cell);
      if (isBlank(sent)) return [];
      const value = readValue(field, sent);
      if (value === null) wrong((extended.titles[index] ?? field.name).slice(0, 40), 'invalid', cell);
      return [{ field, value }];
    });
    return values.length === 0 ? nothing : { wrong: [], values };
  };
  const more = { own: filled(extended.fields.own), contact: filled(extended.fields.contact) };
  return { read: { line: row.line, values, contact, ownerId, extended: more }, problems };
}
