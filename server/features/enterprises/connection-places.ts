import type { Edition } from '../../../config/editions.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { kindLabel, type Ledger } from '../quota/index.ts';
import { EditionGrant, type Connection } from './enterprise.entity.ts';

export const editionKind = (edition: string) => `edition:${edition}`;

/** There is no place left of a kind: whoever throws it has written nothing that stays. */
export class NoPlaceError extends Error {
  constructor(readonly kind: string) {
    super(`No place of ${kind} is left`);
    this.name = 'NoPlaceError';
  }
}

/** What staff are told of it. */
export function exhausted(
  locale: Locale,
  kind: string,
  editions: readonly Edition[],
  cause: unknown,
): AppError {
  return new AppError('quota.exhausted', {
    status: 409,
    data: { kind: kindLabel(locale, kind, editions) },
    cause,
  });
}

/** Quota places of relations: the enterprise's, and the edition's with the book of who had which. */
export function createConnectionPlaces(deps: { ledger: Ledger }) {
  const { ledger } = deps;
  const enterprisePlace = (connection: Pick<Connection, 'id' | 'upstreamId'>) => ({
    enterpriseId: connection.upstreamId,
    kind: 'enterprise',
    holder: `connection:${connection.id}` as const,
  });
  const editionPlace = (connection: Pick<Connection, 'id' | 'upstreamId'>, edition: string) => ({
    enterpriseId: connection.upstreamId,
    kind: editionKind(edition),
    holder: `grant:${connection.id}` as const,
  });

  /** In the books of the downstream, which bought it. */
  const ownPlace = (connection: Pick<Connection, 'id' | 'downstreamId'>, edition: string) => ({
    enterpriseId: connection.downstreamId,
    kind: editionKind(edition),
    holder: `own:${connection.id}` as const,
  });

  /** Writes down who has which edition (row 15). */
  async function note(
    tx: EntityManager,
    connection: Pick<Connection, 'id' | 'upstreamId'>,
    edition: string,
    grant: { id?: string; own: boolean; orderName: string | null; givenAt: Date; endsAt?: Date | null },
  ): Promise<void> {
    await tx.insert(EditionGrant, {
      id: grant.id ?? newId(),
      enterpriseId: connection.upstreamId,
      connectionId: connection.id,
      edition,
      own: grant.own,
      orderName: grant.orderName,
      givenAt: grant.givenAt,
      endsAt: grant.endsAt ?? null,
    });
  }

  return {
    note,

    /** @throws NoPlaceError */
    async takeEnterprise(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'upstreamId'>,
      by: { actor: string; reason: 'opened' | 'connected' | 'own_ended' | 'enabled'; cause?: string },
    ): Promise<void> {
      const { actor, reason, cause = 'connect' } = by;
      const wish = { ...enterprisePlace(connection), causeKey: cause, actor, reason };
      if (!(await ledger.use(tx, wish)).taken) throw new NoPlaceError('enterprise');
    },

    /** For the time of a review. @throws NoPlaceError */
    async reserveEnterprise(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'upstreamId'>,
      by: { actor: string; expiresAt: Date },
    ): Promise<void> {
      const wish = {
        ...enterprisePlace(connection),
        causeKey: 'request',
        reason: 'connection_requested' as const,
      };
      if (!(await ledger.reserve(tx, { ...wish, ...by })).taken) throw new NoPlaceError('enterprise');
    },

    async freeEnterprise(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'upstreamId'>,
      by: {
        actor: string;
        reason: 'terminated' | 'connection_refused' | 'reservation_expired' | 'own_edition' | 'disabled';
        /** Where it can happen to one relation more than once. */
        cause?: string;
      },
    ): Promise<void> {
      const { actor, reason, cause } = by;
      const causeKey = cause === undefined ? reason : `${reason}:${cause}`;
      await ledger.release(tx, { ...enterprisePlace(connection), causeKey, actor, reason });
    },

    /** Takes a place and notes who has it. @throws NoPlaceError */
    async giveEdition(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'upstreamId'>,
      edition: string,
      by: { actor: string; now: Date; endsAt?: Date | null },
    ): Promise<void> {
      const id = newId();
      const place = editionPlace(connection, edition);
      const wish = { ...place, causeKey: `give:${id}`, reason: 'edition_given' as const, actor: by.actor };
      if (!(await ledger.use(tx, wish)).taken) throw new NoPlaceError(place.kind);
      const term = await ledger.placeTerm(tx, place);
      const { now: givenAt, endsAt = null } = by;
      await note(tx, connection, edition, {
        id,
        own: false,
        orderName: term?.order ?? null,
        givenAt,
        endsAt,
      });
    },

    /** Gives the edition's place back; `at`: when that took effect, where it is noticed later. */
    async freeEdition(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'upstreamId'>,
      edition: string,
      by: {
        actor: string;
        reason: 'edition_withdrawn' | 'tail_ended' | 'terminated' | 'own_edition';
        at: Date;
        cause: string;
      },
    ): Promise<void> {
      const { actor, reason, at, cause } = by;
      await ledger.release(tx, {
        ...editionPlace(connection, edition),
        causeKey: `${reason}:${cause}`,
        actor,
        reason,
        at,
      });
      await tx.nativeUpdate(
        EditionGrant,
        { connectionId: connection.id, edition, own: false, endedAt: null },
        { endedAt: at, endsAt: at },
      );
    },

    /**
     * The place that the downstream bought for itself stands as used in its own books; the next lot
     * takes it over where this one ends. Without a lot there is nothing to use.
     */
    async holdOwn(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'downstreamId'>,
      edition: string,
      by: { actor: string; cause: string },
    ): Promise<void> {
      const { actor, cause } = by;
      await ledger.use(tx, { ...ownPlace(connection, edition), causeKey: cause, reason: 'own_used', actor });
    },

    /** Its own lot is over, or another edition was bought: the place is the relation's no more. */
    async freeOwn(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'downstreamId'>,
      edition: string,
      cause: string,
    ): Promise<void> {
      const place = ownPlace(connection, edition);
      await ledger.release(tx, { ...place, causeKey: cause, reason: 'own_over', actor: 'system' });
    },

    /** Until when the edition's place lasts: the end of its lot; null: no end. Undefined: it has none any more. */
    async editionLastsUntil(
      tx: EntityManager,
      connection: Pick<Connection, 'id' | 'upstreamId'>,
      edition: string,
    ): Promise<Date | null | undefined> {
      const place = editionPlace(connection, edition);
      // A lot that is over by now, and that nobody has noticed, comes first.
      await ledger.settleAccount(tx, place);
      const term = await ledger.placeTerm(tx, place);
      return term === null || term.state === 'suspended' ? undefined : term.endsAt;
    },
  };
}
export type ConnectionPlaces = ReturnType<typeof createConnectionPlaces>;
