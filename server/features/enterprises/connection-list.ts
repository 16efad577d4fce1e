import type { FilterQuery } from '@mikro-orm/core';

import type { Edition } from '../../../config/editions.ts';
import type {
  ConnectionDetail,
  ConnectionOffer,
  ConnectionPhase,
  ConnectionRow,
  EditionUse,
} from '../../contract/connections.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import { containsPattern } from '../../kernel/data/like.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { kindLabel, type Ledger } from '../quota/index.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import { editionKind } from './connection-places.ts';
import type { Connections } from './connections.ts';
import type { DownstreamAccounts, OpeningMethods } from './doors.ts';
import { Connection, EditionGrant, Enterprise } from './enterprise.entity.ts';
import type { Enterprises } from './enterprises.ts';
import { InvitationUse } from './invitation.entity.ts';

/** Where a relation stands at a moment; nobody needs to have noticed it. */
export function phaseOf(connection: Connection, now: Date): ConnectionPhase {
  const { state, ownEdition } = connection;
  const endsAt = connection.endsAt ?? null;
  const expiresAt = connection.expiresAt ?? null;
  if (state === 'active') return 'active';
  if (state === 'pending') return expiresAt !== null && expiresAt <= now ? 'ended' : 'pending';
  return !ownEdition && endsAt !== null && endsAt > now ? 'tail' : 'ended';
}

function inPhase(phase: ConnectionPhase, now: Date): FilterQuery<Connection> {
  switch (phase) {
    case 'active':
      return { state: 'active' };
    case 'pending':
      return { state: 'pending', $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] };
    case 'tail':
      return { state: 'terminated', ownEdition: false, endsAt: { $gt: now } };
    case 'ended':
      return {
        $or: [
          { state: 'terminated', $or: [{ ownEdition: true }, { endsAt: null }, { endsAt: { $lte: now } }] },
          { state: 'pending', expiresAt: { $lte: now } },
        ],
      };
  }
}

/** Without the place where personal accounts are kept. */
const enterprisesOnly = { origin: { $ne: 'consumers' } } as const;

