import { z } from 'zod';

import type { PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import type { Part } from './visibility.ts';

/** More parts than this go in several statements: SQLite takes 500 in one. */
const partsAtOnce = 100;
const columns = { id: 'id', nameKey: 'name_key', phoneKey: 'phone_key' } as const;

/** A condition as SQL, with its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

export interface Walk {
  readonly enterpriseId: string;
  readonly kind: PartyKind | 'contact';
  readonly parts: readonly Part[];
  /** id: newest first. A key: from its beginning on, and only where it begins with `prefix`. */
  readonly along: keyof typeof columns;
  readonly prefix?: string;
  /** Where the page before ended, as `along` says. */
  readonly after?: string | undefined;
  readonly conditions: readonly Condition[];
  readonly limit: number;
}

/** Sorts behind every text that begins so, on both engines. */
export const lastOf = (prefix: string): string => `${prefix}\u{10FFFF}`;

/** As both engines compare text here: by its bytes in UTF-8. */
const compareBytes = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

const foundSchema = z.object({ part: z.coerce.number(), id: z.string(), place: z.string() });

/**
 * The first rows of all parts together, by id. Each part is read along its own index, a few rows at
 * a time, and only those are read further that may hold something earlier than what was found: a
 * page over a hundred departments costs some hundred rows, at a thousand customers as at a million.
 */
export async function firstIds(em: EntityManager, walk: Walk): Promise<string[]> {
  const { parts, limit } = walk;
  const newestFirst = walk.along === 'id';
  const before = (one: string, other: string) => (newestFirst ? one > other : compareBytes(one, other) < 0);
  const found = new Map<string, string>();
  let open = parts.map((part) => ({ part, after: walk.after }));
  let take = Math.min(limit, Math.ceil(limit / Math.max(parts.length, 1)) + 3);
  let best: { id: string; place: string }[] = [];
  while (open.length > 0) {
    const further: typeof open = [];
    for (let from = 0; from < open.length; from += partsAtOnce) {
      const chunk = open.slice(from, from + partsAtOnce);
      const rows = await readParts(em, walk, chunk, take);
      for (const { id, place } of rows) found.set(id, place);
      for (const [index, { part }] of chunk.entries()) {
        const own = rows.filter((row) => row.part === index);
        const end = own.at(-1);
        if (own.length === take && end !== undefined) further.push({ part, after: end.place });
      }
    }
    best = [...found]
      .map(([id, place]) => ({ id, place }))
      .sort((one, other) => (before(one.place, other.place) ? -1 : 1))
      .slice(0, limit);
    const last = best.at(-1);
    open =
      best.length < limit || last === undefined
        ? further
        : further.filter(({ after }) => after !== undefined && before(after, last.place));
    take = Math.min(limit, take * 2);
  }
  return best.map(({ id }) => id);
}

/** Of each part so many rows at most, in their order. */
async function readParts(
  em: EntityManager,
  walk: Walk,
  parts: readonly { part: Part; after: string | undefined }[],
  take: number,
) {
  const column = columns[walk.along];
  const order = walk.along === 'id' ? 'desc' : 'asc';
  const values: unknown[] = [];
  const people = walk.kind === 'contact';
  const terms = parts.map(({ part, after }, index) => {
    const all: Condition[] = [{ sql: 'enterprise_id = ?', values: [walk.enterpriseId] }];
    if (!people) all.push({ sql: 'kind = ?', values: [walk.kind] });
    // A record in the bin has no keys: along a key all are live, and the key's index does not know the state.
    if (people || walk.along === 'id') all.push({ sql: 'state = ?', values: [part.state] });
    if (part.ownerId === null) all.push({ sql: 'owner_id is null', values: [] });
    else if (part.ownerId !== undefined) all.push({ sql: 'owner_id = ?', values: [part.ownerId] });
    if (part.departmentId !== undefined) all.push({ sql: 'department_id = ?', values: [part.departmentId] });
    if (walk.prefix !== undefined)
      all.push({ sql: `${column} >= ? and ${column} < ?`, values: [walk.prefix, lastOf(walk.prefix)] });
    if (after !== undefined)
      all.push({ sql: `${column} ${order === 'desc' ? '<' : '>'} ?`, values: [after] });
    all.push(...walk.conditions);
    values.push(...all.flatMap((one) => one.values));
    const where = all.map(({ sql }) => sql).join(' and ');
    return `select * from (select ${index} as part, id, ${column} as place from ${people ? 'crm_contact' : 'crm_party'} where ${where} order by ${column} ${order} limit ${take}) p${index}`;
  });
  const rows = await readRows(em, terms.join(' union all '), values);
  const read = z.array(foundSchema).parse(rows);
  // The parts keep their order in no engine by law.
  return read.sort((one, other) =>
    order === 'desc' ? (one.place > other.place ? -1 : 1) : compareBytes(one.place, other.place),
  );
}
