import { raw, type ObjectQuery } from '@mikro-orm/core';
import { z } from 'zod';

import { stageSchema, type PartyCounts, type PartyKind } from '../../contract/crm.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { Classes } from './classes.ts';
import { Party } from './crm.entity.ts';
import { ownerCard } from './owners.ts';
import type { Actor, CrmStaff } from './ports.ts';
import { managesAll, visibleTo } from './visibility.ts';

const rowsSchema = z.array(
  z.object({
    classKey: z.string().optional(),
    stage: stageSchema.nullish(),
    ownerId: z.string().nullish(),
    count: z.coerce.number(),
  }),
);

/**
 * How many of each class, stage and owner there are among what the caller may see, counted from
 * the rows. A grouped query knows no tenant filter: the enterprise stands in it.
 */
export async function countParties(
  em: EntityManager,
  deps: { staff: CrmStaff; classes: Classes },
  by: Actor,
  kind: PartyKind,
): Promise<PartyCounts> {
  const where: ObjectQuery<Party> = {
    $and: [{ enterpriseId: by.enterpriseId, kind, state: 'live' }, visibleTo(by)],
  };
  async function grouped(...fields: ('classKey' | 'stage' | 'ownerId')[]) {
    const rows: unknown = await em
      .createQueryBuilder(Party, 'p')
      .select([...fields, raw('count(*) as `count`')])
      .where(where)
      .groupBy(fields)
      .execute('all');
    return rowsSchema.parse(rows);
  }
  const { items } = await deps.classes.of(em, kind, by.locale);
  const classes = await grouped('classKey');
  const owners = await grouped('ownerId', 'stage');

  const sum = (rows: typeof owners) => rows.reduce((total, { count }) => total + count, 0);
  const ids = [...new Set(owners.flatMap(({ ownerId }) => (typeof ownerId === 'string' ? [ownerId] : [])))];
  const cards = await deps.staff.byIds(em, ids);
  const byStage = (rows: typeof owners) =>
    kind === 'partner'
      ? []
      : stageSchema.options.map((stage) => ({
          stage,
          count: sum(rows.filter((row) => row.stage === stage)),
        }));
  const shownOwners = managesAll(by) ? ids : ids.filter((id) => id === by.personId);
  return {
    total: sum(owners),
    pool: sum(owners.filter(({ ownerId }) => (ownerId ?? null) === null)),
    byClass: [
      ...items.map(({ key, name }) => ({
        ...{ key, label: name },
        count: classes.find(({ classKey }) => classKey === key)?.count ?? 0,
      })),
      // A class that the list has lost all the same is counted under its key.
      ...classes
        .filter(({ classKey }) => !items.some(({ key }) => key === classKey))
        .map(({ classKey = '', count }) => ({ key: classKey, label: classKey, count })),
    ],
    byStage: byStage(owners),
    byOwner: shownOwners
      .map((id) => {
        const own = owners.filter(({ ownerId }) => ownerId === id);
        return { owner: ownerCard(id, cards.get(id), ''), count: sum(own), stages: byStage(own) };
      })
      .sort((one, other) => other.count - one.count || (one.owner.id < other.owner.id ? -1 : 1)),
  };
}