export interface ConnectionQuery {
  readonly search?: string | undefined;
  readonly phase?: ConnectionPhase | undefined;
  /** `none`: without one. */
  readonly edition?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export function maskPhone(phone: string): string {
  return phone.replace(/^(.{3}).*(.{4})$/, '$1****$2');
}

/** The upstream's view of its relations. Relations have no tenant filter: each query names the upstream. */
export function createConnectionList(deps: {
  clock: Clock;
  editions: readonly Edition[];
  ledger: Ledger;
  accounts: DownstreamAccounts;
  enterprises: Enterprises;
  connections: Pick<Connections, 'endOf'>;
  openingMethods: Pick<OpeningMethods, 'of'>;
}) {
  const { clock, accounts } = deps;
  const label = (locale: Locale, edition: string) => kindLabel(locale, editionKind(edition), deps.editions);
  const named = (locale: Locale, edition: string | null | undefined) =>
    edition === null || edition === undefined ? null : { key: edition, label: label(locale, edition) };

  async function present(
    em: EntityManager,
    rows: readonly Connection[],
    locale: Locale,
  ): Promise<ConnectionRow[]> {
    const now = clock.now();
    const cards = await accounts.cards(
      em,
      rows.map(({ id }) => id),
    );
    const tenants = await em.find(Enterprise, { id: { $in: rows.map((row) => row.downstreamId) } });
    const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    return rows.map((row) => {
      const card = cards.get(row.id);
      const tenant = byId.get(row.downstreamId);
      const overdue = row.state === 'pending' && phaseOf(row, now) === 'ended';
      return {
        id: row.id,
        name: card?.name ?? tenant?.displayName ?? '',
        legalName: tenant?.legalName ?? '',
        origin: row.origin === 'consumers' ? 'registration' : row.origin,
        phase: phaseOf(row, now),
        edition: named(locale, row.edition),
        ownEdition: row.ownEdition,
        suspended: row.state === 'active' && (row.suspendedAt ?? null) !== null,
        disabled: row.state === 'active' && card?.disabled === true,
        salespersonName: card?.salespersonName ?? null,
        users: card?.users ?? 0,
        boundUsers: card?.boundUsers ?? 0,
        createdAt: row.createdAt.toISOString(),
        terminatedAt: row.terminatedAt?.toISOString() ?? null,
        endsAt: (overdue ? row.expiresAt : row.endsAt)?.toISOString() ?? null,
        endReason: overdue
          ? 'expired'
          : (row.endReason ?? (row.state === 'terminated' ? 'terminated' : null)),
        expiresAt: row.expiresAt?.toISOString() ?? null,
      };
    });
  }

  async function presentUses(
    em: EntityManager,
    grants: readonly EditionGrant[],
    locale: Locale,
  ): Promise<EditionUse[]> {
    const now = clock.now();
    const cards = await accounts.cards(em, [...new Set(grants.map((grant) => grant.connectionId))]);
    return grants.map((grant) => {
      const end = grant.endedAt ?? grant.endsAt ?? null;
      const ended = end !== null && end <= now;
      return {
        id: grant.id,
        connectionId: grant.connectionId,
        downstreamName: cards.get(grant.connectionId)?.name ?? '',
        edition: { key: grant.edition, label: label(locale, grant.edition) },
        payer: grant.own ? 'own' : 'upstream',
        order: grant.orderName ?? null,
        state: ended ? 'ended' : end === null ? 'active' : 'tail',
        givenAt: grant.givenAt.toISOString(),
        endsAt: end?.toISOString() ?? null,
      };
    });
  }

  return {
    async list(em: EntityManager, upstreamId: string, query: ConnectionQuery, locale: Locale) {
      const after = decodeCursor(query.cursor);
      const search = query.search ?? '';
      const both: FilterQuery<Connection>[] = [];
      if (query.phase !== undefined) both.push(inPhase(query.phase, clock.now()));
      if (search !== '') {
        const byCompany = await accounts.connectionsNamed(em, search);
        const mine = await em.find(
          Connection,
          { upstreamId },
          { fields: ['downstreamId'], disableIdentityMap: true },
        );
        const legal = await em.find(
          Enterprise,
          { id: { $in: mine.map((row) => row.downstreamId) }, legalName: { $like: containsPattern(search) } },
          { fields: ['id'], disableIdentityMap: true },
        );
        both.push({
          $or: [{ id: { $in: [...byCompany] } }, { downstreamId: { $in: legal.map(({ id }) => id) } }],
        });
      }
      const rows = await em.find(
        Connection,
        {
          upstreamId,
          ...enterprisesOnly,
          ...(after === undefined ? {} : { id: { $lt: after } }),
          ...(query.edition === undefined
            ? {}
            : { edition: query.edition === 'none' ? null : query.edition }),
          $and: both,
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(rows, query.limit);
      return { items: await present(em, page.rows, locale), nextCursor: page.nextCursor };
    },

    async one(em: EntityManager, upstreamId: string, id: string, locale: Locale): Promise<ConnectionDetail> {
      const row = await em.findOne(Connection, { id, upstreamId, ...enterprisesOnly }, { refresh: true });
      assertThat(row, 'not_found', 404);
      const [shown] = await present(em, [row], locale);
      assertThat(shown, 'not_found', 404);
      const grants = await em.find(
        EditionGrant,
        { connectionId: id },
        { orderBy: { id: 'desc' }, limit: 50, refresh: true },
      );
      const use = await em.findOne(InvitationUse, { connectionId: id });
      const upstream = await deps.enterprises.within(em, upstreamId);
      const wouldEndAt =
        row.state === 'active'
          ? await inTransaction(em, (tx) => deps.connections.endOf(tx, row, clock.now()))
          : null;
      return {
        ...shown,
        editionUses: await presentUses(em, grants, locale),
        request:
          use === null
            ? null
            : {
                contactName: use.contactName,
                phoneMasked: maskPhone(use.phone),
                requestedAt: use.createdAt.toISOString(),
              },
        wouldEndAt: wouldEndAt?.toISOString() ?? null,
        timeZone: zoneOf(upstream),
      };
    },

    async editionUses(
      em: EntityManager,
      query: {
        readonly edition?: string | undefined;
        readonly connectionId?: string | undefined;
        readonly cursor?: string | undefined;
        readonly limit: number;
      },
      locale: Locale,
    ) {
      const after = decodeCursor(query.cursor);
      const grants = await em.find(
        EditionGrant,
        {
          ...(after === undefined ? {} : { id: { $lt: after } }),
          ...(query.edition === undefined ? {} : { edition: query.edition }),
          ...(query.connectionId === undefined ? {} : { connectionId: query.connectionId }),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(grants, query.limit);
      return { items: await presentUses(em, page.rows, locale), nextCursor: page.nextCursor };
    },

    /** What opening one more would take, and what is left of it (row 329). */
    async offer(em: EntityManager, upstreamId: string, locale: Locale): Promise<ConnectionOffer> {
      const figures = await deps.ledger.figures(em);
      const remaining = (kind: string) => figures.find((figure) => figure.kind === kind)?.remaining ?? 0;
      const kind = (name: string) => ({
        label: kindLabel(locale, name, deps.editions),
        remaining: remaining(name),
      });
      const active = { upstreamId, state: 'active', ...enterprisesOnly } as const;
      return {
        enterprise: kind('enterprise'),
        wechatUser: kind('wechat_user'),
        editions: deps.editions.map(({ key }) => ({ key, ...kind(editionKind(key)) })),
        connected: await em.count(Connection, { ...active, ownEdition: false }),
        onOwnEdition: await em.count(Connection, { ...active, ownEdition: true }),
        open: (await deps.openingMethods.of(em, upstreamId)).admin,
      };
    },
  };
}
export type ConnectionList = ReturnType<typeof createConnectionList>;
