import { LockMode, type FilterQuery } from '@mikro-orm/core';
import type { z } from 'zod';

import type { decideReportSchema, OwnerCard, PartyKind, PartyReportRow } from '../../contract/crm.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { Party, PartyReport } from './crm.entity.ts';
import { crmText } from './crm.texts.ts';
import { ownerCard } from './owners.ts';
import type { Ownership } from './ownership.ts';
import type { Parties } from './parties.ts';
import type { Actor, CrmStaff, Records, ReportNotices } from './ports.ts';
import { createNotes } from './record.ts';
import { managesAll } from './visibility.ts';

const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

/** Disputes: who was refused as the second may report; who manages customers decides. */
export function createReports(deps: {
  clock: Clock;
  records: Records;
  staff: CrmStaff;
  notices: ReportNotices;
  ownership: Pick<Ownership, 'give'>;
  parties: Pick<Parties, 'checkOwner'>;
}) {
  const { clock, staff } = deps;
  const notes = createNotes(deps);

  async function present(
    em: EntityManager,
    rows: readonly PartyReport[],
    by: Actor,
  ): Promise<PartyReportRow[]> {
    const parties = await em.find(
      Party,
      { id: { $in: rows.map(({ partyId }) => partyId) } },
      { disableIdentityMap: true },
    );
    const byId = new Map(parties.map((party) => [party.id, party]));
    const people = [
      ...rows.map(({ reporterId }) => reporterId),
      ...parties.flatMap(({ ownerId }) => (typeof ownerId === 'string' ? [ownerId] : [])),
    ];
    const cards = await staff.byIds(em, people);
    const card = (id: string, name: string): OwnerCard => ownerCard(id, cards.get(id), name);
    return rows.map((row) => {
      const party = byId.get(row.partyId);
      const ownerId = party?.ownerId ?? null;
      return {
        ...{ id: row.id, kind: row.kind, partyId: row.partyId },
        partyName: party?.name ?? crmText(by.locale, 'unknown'),
        owner: ownerId === null ? null : card(ownerId, ''),
        reporter: card(row.reporterId, row.reporterName),
        ...{ reason: row.reason, state: row.state, decidedBy: row.decidedBy ?? null, answer: row.answer },
        createdAt: row.createdAt.toISOString(),
        decidedAt: row.decidedAt?.toISOString() ?? null,
      };
    });
  }

  return {
    /**
     * By the id that a refused duplicate named; the record itself stays unseen.
     * @throws crm.own_already | crm.already_reported | not_found
     */
    report: (
      em: EntityManager,
      by: Actor,
      kind: PartyKind,
      partyId: string,
      reason: string,
    ): Promise<string> =>
      inTransaction(em, async (tx) => {
        const party = await tx.findOne(Party, { id: partyId, kind, state: 'live' }, behindLock);
        assertThat(party, 'not_found', 404);
        const ownerId = party.ownerId ?? null;
        assertThat(ownerId !== by.personId, 'crm.own_already', 409);
        const open = { partyId, reporterId: by.personId, state: 'open' } as const;
        assertThat((await tx.count(PartyReport, open)) === 0, 'crm.already_reported', 409);
        const [id, at] = [newId(), clock.now()];
        await tx.insert(PartyReport, {
          ...{ ...open, id, enterpriseId: by.enterpriseId, kind, reporterName: by.name.slice(0, 60), reason },
          ...{ decidedBy: null, answer: '', createdAt: at, decidedAt: null },
        });
        await notes.record(tx, by, 'crm.reported', party, {}, { reason });
        const owner =
          ownerId === null
            ? crmText(by.locale, 'owner.pool')
            : ((await staff.byIds(tx, [ownerId])).get(ownerId)?.name ?? '');
        await deps.notices.tell(tx, {
          ...{ enterpriseId: by.enterpriseId, id, party: party.name, reporter: by.name, owner, reason, at },
        });
        return id;
      }),

    async one(em: EntityManager, by: Actor, id: string): Promise<PartyReportRow> {
      const row = await em.findOne(PartyReport, { id }, { refresh: true });
      assertThat(row, 'not_found', 404);
      assertThat(managesAll(by) || row.reporterId === by.personId, 'not_found', 404);
      const [shown] = await present(em, [row], by);
      assertThat(shown, 'not_found', 404);
      return shown;
    },

    async list(
      em: EntityManager,
      by: Actor,
      query: { state?: PartyReport['state'] | undefined; cursor?: string | undefined; limit: number },
    ) {
      const after = decodeCursor(query.cursor);
      const where: FilterQuery<PartyReport>[] = [];
      if (!managesAll(by)) where.push({ reporterId: by.personId });
      if (query.state !== undefined) where.push({ state: query.state });
      if (after !== undefined) where.push({ id: { $lt: after } });
      const rows = await em.find(
        PartyReport,
        { $and: where },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(rows, query.limit);
      return { items: await present(em, page.rows, by), nextCursor: page.nextCursor };
    },

    /** Re-owned or rejected, once, with an answer to who reported. @throws crm.decided */
    decide: (
      em: EntityManager,
      by: Actor,
      id: string,
      wish: z.output<typeof decideReportSchema>,
    ): Promise<void> =>
      inTransaction(em, async (tx) => {
        const seen = await tx.findOne(PartyReport, { id });
        assertThat(seen, 'not_found', 404);
        // The record first, then its report: the order in which a new report takes them.
        const party = await tx.findOne(Party, { id: seen.partyId }, behindLock);
        const row = await tx.findOneOrFail(PartyReport, { id }, behindLock);
        if (row.state !== 'open')
          throw new AppError('crm.decided', { status: 409, data: { name: row.decidedBy ?? '' } });
        if (wish.outcome === 'reown') {
          assertThat(party, 'not_found', 404);
          assertThat(party.state === 'live', 'crm.binned', 409);
          const ownerId = wish.ownerId ?? row.reporterId;
          await deps.parties.checkOwner(tx, by, ownerId);
          await deps.ownership.give(tx, by, party, ownerId);
        }
        row.state = wish.outcome === 'reown' ? 'reowned' : 'rejected';
        row.decidedBy = by.name.slice(0, 60);
        row.answer = wish.answer;
        row.decidedAt = clock.now();
        await tx.flush();
        await notes.record(
          tx,
          by,
          'crm.report_decided',
          { kind: row.kind, id: row.partyId },
          { state: 'open' },
          { state: row.state, reason: wish.answer },
        );
      }),
  };
}
export type Reports = ReturnType<typeof createReports>;
