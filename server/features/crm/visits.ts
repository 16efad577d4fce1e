import { LockMode } from '@mikro-orm/core';
import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import type { CrmClass, NewVisit, PartyKind } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { readRows, timeValue, writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { localDay, startOfDay } from '../../kernel/zoned-day.ts';
import type { Classes } from './classes.ts';
import { PartyFollowUp, PartyVisit, type Party } from './crm.entity.ts';
import { lockOwn } from './parties.ts';
import type { Actor, CrmStaff, Of, Records, VisitNotices } from './ports.ts';
import { createNotes } from './record.ts';
import type { Condition } from './walk.ts';

const Day = 86_400_000;
const Hour = 3_600_000;
/** A reminder comes in the morning. Ours. */
const remindAtHour = 9;
const namesTold = 3;
const kinds = ['customer', 'partner'] as const satisfies readonly PartyKind[];

type Contacted = Pick<Party, 'classKey' | 'state' | 'ownerId' | 'lastContactAt' | 'createdAt'>;

/**
 * The visit cycle (row 157): so many days after the last contact, as the class says, somebody should be
 * in touch again. A follow-up is a contact, and so is a visit that was planned. Days are those of the
 * enterprise's calendar: on the last one its owner is reminded, after it the record is overdue.
 */
export function createVisits(deps: {
  db: Pick<Database, 'dialect'>;
  clock: Clock;
  records: Records;
  staff: Pick<CrmStaff, 'byIds'>;
  classes: Classes;
  notices: VisitNotices;
  zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
}) {
  const { clock } = deps;
  const { dialect } = deps.db;
  const notes = createNotes(deps);
  const time = (at: Date) => timeValue(dialect, at);

  /** To find where a day begins costs milliseconds, and every page asks for the same few days. */
  const starts = new Map<string, Date>();
  function startOf(day: string, timeZone: string, plusDays: number): Date {
    const key = `${day} ${timeZone} ${plusDays}`;
    const known = starts.get(key);
    if (known !== undefined) return known;
    const found = startOfDay(day, timeZone, plusDays);
    if (starts.size >= 500) starts.clear();
    starts.set(key, found);
    return found;
  }

  /** Of each class that has a cycle: contacts before this moment are due with today. */
  async function cycles(em: EntityManager, kind: PartyKind, timeZone: string) {
    const { items } = await deps.classes.of(em, kind, 'zh-CN');
    const today = localDay(clock.now(), timeZone);
    return items.flatMap(({ key, visitDays }) =>
      visitDays === null
        ? []
        : [
            {
              ...{ key, visitDays },
              dueBefore: startOf(today, timeZone, 1 - visitDays),
              overdueBefore: startOf(today, timeZone, -visitDays),
            },
          ],
    );
  }
  const anyOf = (terms: readonly Condition[]): Condition =>
    terms.length === 0
      ? { sql: '1 = 0', values: [] }
      : {
          sql: `(${terms.map(({ sql }) => sql).join(' or ')})`,
          values: terms.flatMap(({ values }) => values),
        };

  /** What is due or overdue at this moment, for a list and for a row. */
  async function lateness(em: EntityManager, by: Pick<Actor, 'enterpriseId'>, kind: PartyKind) {
    const timeZone = await deps.zoneOf(em, by.enterpriseId);
    const all = await cycles(em, kind, timeZone);
    return {
      today: localDay(clock.now(), timeZone),
      condition(which: 'due' | 'overdue'): Condition {
        const late = anyOf(
          all.map(({ key, dueBefore, overdueBefore }) => ({
            sql: '(class_key = ? and coalesce(last_contact_at, created_at) < ?)',
            values: [key, time(which === 'due' ? dueBefore : overdueBefore)],
          })),
        );
        return { sql: `owner_id is not null and ${late.sql}`, values: late.values };
      },
      isOverdue(row: Contacted): boolean {
        if (row.state !== 'live' || (row.ownerId ?? null) === null) return false;
        const cycle = all.find(({ key }) => key === row.classKey);
        return cycle !== undefined && (row.lastContactAt ?? row.createdAt) < cycle.overdueBefore;
      },
    };
  }

  /** By when somebody should be in touch; null: the class has no cycle, or it is nobody's. */
  function dueAt(row: Contacted, classes: readonly CrmClass[]): string | null {
    const days = classes.find(({ key }) => key === row.classKey)?.visitDays ?? null;
    if (days === null || row.state !== 'live' || (row.ownerId ?? null) === null) return null;
    return new Date((row.lastContactAt ?? row.createdAt).getTime() + days * Day).toISOString();
  }

  /** A contact is no edit: whoever has the form open keeps his version (the ORM would raise it). */
  const noteContact = (tx: EntityManager, of: Of & { enterpriseId: string }, at: Date | null, from: Date) =>
    writeRows(
      tx,
      `update crm_party set last_contact_at = ?, remind_from = case when owner_id is null then null else ? end
       where id = ? and enterprise_id = ?`,
      [at === null ? null : time(at), time(from), of.id, of.enterpriseId],
    );

  async function lastContact(tx: EntityManager, partyId: string): Promise<Date | null> {
    const fresh = { limit: 1, disableIdentityMap: true } as const;
    const [spoken] = await tx.find(PartyFollowUp, { partyId }, { ...fresh, orderBy: { id: 'desc' } });
    const planned = { partyId, cancelledAt: null };
    const [visit] = await tx.find(PartyVisit, planned, { ...fresh, orderBy: { createdAt: 'desc' } });
    const times = [spoken?.at, visit?.createdAt].flatMap((at) => (at === undefined ? [] : [at.getTime()]));
    return times.length === 0 ? null : new Date(Math.max(...times));
  }

  /** Everyone whose records fell due with today and who was not reminded since their last contact. */
  async function remindIn(em: EntityManager, enterpriseId: string): Promise<void> {
    const timeZone = await deps.zoneOf(em, enterpriseId);
    const now = clock.now();
    const today = localDay(now, timeZone);
    if (now.getTime() < startOfDay(today, timeZone).getTime() + remindAtHour * Hour) return;
    for (const kind of kinds) {
      const due = (await cycles(em, kind, timeZone)).map(({ key, dueBefore }) => ({
        sql: '(class_key = ? and remind_from < ?)',
        values: [key, time(dueBefore)],
      }));
      if (due.length === 0) continue;
      const late = anyOf(due);
      const where = `enterprise_id = ? and kind = ? and state = 'live' and owner_id is not null and ${late.sql}`;
      const values = [enterpriseId, kind, ...late.values];
      const rows = await readRows(
        em,
        `select distinct owner_id as owner from crm_party where ${where}`,
        values,
      );
      const owners = z.array(z.object({ owner: z.string() })).parse(rows);
      const cards = await deps.staff.byIds(
        em,
        owners.map(({ owner }) => owner),
      );
      for (const { owner } of owners) {
        // A leaver's wait to be handed over: whoever gets them is reminded.
        if (cards.get(owner)?.enabled !== true) continue;
        await inTransaction(em, async (tx) => {
          const own = [`${where} and owner_id = ?`, [...values, owner]] as const;
          const found = await readRows(
            tx,
            `select id, name from crm_party where ${own[0]} order by remind_from, id limit ${namesTold}`,
            own[1],
          );
          const first = z.array(z.object({ id: z.string(), name: z.string() })).parse(found);
          const count = await writeRows(
            tx,
            `update crm_party set remind_from = null where ${own[0]}`,
            own[1],
          );
          const [oldest] = first;
          if (count === 0 || oldest === undefined) return;
          await deps.notices.tell(tx, {
            ...{ enterpriseId, staffId: owner, kind, count, names: first.map(({ name }) => name), at: now },
            causeKey: `card:crm-visits:${today}:${owner}:${oldest.id}`,
          });
        });
      }
    }
  }

  return {
    lateness,
    dueAt,

    /** Somebody was in touch at this moment. */
    touch: (tx: EntityManager, of: Of & { enterpriseId: string }, at: Date) => noteContact(tx, of, at, at),

    /** @throws crm.visit_when: in the past, or too far ahead | crm.too_many_visits */
    plan: (em: EntityManager, by: Actor, of: Of, wish: NewVisit): Promise<void> =>
      inTransaction(em, async (tx) => {
        await lockOwn(tx, by, of.kind, of.id);
        const now = clock.now();
        const days = limits.crmVisitAheadDays;
        const timeZone = await deps.zoneOf(tx, by.enterpriseId);
        const today = localDay(now, timeZone);
        const last = localDay(startOfDay(today, timeZone, days), timeZone);
        assertThat(wish.day >= today && wish.day <= last, 'crm.visit_when', 422, { days });
        const open = await tx.count(PartyVisit, { partyId: of.id, cancelledAt: null, day: { $gte: today } });
        const most = limits.crmVisits;
        assertThat(open < most, 'crm.too_many_visits', 409, { most });
        await tx.insert(PartyVisit, {
          ...{ id: newId(), enterpriseId: by.enterpriseId, partyId: of.id, ...wish },
          ...{ byId: by.personId, byName: by.name.slice(0, 60), createdAt: now, cancelledAt: null },
        });
        await noteContact(tx, { ...of, enterpriseId: by.enterpriseId }, now, now);
        await notes.record(tx, by, 'crm.visit_planned', of, {}, { ...wish });
      }),

    /** It counts as contact no more. @throws not_found | crm.visit_over: it was called off, or is past */
    cancel: (em: EntityManager, by: Actor, of: Of & { visitId: string }): Promise<void> =>
      inTransaction(em, async (tx) => {
        const party = await lockOwn(tx, by, of.kind, of.id);
        const options = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true };
        const row = await tx.findOne(PartyVisit, { id: of.visitId, partyId: of.id }, options);
        assertThat(row, 'not_found', 404);
        const today = localDay(clock.now(), await deps.zoneOf(tx, by.enterpriseId));
        assertThat((row.cancelledAt ?? null) === null && row.day >= today, 'crm.visit_over', 409);
        row.cancelledAt = clock.now();
        await tx.flush();
        const last = await lastContact(tx, of.id);
        const whole = { ...of, enterpriseId: by.enterpriseId };
        await noteContact(tx, whole, last, last ?? party.createdAt);
        await notes.record(tx, by, 'crm.visit_cancelled', of, { day: row.day, text: row.text }, {});
      }),

    remindIn,
  };
}
export type Visits = ReturnType<typeof createVisits>;
