import { raw, type FilterQuery } from '@mikro-orm/core';

import type { RecordFilters } from '../../contract/records.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { startOfDay } from '../../kernel/zoned-day.ts';
import { OperationRecord } from './record.entity.ts';
import type { RecordNames } from './records.presenter.ts';

export interface RecordSearch {
  readonly filters: RecordFilters;
  /** The enterprise's, for its days. */
  readonly timeZone: string;
  /** Id of the last row of the page before. */
  readonly after?: string | undefined;
  /** Only what was written before this record. */
  readonly before?: string | undefined;
  /** Rows to read. */
  readonly limit: number;
}

/** The tenant's records that fit, by the time they were written. */
export async function findRecords(
  em: EntityManager,
  names: Pick<RecordNames, 'named'>,
  search: RecordSearch,
): Promise<OperationRecord[]> {
  const { filters, timeZone, after, before } = search;
  const oldest = filters.order === 'oldest';
  const conditions: FilterQuery<OperationRecord>[] = [];
  if (after !== undefined) conditions.push({ id: oldest ? { $gt: after } : { $lt: after } });
  if (before !== undefined) conditions.push({ id: { $lt: before } });
  if (filters.actor === 'identity') conditions.push({ actor: { $like: 'identity:%' } });
  else if (filters.actor !== undefined) conditions.push({ actor: filters.actor });
  if (filters.action !== undefined) conditions.push({ action: filters.action });
  if (filters.target !== undefined) conditions.push({ target: { $like: `${filters.target}:%` } });
  if (filters.from !== undefined) conditions.push({ at: { $gte: startOfDay(filters.from, timeZone) } });
  if (filters.to !== undefined) conditions.push({ at: { $lt: startOfDay(filters.to, timeZone, 1) } });
  if (filters.search !== undefined) {
    const pattern = { $like: containsPattern(filters.search) };
    conditions.push({
      $or: [
        { actorName: pattern },
        { target: { $in: [...(await names.named(em, filters.search))] } },
        // As text: through their type the pattern would be written as JSON.
        { [raw('`before`')]: pattern },
        { [raw('`after`')]: pattern },
      ],
    });
  }
  return em.find(
    OperationRecord,
    { $and: conditions },
    { orderBy: { id: oldest ? 'asc' : 'desc' }, limit: search.limit },
  );
}
