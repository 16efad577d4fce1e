import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import { Connection, Enterprise } from './enterprise.entity.ts';
import { shownName } from './shown-name.ts';

export interface EnterpriseCard {
  readonly id: string;
  readonly legalName: string;
  /** As downstream sees it. */
  readonly displayName: string;
  readonly slogan: string;
  readonly timeZone: string;
  readonly demo: boolean;
  readonly kind: Enterprise['kind'];
}

/** The door to enterprises and connections, which no tenant filter covers. */
export function createEnterprises(deps: {
  db: Database;
  /** What a new enterprise begins with, in the transaction that makes it. */
  onCreated: (tx: EntityManager, id: string, name: string) => Promise<void>;
}) {
  const card = (row: Enterprise): EnterpriseCard => ({
    id: row.id,
    legalName: row.legalName,
    displayName: shownName(row),
    slogan: row.slogan,
    timeZone: row.timeZone,
    demo: row.demo,
    kind: row.kind,
  });
  return {
    async byId(id: string): Promise<EnterpriseCard | null> {
      const row = await deps.db.installation().findOne(Enterprise, { id });
      return row === null ? null : card(row);
    },
    async isDemo(id: string): Promise<boolean> {
      return (await this.byId(id))?.demo ?? false;
    },
    /** Whether it is the installation's operator: prices, the merchant, bank transfers are his. */
    async isOperator(id: string): Promise<boolean> {
      return (await deps.db.installation().count(Enterprise, { id, kind: 'operator' })) > 0;
    },
    /** The installation's operator: who sells, and whose staff run it. Null: none was made yet. */
    async operator(em: EntityManager): Promise<EnterpriseCard | null> {
      const row = await em.findOne(Enterprise, { kind: 'operator' }, { orderBy: { id: 'asc' } });
      return row === null ? null : card(row);
    },
    /** The card of one, inside a transaction. */
    async within(tx: EntityManager, id: string): Promise<EnterpriseCard | null> {
      const row = await tx.findOne(Enterprise, { id });
      return row === null ? null : card(row);
    },
    /** The zone in which its days begin and end, and its times are told. */
    async zoneOf(em: EntityManager, id: string): Promise<string> {
      return zoneOf(await this.within(em, id));
    },
    /** The relation as the accounts need it: until when it carries, and who paid for its edition. */
    async connection(tx: EntityManager, id: string) {
      const row = await tx.findOne(Connection, { id });
      if (row === null) return null;
      return {
        state: row.state,
        endsAt: row.endsAt ?? null,
        ownEdition: row.ownEdition,
        ownEndsAt: row.ownEndsAt ?? null,
        suspended: (row.suspendedAt ?? null) !== null,
      };
    },
    /** The switch «connect upstream enterprises» (row 21). */
    async connectsUpstreams(em: EntityManager, id: string): Promise<boolean> {
      return (await em.findOne(Enterprise, { id }))?.connectUpstreams ?? false;
    },
    /** Closed by the operator, or opened again: its invitation codes rest meanwhile. False: nothing to change. */
    async setClosed(tx: EntityManager, id: string, closedAt: Date | null): Promise<boolean> {
      const where = closedAt === null ? { id, closedAt: { $ne: null } } : { id, closedAt: null };
      return (await tx.nativeUpdate(Enterprise, where, { closedAt })) > 0;
    },
    async create(
      tx: EntityManager,
      input: {
        id?: string;
        kind?: Enterprise['kind'];
        legalName: string;
        displayName: string;
        slogan?: string;
        demo: boolean;
        now: Date;
      },
    ): Promise<string> {
      const id = input.id ?? newId();
      tx.create(Enterprise, {
        id,
        legalName: input.legalName,
        displayName: input.displayName,
        slogan: input.slogan ?? '',
        kind: input.kind ?? 'company',
        demo: input.demo,
        createdAt: input.now,
      });
      await tx.flush();
      await deps.onCreated(tx, id, shownName(input));
      return id;
    },
    /** Joins two tenants; the state is active at once where the upstream's staff does it. */
    async connect(
      tx: EntityManager,
      input: {
        upstreamId: string;
        downstreamId: string;
        origin: Connection['origin'];
        edition: string | null;
        ownEdition?: boolean;
        /** Waits for the upstream's review, until `expiresAt`. */
        pending?: boolean;
        expiresAt?: Date | null;
        /** A relation that has ended already, with its tail. */
        terminated?: { readonly at: Date; readonly endsAt: Date | null };
        now: Date;
      },
    ): Promise<string> {
      const id = newId();
      tx.create(Connection, {
        id,
        upstreamId: input.upstreamId,
        downstreamId: input.downstreamId,
        origin: input.origin,
        state: input.terminated !== undefined ? 'terminated' : input.pending === true ? 'pending' : 'active',
        edition: input.edition,
        ownEdition: input.ownEdition ?? false,
        createdAt: input.now,
        expiresAt: input.expiresAt ?? null,
        endReason: input.terminated === undefined ? null : 'terminated',
        terminatedAt: input.terminated?.at ?? null,
        endsAt: input.terminated?.endsAt ?? null,
      });
      await tx.flush();
      return id;
    },
  };
}
export type Enterprises = ReturnType<typeof createEnterprises>;
