import { z } from 'zod';

import { stageSchema, type PartyCounts, type PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import type { Classes } from './classes.ts';
import { ownerCard } from './owners.ts';
import type { Actor, CrmStaff } from './ports.ts';
import { managesAll } from './visibility.ts';

const rowsSchema = z.array(
  z.object({
    owner: z.string().nullable(),
    stage: stageSchema.nullable(),
    classKey: z.string(),
    count: z.coerce.number(),
  }),
);
type Group = z.output<typeof rowsSchema>[number];
/** Departments in one statement; more go in several. (SQLite joins at most 500 selects.) */
const atOnce = 100;

/**
 * How many of each owner, stage and class there are among what the caller may see, counted from the
 * rows, each part from an index alone. Bare SQL, so the enterprise stands in it.
 */
async function groupsSeen(em: EntityManager, by: Actor, kind: PartyKind): Promise<Group[]> {
  const select = (where: string) =>
    `select owner_id as owner, stage as stage, class_key as classKey, count(*) as count from crm_party
     where enterprise_id = ? and kind = ? and state = 'live' and ${where} group by owner_id, stage, class_key`;
  const counted = async (where: string, parts: readonly (readonly string[])[]): Promise<Group[]> =>
    rowsSchema.parse(
      await readRows(
        em,
        parts.map(() => select(where)).join(' union all '),
        parts.flatMap((values) => [by.enterpriseId, kind, ...values]),
      ),
    );
  if (managesAll(by)) return counted('1 = 1', [[]]);
  const groups = [
    ...(await counted('owner_id is null', [[]])),
    ...(await counted('owner_id = ?', [[by.personId]])),
  ];
  // Each department by itself: over a list of them SQLite walks the owners of all rows instead.
  const ids = [...by.departmentIds];
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce);
    const theirs = await counted(
      'department_id = ?',
      some.map((id) => [id]),
    );
    // One's own were counted.
    groups.push(...theirs.filter(({ owner }) => owner !== by.personId));
  }
  return groups;
}

/** How many of each class, stage and owner there are among what the caller may see. */
export async function countParties(
  em: EntityManager,
  deps: { staff: CrmStaff; classes: Classes },
  by: Actor,
  kind: PartyKind,
): Promise<PartyCounts> {
  const groups = await groupsSeen(em, by, kind);
  const { items } = await deps.classes.of(em, kind, by.locale);
  const sum = (rows: readonly Group[]) => rows.reduce((total, { count }) => total + count, 0);
  const ids = [...new Set(groups.flatMap(({ owner }) => (owner === null ? [] : [owner])))];
  const cards = await deps.staff.byIds(em, ids);
  const byStage = (rows: readonly Group[]) =>
    kind === 'partner'
      ? []
      : stageSchema.options.map((stage) => ({
          stage,
          count: sum(rows.filter((row) => row.stage === stage)),
        }));
  const classKeys = [...new Set([...items.map(({ key }) => key), ...groups.map(({ classKey }) => classKey)])];
  const ofOwner = new Map(ids.map((id): [string, Group[]] => [id, []]));
  for (const group of groups) if (group.owner !== null) ofOwner.get(group.owner)?.push(group);
  return {
    total: sum(groups),
    pool: sum(groups.filter(({ owner }) => owner === null)),
    // A class that the list has lost all the same is counted under its key.
    byClass: classKeys.map((key) => ({
      ...{ key, label: items.find((item) => item.key === key)?.name ?? key },
      count: sum(groups.filter(({ classKey }) => classKey === key)),
    })),
    byStage: byStage(groups),
    byOwner: [...ofOwner]
      .map(([id, own]) => ({
        ...{ owner: ownerCard(id, cards.get(id), ''), count: sum(own), stages: byStage(own) },
      }))
      .sort((one, other) => other.count - one.count || (one.owner.id < other.owner.id ? -1 : 1)),
  };
}
