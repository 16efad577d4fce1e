import type { PartyKind, PartyQuery } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { encodeCursor, decodeCursor } from '../../kernel/http/page.ts';
import { Party } from './crm.entity.ts';
import { nameKeyOf } from './keys.ts';
import { ownersWhoLeft } from './owners.ts';
import type { Actor, CrmStaff } from './ports.ts';
import {
  departmentRights,
  looksIntoDepartments,
  managesAll,
  needsManage,
  partsOf,
  sees,
  type Part,
} from './visibility.ts';
import type { Visits } from './visits.ts';
import { firstIds, lastOf, type Condition, type Walk } from './walk.ts';

export const byAge: { along: Walk['along']; prefix?: string } = { along: 'id' };

/** Five digits begin a phone number; anything else begins a name. */
export function searchedBy(text: string): { along: Walk['along']; prefix: string } {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s().-]/g, '')
    .replace(/^\+86/, '');
  return /^\+?\d{5,}$/.test(digits)
    ? { along: 'phoneKey', prefix: digits }
    : { along: 'nameKey', prefix: nameKeyOf(text) };
}

/**
 * One page. Newest first; a search goes along the key that it looks into, so that a page costs a page
 * at any number of rows. (The bin has no keys: it is searched by its names as they are.)
 * @throws permission.denied: a manager's list, or departments without a right to them
 */
export async function listParties(
  em: EntityManager,
  deps: { staff: CrmStaff; visits: Pick<Visits, 'lateness'> },
  by: Actor,
  kind: PartyKind,
  query: Pick<
    PartyQuery,
    'scope' | 'search' | 'classKey' | 'stage' | 'importance' | 'ownerId' | 'visit' | 'bought'
  > & {
    cursor?: string | undefined;
    limit: number;
  },
): Promise<{ rows: Party[]; nextCursor: string | null }> {
  const { scope } = query;
  if (needsManage(scope)) assertThat(managesAll(by), 'permission.denied', 403, { permission: 'crm.manage' });
  if (scope === 'department')
    assertThat(looksIntoDepartments(by), 'permission.denied', 403, { permission: departmentRights.same });
  const left = scope === 'left' ? await ownersWhoLeft(em, deps.staff, by.enterpriseId) : [];
  const parts = await ownedBy(em, deps.staff, partsOf(by, scope, left), query.ownerId);
  const conditions = (
    [
      ['class_key', query.classKey],
      ['stage', query.stage],
      ['importance', query.importance],
    ] as const
  ).flatMap(([column, value]): Condition[] =>
    value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }],
  );
  if (query.visit !== undefined)
    conditions.push((await deps.visits.lateness(em, by, kind)).condition(query.visit));
  if (query.bought !== undefined)
    conditions.push({ sql: 'deal_count >= ?', values: [query.bought === 'again' ? 2 : 1] });

  const search = query.search ?? '';
  const { along, prefix } = search === '' || scope === 'bin' ? byAge : searchedBy(search);
  if (prefix === '') return { rows: [], nextCursor: null };
  if (search !== '' && scope === 'bin')
    conditions.push({ sql: 'name >= ? and name < ?', values: [search, lastOf(search)] });
  const ids = await firstIds(em, {
    ...{ enterpriseId: by.enterpriseId, kind, parts, along, conditions, limit: query.limit + 1 },
    ...(prefix === undefined ? {} : { prefix }),
    after: await placeOf(em, decodeCursor(query.cursor), along),
  });
  const page = ids.slice(0, query.limit);
  const found = await em.find(Party, { id: { $in: page } });
  const byId = new Map(found.map((row) => [row.id, row]));
  const rows = page.flatMap((id) => {
    const row = byId.get(id);
    return row !== undefined && sees(by, row) ? [row] : [];
  });
  const last = page.at(-1);
  return { rows, nextCursor: ids.length > query.limit && last !== undefined ? encodeCursor(last) : null };
}

/** One owner's stand where he stands: the other parts hold none of them. */
async function ownedBy(
  em: EntityManager,
  staff: CrmStaff,
  parts: readonly Part[],
  ownerId: string | undefined,
): Promise<Part[]> {
  if (ownerId === undefined) return [...parts];
  const departmentId = (await staff.departmentsOf(em, [ownerId])).get(ownerId);
  return parts
    .filter((part) => part.ownerId === undefined || part.ownerId === ownerId)
    .filter((part) => part.departmentId === undefined || part.departmentId === departmentId)
    .map((part) => ({ ...part, ownerId }));
}

/** Where along a key the row of a cursor stands. */
async function placeOf(
  em: EntityManager,
  after: string | undefined,
  along: Walk['along'],
): Promise<string | undefined> {
  if (after === undefined || along === 'id') return after;
  const row = await em.findOne(Party, { id: after }, { disableIdentityMap: true });
  if (row === null) throw new AppError('request.invalid', { status: 422, data: { field: 'query.cursor' } });
  return along === 'nameKey' ? nameKeyOf(row.name) : row.phone;
}
