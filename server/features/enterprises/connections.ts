import { LockMode } from '@mikro-orm/core';

import type { Edition } from '../../../config/editions.ts';
import { limits } from '../../../config/limits.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { enqueue } from '../../kernel/jobs/job-kind.ts';
import { endOfDayAfter, zoneOf } from '../../kernel/zoned-day.ts';
import { exhausted, NoPlaceError, type ConnectionPlaces } from './connection-places.ts';
import { endTail } from './connection-jobs.ts';
import type { ActingStaff, ConnectionNotices, DownstreamAccounts, OpeningMethods, Records } from './doors.ts';
import { Connection, EditionGrant } from './enterprise.entity.ts';
import type { Enterprises } from './enterprises.ts';
import { createOwnEditions } from './own-editions.ts';

export interface ConnectionsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly editions: readonly Edition[];
  readonly enterprises: Enterprises;
  readonly accounts: DownstreamAccounts;
  readonly places: ConnectionPlaces;
  readonly records: Records;
  readonly notices: ConnectionNotices;
  readonly openingMethods: OpeningMethods;
}

/** A relation that was opened, and the upstream's account in it. */
export interface Opened {
  readonly id: string;
  readonly companyId: string;
}

/** Relations between an upstream and its downstream: opened, given an edition, terminated. */
export function createConnections(deps: ConnectionsDeps) {
  const { db, clock, places, records, accounts, enterprises } = deps;

  function checkEdition(edition: string | null): void {
    assertThat(edition === null || deps.editions.some(({ key }) => key === edition), 'edition.unknown', 422);
  }

  /** The upstream's relation, locked; of another upstream it is not found. */
  async function lock(tx: EntityManager, upstreamId: string, id: string): Promise<Connection> {
    const [connection] = await tx.find(
      Connection,
      { id, upstreamId, origin: { $ne: 'consumers' } },
      { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true },
    );
    assertThat(connection, 'not_found', 404);
    return connection;
  }

  async function record(
    tx: EntityManager,
    by: ActingStaff,
    connection: Pick<Connection, 'id'>,
    action: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ): Promise<void> {
    await records.add(tx, {
      enterpriseId: by.enterpriseId,
      actor: `staff:${by.staffId}`,
      actorName: by.name,
      action,
      target: `connection:${connection.id}`,
      before,
      after,
      requestId: by.requestId,
      at: clock.now(),
    });
  }

  /** One transaction of staff; a place that is missing undoes all of it and says which. */
  async function act<T>(
    by: ActingStaff,
    locale: Locale,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await inTransaction(db.tenant(by.enterpriseId), work);
    } catch (error) {
      if (error instanceof NoPlaceError) throw exhausted(locale, error.kind, deps.editions, error);
      throw error;
    }
  }

  /**
   * Makes the downstream's tenant, which nobody has claimed yet, the relation and the upstream's
   * account for it, with its places, in the caller's transaction (`act` tells which is short).
   * @throws NoPlaceError | edition.unknown
   */
  async function openWithin(
    tx: EntityManager,
    by: ActingStaff,
    input: {
      readonly name: string;
      readonly legalName: string;
      readonly edition: string | null;
      readonly origin: 'admin' | 'salesperson';
      readonly salespersonId: string;
      /** Told in the record. */
      readonly contactName: string | null;
    },
  ): Promise<Opened> {
    checkEdition(input.edition);
    const now = clock.now();
    const actor = `staff:${by.staffId}`;
    const upstreamId = by.enterpriseId;
    const upstream = await enterprises.within(tx, upstreamId);
    assertThat(upstream, 'not_found', 404);
    const { name, legalName, edition, origin, salespersonId } = input;
    const names = { legalName, displayName: name };
    const downstreamId = await enterprises.create(tx, { ...names, demo: upstream.demo, now });
    const id = await enterprises.connect(tx, { upstreamId, downstreamId, origin, edition, now });
    const companyId = await accounts.openEnterprise(tx, {
      ...{ enterpriseId: upstreamId, connectionId: id, downstreamId, name, salespersonId, now },
    });
    await places.takeEnterprise(tx, { id, upstreamId }, { actor, reason: 'opened' });
    if (edition !== null) await places.giveEdition(tx, { id, upstreamId }, edition, { actor, now });
    const opened = { name, legalName, edition, contact: input.contactName };
    await record(tx, by, { id }, 'connection.opened', {}, opened);
    return { id, companyId };
  }

  /**
   * A downstream, and its first person invited: all of it, or nothing.
   * @throws quota.exhausted names the kind that is short · edition.unknown · opening.admin_off
   */
  function open(
    by: ActingStaff,
    input: {
      readonly name: string;
      readonly legalName: string;
      readonly edition: string | null;
      readonly contact: { readonly name: string; readonly phone: string } | null;
    },
    locale: Locale,
  ): Promise<string> {
    return act(by, locale, async (tx) => {
      await deps.openingMethods.demand(tx, by.enterpriseId, 'admin');
      const { contact, ...company } = input;
      const { id, companyId } = await openWithin(tx, by, {
        ...{ ...company, origin: 'admin', salespersonId: by.staffId, contactName: contact?.name ?? null },
      });
      if (contact !== null) {
        const { reserved } = await accounts.openAdmin(tx, {
          ...{ enterpriseId: by.enterpriseId, companyId, company: input.name },
          ...{ name: contact.name, phone: contact.phone, actor: `staff:${by.staffId}` },
        });
        if (!reserved) throw new NoPlaceError('wechat_user');
      }
      return id;
    });
  }

  /**
   * Its account is disabled, or enabled again: the enterprise place is free meanwhile (row 46). The
   * relation itself stands, and so does its edition.
   * @throws connection.state: not active · NoPlaceError: none is left to be enabled with
   */
  async function rest(tx: EntityManager, by: ActingStaff, id: string, resting: boolean): Promise<void> {
    const connection = await lock(tx, by.enterpriseId, id);
    assertThat(connection.state === 'active', 'connection.state', 409);
    // Whoever works on his own edition holds no place of ours.
    if (connection.ownEdition) return;
    const about = { actor: `staff:${by.staffId}`, cause: newId() };
    if (resting) await places.freeEnterprise(tx, connection, { ...about, reason: 'disabled' });
    else {
      await places.takeEnterprise(tx, connection, { ...about, reason: 'enabled' });
      // A place that went with the end of a lot was another one.
      await tx.nativeUpdate(Connection, { id }, { suspendedAt: null });
    }
  }

  /** Gives an edition, another one, or none; the other's place is free again at once. */
  function setEdition(by: ActingStaff, id: string, edition: string | null, locale: Locale): Promise<void> {
    checkEdition(edition);
    return act(by, locale, async (tx) => {
      const connection = await lock(tx, by.enterpriseId, id);
      assertThat(connection.state === 'active', 'connection.state', 409);
      assertThat(!connection.ownEdition, 'connection.own_edition', 409);
      const before = connection.edition ?? null;
      if (before === edition) return;
      const now = clock.now();
      const actor = `staff:${by.staffId}`;
      if (edition !== null) await places.giveEdition(tx, connection, edition, { actor, now });
      if (before !== null) {
        const gone = { actor, reason: 'edition_withdrawn' as const, at: now, cause: newId() };
        await places.freeEdition(tx, connection, before, gone);
      }
      await tx.nativeUpdate(Connection, { id }, { edition });
      await record(tx, by, connection, 'connection.edition_changed', { edition: before }, { edition });
    });
  }

  /**
   * When a relation ends that is terminated now: 24:00 of the 14th day in the upstream's zone, never
   * later than the lot of its edition (rows 17, 320); at once where it has no edition.
   */
  async function endOf(tx: EntityManager, connection: Connection, now: Date): Promise<Date> {
    const edition = connection.edition ?? null;
    if (edition === null || connection.ownEdition) return now;
    const lotEnd = await places.editionLastsUntil(tx, connection, edition);
    if (lotEnd === undefined) return now;
    const upstream = await enterprises.within(tx, connection.upstreamId);
    const tail = endOfDayAfter(now, limits.connectionTailDays, zoneOf(upstream));
    const end = lotEnd === null || tail <= lotEnd ? tail : lotEnd;
    return end <= now ? now : end;
  }

  /** The enterprise place is free at once, the edition's when the tail is over (row 310). */
  function terminate(by: ActingStaff, id: string): Promise<void> {
    return inTransaction(db.tenant(by.enterpriseId), async (tx) => {
      const connection = await lock(tx, by.enterpriseId, id);
      assertThat(connection.state === 'active', 'connection.state', 409);
      const now = clock.now();
      await places.freeEnterprise(tx, connection, { actor: `staff:${by.staffId}`, reason: 'terminated' });
      const endsAt = await endOf(tx, connection, now);
      await tx.nativeUpdate(
        Connection,
        { id },
        { state: 'terminated', terminatedAt: now, endReason: 'terminated', endsAt, suspendedAt: null },
      );
      await tx.nativeUpdate(EditionGrant, { connectionId: id, own: false, endedAt: null }, { endsAt });
      await record(
        tx,
        by,
        connection,
        'connection.terminated',
        { state: 'active', edition: connection.edition ?? null },
        { state: 'terminated', endsAt: endsAt.toISOString() },
      );
      if (endsAt <= now) return close(tx, id);
      await enqueue(
        tx,
        endTail,
        { connectionId: id },
        {
          now,
          runAt: endsAt,
          cause: by.requestId,
          enterpriseId: by.enterpriseId,
          uniqueKey: `connection-tail:${id}`,
        },
      );
    });
  }

  /**
   * Gives back what a terminated relation still holds once its end has come, dated at that end,
   * however late it is noticed. Twice is once.
   */
  async function close(tx: EntityManager, id: string): Promise<void> {
    const now = clock.now();
    const closed = await tx.nativeUpdate(
      Connection,
      { id, state: 'terminated', closedAt: null, $or: [{ endsAt: { $lte: now } }, { endsAt: null }] },
      { closedAt: now },
    );
    if (closed === 0) return;
    const connection = await tx.findOneOrFail(Connection, { id }, { disableIdentityMap: true });
    // Who works on his own edition goes on, and held nothing of the upstream any more.
    if (connection.ownEdition) return;
    const at = connection.endsAt ?? connection.terminatedAt ?? now;
    const edition = connection.edition ?? null;
    const hadTail = connection.terminatedAt == null || at > connection.terminatedAt;
    const reason = hadTail ? 'tail_ended' : 'terminated';
    if (edition !== null)
      await places.freeEdition(tx, connection, edition, { actor: 'system', reason, at, cause: id });
    await accounts.freePlaces(tx, {
      enterpriseId: connection.upstreamId,
      connectionId: id,
      cause: 'ended',
      actor: 'system',
      reason,
    });
    if (!hadTail) return;
    await records.add(tx, {
      enterpriseId: connection.upstreamId,
      actor: 'system',
      actorName: '',
      action: 'connection.tail_ended',
      target: `connection:${id}`,
      before: { edition },
      after: { endsAt: at.toISOString() },
      requestId: id,
      at: now,
    });
  }

  /** A request that nobody answered in time is over; its place lapsed by itself. */
  async function expire(tx: EntityManager, id: string): Promise<void> {
    const now = clock.now();
    const row = await tx.findOne(Connection, { id, state: 'pending' }, { disableIdentityMap: true });
    const expiresAt = row?.expiresAt ?? null;
    if (row === null || expiresAt === null || expiresAt > now) return;
    const expired = { state: 'terminated', endReason: 'expired', terminatedAt: expiresAt } as const;
    const changed = await tx.nativeUpdate(
      Connection,
      { id, state: 'pending' },
      { ...expired, endsAt: expiresAt, closedAt: now },
    );
    if (changed > 0) await places.freeEnterprise(tx, row, { actor: 'system', reason: 'reservation_expired' });
  }

  /** Access follows the enterprise place: it rests with the end of a lot, and goes on after a renewal (row 320). */
  async function placesChanged(
    tx: EntityManager,
    news: {
      readonly enterpriseId: string;
      readonly kind: string;
      readonly suspended: readonly string[];
      readonly restored: readonly string[];
    },
  ): Promise<void> {
    if (news.kind !== 'enterprise') return;
    const now = clock.now();
    for (const [keys, suspendedAt] of [
      [news.suspended, now],
      [news.restored, null],
    ] as const) {
      const ids = keys
        .filter((key) => key.startsWith('connection:'))
        .map((key) => key.slice('connection:'.length));
      if (ids.length === 0) continue;
      await tx.nativeUpdate(Connection, { id: { $in: ids }, upstreamId: news.enterpriseId }, { suspendedAt });
    }
  }

  return {
    open,
    openWithin,
    rest,
    setEdition,
    terminate,
    close,
    expire,
    endOf,
    lock,
    act,
    record,
    checkEdition,
    ...createOwnEditions({ ...deps, checkEdition }),
    placesChanged,
  };
}
export type Connections = ReturnType<typeof createConnections>;

/** A request that may still be answered. */
export function isOpenRequest(connection: Connection, now: Date): boolean {
  const expiresAt = connection.expiresAt ?? null;
  return connection.state === 'pending' && (expiresAt === null || expiresAt > now);
}

export function refuseIfNotOpen(connection: Connection, now: Date): void {
  if (!isOpenRequest(connection, now)) throw new AppError('connection.state', { status: 409 });
}
