import { LockMode, type FilterQuery } from '@mikro-orm/core';

import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { endOwnEdition } from './connection-jobs.ts';
import { editionKind, NoPlaceError, type ConnectionPlaces } from './connection-places.ts';
import type { ConnectionNotices, DownstreamAccounts, Records } from './doors.ts';
import { Connection, EditionGrant, Enterprise } from './enterprise.entity.ts';

export interface OwnEditionWish {
  /** Who has bought the edition for himself. */
  readonly downstreamId: string;
  readonly edition: string;
  /** One relation; without it all of the downstream's that stand or were terminated. */
  readonly connectionId?: string;
  /** The name of his order, as people see it. */
  readonly orderName: string | null;
  /** When the lot ends that he bought; null or left out: no end. */
  readonly endsAt?: Date | null;
  /** staff:<id>, identity:<id>, system. */
  readonly actor: string;
  readonly actorName: string;
  readonly requestId: string;
}

export interface OwnEditionDeps {
  readonly clock: Clock;
  readonly places: ConnectionPlaces;
  readonly accounts: DownstreamAccounts;
  readonly records: Records;
  readonly notices: ConnectionNotices;
  readonly checkEdition: (edition: string | null) => void;
}

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
/** Relations that an own edition can carry. */
const carried: FilterQuery<Connection> = {
  $or: [{ state: 'active' }, { state: 'terminated', endReason: 'terminated' }],
};

/** Whether the downstream works on an edition of its own at a moment. */
export function ownRuns(connection: Pick<Connection, 'ownEdition' | 'ownEndsAt'>, now: Date): boolean {
  const endsAt = connection.ownEndsAt ?? null;
  return connection.ownEdition && (endsAt === null || endsAt > now);
}

