import type { InterconnectRole } from '../../../config/interconnect-roles.ts';
import { openingRowsMost, type PlanOpening } from '../../contract/account-opening.ts';
import type { Locale } from '../../contract/common.ts';
import type { PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { nameKeyOf, phoneKeyOf, readSheet, SheetError, type AccountDoor } from '../crm/index.ts';
import type { PluginValues } from './plugin.ts';
import type { Salesperson } from './ports.ts';
import type { PlannedPerson, RowProblem } from './salesperson.entity.ts';
import { salespersonText } from './texts.ts';

/** One customer with the people to open, before anything is done. */
export interface PlannedRow {
  readonly line: number | null;
  readonly partyId: string | null;
  readonly name: string;
  readonly people: readonly PlannedPerson[];
  readonly problem: RowProblem | null;
}

export type RoleLabel = (locale: Locale, role: InterconnectRole) => string;
const locales: readonly Locale[] = ['zh-CN', 'en'];
const columns = ['name', 'contact', 'mobile', 'role'] as const;
type Column = (typeof columns)[number];
const caps = { unpackedBytes: 16 * 1024 * 1024, rows: openingRowsMost + 1, columns: 20 };

export const columnLabel = (locale: Locale, kind: PartyKind, column: Column): string =>
  salespersonText(locale, column === 'name' ? `column.name.${kind}` : `column.${column}`);
export const sheetColumns = (locale: Locale, kind: PartyKind): string[] =>
  columns.map((column) => columnLabel(locale, kind, column));

const tidy = (text: string) => text.normalize('NFKC').trim().toLowerCase();

/** Chosen records; with the contacts that are named, else the first or all of each. */
export async function planChosen(
  em: EntityManager,
  crm: AccountDoor,
  by: Salesperson,
  input: PlanOpening,
): Promise<PlannedRow[]> {
  const ids = [...new Set(input.items.map(({ id }) => id))];
  const parties = new Map((await crm.many(em, by, input.kind, ids)).map((party) => [party.id, party]));
  return ids.map((id) => {
    const party = parties.get(id);
    // Gone, or not to be seen: told as not there.
    assertThat(party, 'not_found', 404);
    const asked = input.items.find((item) => item.id === id)?.contactIds;
    const most = input.people === 'none' ? 0 : input.people === 'first' ? 1 : party.contacts.length;
    const chosen =
      asked === undefined
        ? party.contacts.slice(0, most)
        : party.contacts.filter((contact) => asked.includes(contact.id));
    assertThat(asked === undefined || chosen.length === new Set(asked).size, 'opening.contact_unknown', 404);
    const roles = input.roles ?? null;
    return {
      ...{ line: null, partyId: id, name: party.name, problem: null },
      people: chosen.map((contact) => ({ contactId: contact.id, name: contact.name, roles })),
    };
  });
}

async function linesOf(content: string) {
  try {
    return await readSheet(Buffer.from(content, 'base64'), caps);
  } catch (cause) {
    if (!(cause instanceof SheetError)) throw cause;
    if (cause.reason === 'too_many_rows')
      throw new AppError('opening.too_many', { status: 422, data: { most: openingRowsMost }, cause });
    throw new AppError('opening.sheet', { status: 422, cause });
  }
}

/**
 * A sheet: a line is one person of one customer, or a customer alone. Each line is whole for itself;
 * what is wrong with it is said beside it, and the others stand.
 * @throws opening.sheet | opening.sheet_columns | opening.too_many
 */
export async function planSheet(
  em: EntityManager,
  deps: { crm: AccountDoor; roleLabel: RoleLabel },
  by: Salesperson,
  plugin: PluginValues,
  input: { kind: PartyKind; content: string },
): Promise<PlannedRow[]> {
  const { kind } = input;
  const [header, ...lines] = await linesOf(input.content);
  const at = new Map<Column, number>();
  for (const [index, cell] of (header?.cells ?? []).entries())
    for (const column of columns)
      if (locales.some((locale) => tidy(columnLabel(locale, kind, column)) === tidy(cell)))
        at.set(column, index);
  const missing = (['name', 'mobile'] as const).filter((column) => !at.has(column));
  assertThat(missing.length === 0, 'opening.sheet_columns', 422, {
    columns: missing.map((column) => columnLabel(by.locale, kind, column)).join('、'),
  });
  const rows = lines
    .map(({ line, cells }) => {
      const cell = (column: Column) => (cells[at.get(column) ?? -1] ?? '').trim().slice(0, 80);
      return {
        line,
        name: cell('name'),
        contact: cell('contact'),
        mobile: cell('mobile'),
        role: cell('role'),
      };
    })
    .filter(({ name, mobile }) => name !== '' || mobile !== '');
  assertThat(rows.length > 0, 'opening.nothing_chosen', 422);

  const parties = await deps.crm.named(
    em,
    by,
    kind,
    rows.map(({ name }) => name),
  );
  const byKey = new Map(parties.map((party) => [nameKeyOf(party.name), party]));
  const roleOf = (word: string) =>
    plugin.roles.find(
      (role) =>
        tidy(word) === role || locales.some((locale) => tidy(deps.roleLabel(locale, role)) === tidy(word)),
    );
  const seen = new Map<string, number>();
  return rows.map(({ line, name, contact: contactName, mobile, role: word }): PlannedRow => {
    const wrong = (code: string, data: RowProblem['data']): PlannedRow => ({
      ...{ line, partyId: null, name, problem: { code, data } },
      people: contactName === '' ? [] : [{ contactId: '', name: contactName, roles: null }],
    });
    const party = byKey.get(nameKeyOf(name));
    if (party === undefined) return wrong('opening.row_party', { name });
    const role = word === '' ? undefined : roleOf(word);
    if (word !== '' && role === undefined) return wrong('opening.row_role', { role: word });
    const key = `${party.id}:${phoneKeyOf(mobile) ?? mobile}`;
    const before = seen.get(key);
    if (before !== undefined) return wrong('opening.row_twin', { line: before });
    seen.set(key, line);
    if (mobile === '') return { line, partyId: party.id, name: party.name, people: [], problem: null };
    const found = party.contacts.find((one) => one.mobile === phoneKeyOf(mobile));
    if (found === undefined) return wrong('opening.row_contact', { name: party.name, mobile });
    const roles = role === undefined ? null : [role];
    return {
      ...{ line, partyId: party.id, name: party.name, problem: null },
      people: [{ contactId: found.id, name: found.name, roles }],
    };
  });
}
