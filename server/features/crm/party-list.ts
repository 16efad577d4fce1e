import type { FilterQuery } from '@mikro-orm/core';

import type { PartyKind, PartyQuery } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { encodeCursor, decodeCursor } from '../../kernel/http/page.ts';
import { Party } from './crm.entity.ts';
import { nameKeyOf } from './keys.ts';
import { ownersWhoLeft } from './owners.ts';
import type { Actor, CrmStaff } from './ports.ts';
import { inScope, managesAll, needsManage, visibleTo } from './visibility.ts';

/** Sorts behind every text that begins so, on both engines. */
const last = '\u{10FFFF}';
type SearchedBy = 'nameKey' | 'phoneKey';

/** Five digits begin a phone number; anything else begins a name. */
function searchedBy(text: string): { by: SearchedBy; prefix: string } {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s().-]/g, '')
    .replace(/^\+86/, '');
  return /^\+?\d{5,}$/.test(digits)
    ? { by: 'phoneKey', prefix: digits }
    : { by: 'nameKey', prefix: nameKeyOf(text) };
}

/**
 * One page. Newest first; a search goes along the unique key that it looks into, so that a page costs
 * a page at any number of rows. (The bin has no keys: it is searched by its names as they are.)
 * @throws permission.denied: a manager's list
 */
export async function listParties(
  em: EntityManager,
  staff: CrmStaff,
  by: Actor,
  kind: PartyKind,
  query: Pick<PartyQuery, 'scope' | 'search' | 'classKey' | 'stage' | 'importance' | 'ownerId'> & {
    cursor?: string | undefined;
    limit: number;
  },
): Promise<{ rows: Party[]; nextCursor: string | null }> {
  const { scope } = query;
  if (needsManage(scope)) assertThat(managesAll(by), 'permission.denied', 403, { permission: 'crm.manage' });
  const left = scope === 'left' ? await ownersWhoLeft(em, staff, by.enterpriseId) : [];
  const both: FilterQuery<Party>[] = [{ kind }, visibleTo(by), inScope(scope, by, left)];
  for (const field of ['classKey', 'stage', 'importance', 'ownerId'] as const)
    if (query[field] !== undefined) both.push({ [field]: query[field] });

  const after = decodeCursor(query.cursor);
  const search = query.search ?? '';
  if (search === '' || scope === 'bin') {
    if (search !== '') both.push({ name: { $gte: search, $lt: `${search}${last}` } });
    if (after !== undefined) both.push({ id: { $lt: after } });
    return cut(await em.find(Party, { $and: both }, { orderBy: { id: 'desc' }, limit: query.limit + 1 }));
  }
  const { by: key, prefix } = searchedBy(search);
  if (prefix === '') return { rows: [], nextCursor: null };
  both.push({ [key]: { $gte: prefix, $lt: `${prefix}${last}` } });
  if (after !== undefined) {
    const from = await em.findOne(Party, { id: after }, { disableIdentityMap: true });
    if (from === null)
      throw new AppError('request.invalid', { status: 422, data: { field: 'query.cursor' } });
    both.push({ [key]: { $gt: key === 'nameKey' ? nameKeyOf(from.name) : from.phone } });
  }
  return cut(await em.find(Party, { $and: both }, { orderBy: { [key]: 'asc' }, limit: query.limit + 1 }));

  function cut(found: Party[]) {
    const rows = found.slice(0, query.limit);
    const end = rows.at(-1);
    const more = found.length > query.limit && end !== undefined;
    return { rows, nextCursor: more ? encodeCursor(end.id) : null };
  }
}
