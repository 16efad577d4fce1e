import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import type { ConnectionPlaces } from './connection-places.ts';
import type { DownstreamAccounts, Records } from './doors.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';
import type { Enterprises } from './enterprises.ts';

interface DoneBy {
  readonly actor: string;
  readonly actorName: string;
  readonly requestId: string;
}

/** Relations that come of people who register themselves, out of the same ledger as the admin's. */
export function createRegisteredRelations(deps: {
  clock: Clock;
  enterprises: Enterprises;
  accounts: Pick<DownstreamAccounts, 'openEnterprise' | 'companyOf' | 'connectionOf'>;
  places: ConnectionPlaces;
  records: Records;
}) {
  const { clock, enterprises, accounts, places } = deps;

  async function make(
    tx: EntityManager,
    input: {
      upstreamId: string;
      name: string;
      origin: 'registration' | 'consumers';
      salespersonId: string | null;
    },
  ): Promise<{ connectionId: string; companyId: string; downstreamId: string }> {
    const { upstreamId, name, origin, salespersonId } = input;
    const now = clock.now();
    const upstream = await enterprises.within(tx, upstreamId);
    assertThat(upstream, 'not_found', 404);
    const downstreamId = await enterprises.create(tx, {
      ...{ legalName: name, displayName: name, demo: upstream.demo, now },
    });
    const connectionId = await enterprises.connect(tx, {
      ...{ upstreamId, downstreamId, origin, edition: null, now },
    });
    const companyId = await accounts.openEnterprise(tx, {
      ...{ enterpriseId: upstreamId, connectionId, downstreamId, name, salespersonId, now },
    });
    return { connectionId, companyId, downstreamId };
  }

  return {
    /** @throws NoPlaceError: the caller undoes the transaction */
    async open(
      tx: EntityManager,
      input: {
        upstreamId: string;
        name: string;
        salespersonId: string | null;
        claimed: boolean;
        by: DoneBy;
      },
    ): Promise<{ connectionId: string; companyId: string }> {
      const { upstreamId, name, by } = input;
      const { connectionId, companyId, downstreamId } = await make(tx, { ...input, origin: 'registration' });
      const { actor, actorName, requestId } = by;
      await places.takeEnterprise(tx, { id: connectionId, upstreamId }, { actor, reason: 'connected' });
      if (input.claimed) await tx.nativeUpdate(Enterprise, { id: downstreamId }, { claimedAt: clock.now() });
      await deps.records.add(tx, {
        ...{ enterpriseId: upstreamId, actor, actorName, action: 'connection.registered' },
        ...{ target: `connection:${connectionId}`, before: {}, after: { company: name } },
        ...{ requestId, at: clock.now() },
      });
      return { connectionId, companyId };
    },

    /**
     * Where an upstream keeps its consumers: one relation for all of them, made with the first. A consumer
     * is no enterprise, so it takes no place of enterprises; each of them takes one of WeChat users.
     */
    async consumers(
      tx: EntityManager,
      input: { upstreamId: string; name: string; by: DoneBy },
    ): Promise<string> {
      const { upstreamId, name, by } = input;
      const pool = await tx.findOne(Connection, { upstreamId, origin: 'consumers' });
      const known = pool === null ? null : await accounts.companyOf(tx, pool.id);
      if (known !== null) return known;
      const { connectionId, companyId } = await make(tx, {
        ...{ upstreamId, name, origin: 'consumers', salespersonId: null },
      });
      await deps.records.add(tx, {
        ...{ enterpriseId: upstreamId, actor: by.actor, actorName: by.actorName },
        ...{ action: 'connection.consumers_opened', target: `connection:${connectionId}`, before: {} },
        ...{ after: { company: name }, requestId: by.requestId, at: clock.now() },
      });
      return companyId;
    },

    async isLive(em: EntityManager, companyId: string): Promise<boolean> {
      const connectionId = await accounts.connectionOf(em, companyId);
      if (connectionId === null) return false;
      return (await em.count(Connection, { id: connectionId, state: 'active' })) > 0;
    },
  };
}
