import type { Edition } from '../../../config/editions.ts';
import { connectionsTexts as enTexts } from '../../../config/locales/en/connections.ts';
import { connectionsTexts as zhTexts } from '../../../config/locales/zh-CN/connections.ts';
import type { UpstreamConnection } from '../../contract/connections.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { formatEnd } from '../../kernel/i18n/format-time.ts';
import { formatText } from '../../kernel/i18n/translate.ts';
import { kindLabel } from '../quota/index.ts';
import { phaseOf } from './connection-list.ts';
import { editionKind } from './connection-places.ts';
import type { Records } from './doors.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';
import { ownRuns } from './own-editions.ts';

function text(locale: Locale, key: keyof typeof zhTexts, values: Record<string, string> = {}): string {
  return formatText(locale, locale === 'en' ? enTexts[key] : zhTexts[key], values);
}

/** A live or terminated relation, whose own edition has an end where there is one. */
function mayBuy({ state, endReason, ownEdition, ownEndsAt }: Connection): boolean {
  const carried = state === 'active' || (state === 'terminated' && endReason === 'terminated');
  return carried && !(ownEdition && ownEndsAt == null);
}

/** Relations as the downstream sees them, whose tenant names itself in each query. */
export function createUpstreams(deps: {
  db: Database;
  clock: Clock;
  editions: readonly Edition[];
  records: Records;
}) {
  function present(row: Connection, upstream: Enterprise, locale: Locale): UpstreamConnection {
    const phase = phaseOf(row, deps.clock.now());
    const edition = row.edition ?? null;
    const written = (at: Date | null | undefined) =>
      at === null || at === undefined ? '' : formatEnd(locale, at, upstream.timeZone);
    const early = row.endReason === 'refused' || row.endReason === 'expired' ? row.endReason : null;
    const overdue = row.state === 'pending' && phase === 'ended';
    return {
      id: row.id,
      upstreamName: upstream.displayName,
      phase,
      phaseLabel: text(locale, `phase.${overdue ? 'expired' : (early ?? phase)}`),
      editionLabel: edition === null ? null : kindLabel(locale, editionKind(edition), deps.editions),
      ownEdition: row.ownEdition,
      mayBuy: mayBuy(row),
      connectedAt: row.createdAt.toISOString(),
      endText: endText(),
    };

    function endText(): string | null {
      if (ownRuns(row, deps.clock.now()))
        return row.ownEndsAt == null
          ? text(locale, 'end.own')
          : text(locale, 'end.own_until', { end: written(row.ownEndsAt) });
      if (phase === 'tail') return text(locale, 'end.tail', { end: written(row.endsAt) });
      if (phase === 'ended' && early === null && !overdue)
        return text(locale, 'end.ended', { end: written(row.endsAt ?? row.terminatedAt) });
      if (phase === 'pending' && (row.expiresAt ?? null) !== null)
        return text(locale, 'end.pending', { upstream: upstream.displayName, end: written(row.expiresAt) });
      return null;
    }
  }

  return {
    /** Newest first; an enterprise has few upstreams. */
    async of(em: EntityManager, downstreamId: string, locale: Locale): Promise<UpstreamConnection[]> {
      const rows = await em.find(
        Connection,
        { downstreamId },
        { orderBy: { id: 'desc' }, limit: 200, refresh: true },
      );
      const upstreams = await em.find(Enterprise, { id: { $in: rows.map((row) => row.upstreamId) } });
      const byId = new Map(upstreams.map((upstream) => [upstream.id, upstream]));
      return rows.flatMap((row) => {
        const upstream = byId.get(row.upstreamId);
        return upstream === undefined ? [] : [present(row, upstream, locale)];
      });
    },

    async name(em: EntityManager, id: string): Promise<string> {
      return (await em.findOne(Enterprise, { id }))?.displayName ?? '';
    },

    /** The admin's switch (row 21); recorded with his own enterprise. */
    async setSwitch(
      by: { identityId: string; name: string; downstreamId: string; requestId: string },
      on: boolean,
    ): Promise<void> {
      await inTransaction(deps.db.tenant(by.downstreamId), async (tx) => {
        const where = { id: by.downstreamId, connectUpstreams: !on };
        if ((await tx.nativeUpdate(Enterprise, where, { connectUpstreams: on })) === 0) return;
        await deps.records.add(tx, {
          enterpriseId: by.downstreamId,
          actor: `identity:${by.identityId}`,
          actorName: by.name,
          action: 'connection.setting_changed',
          target: `enterprise:${by.downstreamId}`,
          before: { connectUpstreams: !on },
          after: { connectUpstreams: on },
          requestId: by.requestId,
          at: deps.clock.now(),
        });
      });
    },
  };
}
export type Upstreams = ReturnType<typeof createUpstreams>;
