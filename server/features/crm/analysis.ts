import { z } from 'zod';

import { crmVisitFineFen } from '../../../config/crm.ts';
import { stageSchema, type Analysis, type AnalysisQuery, type AnalysisRow } from '../../contract/crm.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { readRows, timeValue } from '../../kernel/data/sql.ts';
import { startOfDay } from '../../kernel/zoned-day.ts';
import { ownerCard } from './owners.ts';
import type { Actor, CrmStaff } from './ports.ts';
import { managesAll } from './visibility.ts';
import type { Visits } from './visits.ts';
import type { Condition } from './walk.ts';

const whole = z.coerce.number().default(0);
const orNothing = (value: unknown): unknown => value ?? undefined;
const sum = z.preprocess(orNothing, whole);
const partiesSchema = z.array(
  z.object({ owner: z.string(), stage: stageSchema, count: whole, buyers: sum, again: sum, overdue: sum }),
);
const dealsSchema = z.array(z.object({ owner: z.string(), deals: whole, amount: sum }));
const followUpsSchema = z.array(z.object({ owner: z.string(), count: whole, rated: whole, points: sum }));

/**
 * Who follows which customers, who bought and who bought again, how satisfied they are: by owner, of
 * those whom the caller may see, counted from the records themselves (row 150). Deals, follow-ups
 * and answers belong to who owns the customer now; of the days that are asked for.
 */
export async function analyse(
  em: EntityManager,
  deps: {
    db: Pick<Database, 'dialect'>;
    staff: CrmStaff;
    visits: Pick<Visits, 'lateness'>;
    zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
  },
  by: Actor,
  query: AnalysisQuery,
): Promise<Analysis> {
  const { enterpriseId } = by;
  const zone = await deps.zoneOf(em, enterpriseId);
  const time = (at: Date) => timeValue(deps.db.dialect, at);
  const seen = seenParties(by);
  const late = (await deps.visits.lateness(em, by, 'customer')).condition('overdue');
  const of = `from crm_party p where p.enterprise_id = ? and p.kind = 'customer' and p.state = 'live' and ${seen.sql}`;
  const values = [enterpriseId, ...seen.values];

  const parties = partiesSchema.parse(
    await readRows(
      em,
      `select p.owner_id as owner, p.stage as stage, count(*) as count,
         sum(case when p.deal_count > 0 then 1 else 0 end) as buyers,
         sum(case when p.deal_count > 1 then 1 else 0 end) as again,
         sum(case when ${late.sql} then 1 else 0 end) as overdue
       ${of} group by p.owner_id, p.stage`,
      [...late.values, ...values],
    ),
  );
  const days: Condition[] = [];
  const moments: Condition[] = [];
  if (query.from !== undefined) {
    days.push({ sql: 'r.day >= ?', values: [query.from] });
    moments.push({ sql: 'r.at >= ?', values: [time(startOfDay(query.from, zone))] });
  }
  if (query.to !== undefined) {
    days.push({ sql: 'r.day <= ?', values: [query.to] });
    moments.push({ sql: 'r.at < ?', values: [time(startOfDay(query.to, zone, 1))] });
  }
  const joined = (table: string, on: string, more: readonly Condition[]): Condition => ({
    sql: [
      of.replace('where', `join ${table} r on r.party_id = p.id ${on} where`),
      ...more.map(({ sql }) => sql),
    ].join(' and '),
    values: [...values, ...more.flatMap((one) => one.values)],
  });
  const bought = joined('crm_deal', 'and r.struck_at is null', days);
  const deals = dealsSchema.parse(
    await readRows(
      em,
      `select p.owner_id as owner, count(*) as deals, sum(r.amount_fen) as amount ${bought.sql} group by p.owner_id`,
      bought.values,
    ),
  );
  const spoken = joined('crm_follow_up', '', moments);
  const followUps = followUpsSchema.parse(
    await readRows(
      em,
      `select p.owner_id as owner, count(*) as count, count(r.satisfaction) as rated, sum(r.satisfaction) as points
       ${spoken.sql} group by p.owner_id`,
      spoken.values,
    ),
  );

  const ids = [...new Set(parties.map(({ owner }) => owner))];
  const cards = await deps.staff.byIds(em, ids);
  const places = await deps.staff.departmentsOf(em, ids);
  const names = await deps.staff.departmentNames(em, [...places.values()]);
  const rows = ids.map((id): AnalysisRow => {
    const own = parties.filter(({ owner }) => owner === id);
    const add = (part: (row: (typeof own)[number]) => number) => own.reduce((all, row) => all + part(row), 0);
    const staged = (stage: string) => add((row) => (row.stage === stage ? row.count : 0));
    const talk = followUps.find(({ owner }) => owner === id);
    const ledger = deals.find(({ owner }) => owner === id);
    const overdue = add((row) => row.overdue);
    return {
      owner: ownerCard(id, cards.get(id), ''),
      department: names.get(places.get(id) ?? '') ?? '',
      customers: add((row) => row.count),
      target: staged('target'),
      intention: staged('intention'),
      deal: staged('deal'),
      vip: staged('vip'),
      ...{ overdue, overdueFen: overdue * crmVisitFineFen },
      ...{ buyers: add((row) => row.buyers), repeatBuyers: add((row) => row.again) },
      ...{ deals: ledger?.deals ?? 0, amountFen: ledger?.amount ?? 0 },
      ...{ followUps: talk?.count ?? 0, rated: talk?.rated ?? 0, points: talk?.points ?? 0 },
    };
  });
  rows.sort((one, other) => other.customers - one.customers || (one.owner.id < other.owner.id ? -1 : 1));
  return { items: rows, fineFen: crmVisitFineFen };
}

/** `sees` as SQL, of those that somebody owns. */
function seenParties(by: Actor): Condition {
  if (managesAll(by)) return { sql: 'p.owner_id is not null', values: [] };
  const ids = [...by.departmentIds];
  const within = ids.length === 0 ? '' : ` or p.department_id in (${ids.map(() => '?').join(', ')})`;
  return { sql: `(p.owner_id = ?${within})`, values: [by.personId, ...ids] };
}
