import type { PersonQuery } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { encodeCursor, decodeCursor } from '../../kernel/http/page.ts';
import { Party, PartyContact } from './crm.entity.ts';
import { byAge, searchedBy } from './party-list.ts';
import type { Actor } from './ports.ts';
import { departmentRights, looksIntoDepartments, partsOf, sees } from './visibility.ts';
import { firstIds, type Walk } from './walk.ts';

/** A contact and whose it is. */
export interface Person {
  readonly contact: PartyContact;
  readonly party: Party;
}

/**
 * One page of the people of all records that somebody may see, newest first; a search goes along the
 * name or the number. What is shown is asked of the record itself once more.
 * @throws permission.denied: departments without a right to them
 */
export async function listContacts(
  em: EntityManager,
  by: Actor,
  query: Pick<PersonQuery, 'scope' | 'search' | 'limit'> & { cursor?: string | undefined },
): Promise<{ rows: Person[]; nextCursor: string | null }> {
  const { scope, search = '', limit } = query;
  if (scope === 'department')
    assertThat(looksIntoDepartments(by), 'permission.denied', 403, { permission: departmentRights.same });
  const { along, prefix } = search === '' ? byAge : searchedBy(search);
  if (prefix === '') return { rows: [], nextCursor: null };
  const ids = await firstIds(em, {
    ...{ enterpriseId: by.enterpriseId, kind: 'contact', parts: partsOf(by, scope, []), along },
    ...{ conditions: [], limit: limit + 1 },
    ...(prefix === undefined ? {} : { prefix }),
    after: await placeOf(em, decodeCursor(query.cursor), along),
  });
  const page = ids.slice(0, limit);
  const contacts = await em.find(PartyContact, { id: { $in: page } }, { refresh: true });
  const parties = await em.find(
    Party,
    { id: { $in: [...new Set(contacts.map(({ partyId }) => partyId))] } },
    { refresh: true },
  );
  const contactById = new Map(contacts.map((row) => [row.id, row]));
  const partyById = new Map(parties.map((row) => [row.id, row]));
  const rows = page.flatMap((id): Person[] => {
    const contact = contactById.get(id);
    const party = partyById.get(contact?.partyId ?? '');
    if (contact === undefined || party === undefined) return [];
    return party.state === 'live' && sees(by, party) ? [{ contact, party }] : [];
  });
  const last = page.at(-1);
  return { rows, nextCursor: ids.length > limit && last !== undefined ? encodeCursor(last) : null };
}

/** Where along a key the row of a cursor stands. */
async function placeOf(
  em: EntityManager,
  after: string | undefined,
  along: Walk['along'],
): Promise<string | undefined> {
  if (after === undefined || along === 'id') return after;
  const row = await em.findOne(PartyContact, { id: after }, { disableIdentityMap: true });
  const place = row?.[along] ?? null;
  if (place === null) throw new AppError('request.invalid', { status: 422, data: { field: 'query.cursor' } });
  return place;
}