/** Editions that downstreams buy for themselves (row 19): from the paid order to the end of its lot. */
export function createOwnEditions(deps: OwnEditionDeps) {
  const { clock, places, accounts, records } = deps;

  /**
   * The downstream has bought the edition itself: its relations stop using places of their upstreams,
   * and a termination, before or after, does not touch its access until the lot ends. For whoever
   * books a paid order, in that transaction; `tx` must look across tenants.
   * @returns the relations that this changed; the same again changes none
   */
  async function useOwnEdition(tx: EntityManager, wish: OwnEditionWish): Promise<string[]> {
    deps.checkEdition(wish.edition);
    const { downstreamId, edition, actor } = wish;
    const endsAt = wish.endsAt ?? null;
    const now = clock.now();
    const one: FilterQuery<Connection> = wish.connectionId === undefined ? {} : { id: wish.connectionId };
    const found = await tx.find(
      Connection,
      { $and: [{ downstreamId }, carried, one] },
      { orderBy: { id: 'asc' }, ...locked },
    );
    const changed: string[] = [];
    for (const connection of found) {
      const { id, upstreamId } = connection;
      const before = connection.edition ?? null;
      const sameEnd = (connection.ownEndsAt?.getTime() ?? null) === (endsAt?.getTime() ?? null);
      if (connection.ownEdition && before === edition && sameEnd) continue;
      if (!connection.ownEdition) {
        // Own, over, and own again are two: each has a cause of its own.
        const cause = newId();
        const own = { actor, reason: 'own_edition' as const, cause };
        await places.freeEnterprise(tx, connection, own);
        if (before !== null && (connection.closedAt ?? null) === null)
          await places.freeEdition(tx, connection, before, { ...own, at: now });
        await accounts.freePlaces(tx, {
          ...own,
          enterpriseId: upstreamId,
          connectionId: id,
          cause: `own:${cause}`,
        });
      }
      if (wish.orderName !== null) await takeOwn(tx, connection, wish, now);
      const upstreamEdition = connection.ownEdition ? (connection.upstreamEdition ?? null) : before;
      await tx.nativeUpdate(
        Connection,
        { id },
        { ownEdition: true, ownEndsAt: endsAt, upstreamEdition, edition, suspendedAt: null },
      );
      await tx.nativeUpdate(EditionGrant, { connectionId: id, own: true, endedAt: null }, { endedAt: now });
      await places.note(tx, connection, edition, {
        ...{ own: true, orderName: wish.orderName, givenAt: now, endsAt },
      });
      if (endsAt !== null) {
        const job = { now, runAt: endsAt, cause: wish.requestId, enterpriseId: upstreamId };
        await enqueue(tx, endOwnEdition, { connectionId: id }, job);
      }
      await records.add(tx, {
        ...{ enterpriseId: upstreamId, actor, actorName: wish.actorName },
        ...{ action: 'connection.own_edition', target: `connection:${id}` },
        before: { edition: before, ownEdition: connection.ownEdition },
        after: { edition, ownEdition: true, ...(endsAt === null ? {} : { endsAt: endsAt.toISOString() }) },
        ...{ requestId: wish.requestId, at: now },
      });
      if (wish.orderName !== null)
        await tell(tx, connection, 'own_bought', editionKind(edition), now, wish.requestId);
      changed.push(id);
    }
    if (changed.length > 0) {
      // The downstream works in the system on its own account from now on.
      await tx.nativeUpdate(Enterprise, { id: downstreamId, claimedAt: null }, { claimedAt: now });
    }
    return changed;
  }

  /** The own place of a lot that is over is nobody's any more, also where nothing was noticed yet. */
  async function freeOver(tx: EntityManager, connection: Connection): Promise<void> {
    const { edition, ownEndsAt } = connection;
    if (edition != null && ownEndsAt != null)
      await places.freeOwn(tx, connection, edition, `over:${ownEndsAt.getTime()}`);
  }

  /**
   * The place that was bought stands as used in the buyer's books. What came with the order may have
   * gone to another relation whose lot is over: that one gives it back first.
   */
  async function takeOwn(
    tx: EntityManager,
    connection: Connection,
    { edition, actor, requestId }: OwnEditionWish,
    now: Date,
  ): Promise<void> {
    const { id, downstreamId } = connection;
    const before = connection.edition ?? null;
    if (connection.ownEdition && before !== null && before !== edition)
      await places.freeOwn(tx, connection, before, requestId);
    const over = { downstreamId, edition, ownEdition: true, ownEndsAt: { $lte: now }, id: { $ne: id } };
    for (const other of await tx.find(Connection, over, { disableIdentityMap: true }))
      await freeOver(tx, other);
    await places.holdOwn(tx, connection, edition, { actor, cause: requestId });
  }

  /** Places of the upstream again, as far as it has some. @returns the edition; null: without one */
  async function fallBack(tx: EntityManager, connection: Connection, now: Date): Promise<string | null> {
    const { id } = connection;
    const cause = `own_ended:${newId()}`;
    await places.takeEnterprise(tx, connection, { actor: 'system', reason: 'own_ended', cause });
    let edition = connection.upstreamEdition ?? null;
    if (edition !== null) {
      try {
        await places.giveEdition(tx, connection, edition, { actor: 'system', now });
      } catch (error) {
        if (!(error instanceof NoPlaceError)) throw error;
        await tell(tx, connection, 'own_ended', error.kind, now);
        edition = null;
      }
    }
    await accounts.retakePlaces(tx, {
      ...{ enterpriseId: connection.upstreamId, connectionId: id, cause, actor: 'system' },
      ...{ reason: 'own_ended', now },
    });
    return edition;
  }

  async function tell(
    tx: EntityManager,
    connection: Connection,
    kind: 'own_bought' | 'own_ended',
    quotaKind: string,
    at: Date,
    cause = String(connection.ownEndsAt?.getTime() ?? 0),
  ): Promise<void> {
    const downstream = await tx.findOne(Enterprise, { id: connection.downstreamId });
    await deps.notices.tell(tx, {
      ...{ kind, enterpriseId: connection.upstreamId, name: downstream?.displayName ?? '' },
      ...{ hint: '', quotaKind, connectionId: connection.id, at },
      cause: `${connection.id}:${cause}`,
    });
  }

  /**
   * The own lot is over. A live relation goes on with the upstream's places and the edition that it
   * had before; where the upstream has no enterprise place, access rests and this is tried again.
   * A terminated one ends. Too early, or twice: nothing happens.
   */
  async function endOwn(tx: EntityManager, id: string): Promise<void> {
    const now = clock.now();
    const [connection] = await tx.find(Connection, { id }, locked);
    const ownEnd = connection?.ownEndsAt ?? null;
    if (connection === undefined || !connection.ownEdition || ownEnd === null || ownEnd > now) return;
    await freeOver(tx, connection);
    const over = { ownEdition: false, ownEndsAt: null, upstreamEdition: null };
    if (connection.state !== 'active') {
      const upstreamEnd = connection.endsAt ?? ownEnd;
      const endsAt = upstreamEnd > ownEnd ? upstreamEnd : ownEnd;
      // It held nothing of the upstream any more: what is left is the date.
      await tx.nativeUpdate(Connection, { id }, { ...over, endsAt, closedAt: connection.closedAt ?? now });
      return note(tx, connection, ownEnd, null, now);
    }
    let edition: string | null;
    try {
      edition = await fallBack(tx, connection, now);
    } catch (error) {
      if (!(error instanceof NoPlaceError) || error.kind !== 'enterprise') throw error;
      if ((connection.suspendedAt ?? null) === null) {
        await tx.nativeUpdate(Connection, { id }, { suspendedAt: ownEnd });
        await tell(tx, connection, 'own_ended', error.kind, now);
      }
      return;
    }
    await tx.nativeUpdate(Connection, { id }, { ...over, edition, suspendedAt: null });
    return note(tx, connection, ownEnd, edition, now);
  }

  async function note(
    tx: EntityManager,
    connection: Connection,
    endsAt: Date,
    edition: string | null,
    now: Date,
  ): Promise<void> {
    const { id, upstreamId } = connection;
    await tx.nativeUpdate(EditionGrant, { connectionId: id, own: true, endedAt: null }, { endedAt: endsAt });
    await records.add(tx, {
      ...{ enterpriseId: upstreamId, actor: 'system', actorName: '' },
      ...{ action: 'connection.own_ended', target: `connection:${id}` },
      before: { edition: connection.edition ?? null, ownEdition: true },
      after: { edition, ownEdition: false },
      ...{ requestId: id, at: now },
    });
  }

  return {
    useOwnEdition,
    endOwn,

    /**
     * A relation for which the downstream may buy, locked; `tx` looks across tenants.
     * @throws not_found of another downstream · connection.state where nothing can be carried
     */
    async lockForOwner(tx: EntityManager, downstreamId: string, id: string) {
      const [connection] = await tx.find(Connection, { id, downstreamId }, locked);
      assertThat(connection, 'not_found', 404);
      const { state } = connection;
      const can = state === 'active' || (state === 'terminated' && connection.endReason === 'terminated');
      assertThat(can, 'connection.state', 409);
      const runs = ownRuns(connection, clock.now());
      const upstream = await tx.findOne(Enterprise, { id: connection.upstreamId });
      return {
        upstreamName: upstream?.displayName ?? '',
        editionKind: connection.edition == null ? null : editionKind(connection.edition),
        ownEndsAt: runs ? (connection.ownEndsAt ?? null) : null,
        ownRuns: runs,
      };
    },

    /** When the own edition of a relation ends that runs; null: none, or without end. */
    async ownEnd(tx: EntityManager, id: string): Promise<Date | null> {
      const row = await tx.findOne(Connection, { id }, { disableIdentityMap: true });
      return row !== null && ownRuns(row, clock.now()) ? (row.ownEndsAt ?? null) : null;
    },
  };
}
