import type { Edition } from '../../../config/editions.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { QuotaOrder } from './order.entity.ts';
import { lockOrder, type OrderActor, type Orders } from './orders.ts';
import type { Merchants } from './merchant.ts';
import type { Payments } from './payments.ts';
import { pricesAt } from './prices.ts';

/** Relations as a purchase needs them; the enterprises' feature fits it. */
export interface OwnConnections {
  /** Locked until the end of the transaction. @throws not_found · connection.state */
  lockForOwner(
    tx: EntityManager,
    downstreamId: string,
    connectionId: string,
  ): Promise<{
    readonly upstreamName: string;
    readonly editionKind: string | null;
    readonly ownRuns: boolean;
    readonly ownEndsAt: Date | null;
  }>;
}

export interface OwnOrderDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly editions: readonly Edition[];
  readonly merchants: Merchants;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly connections: OwnConnections;
  /** The person's openid at an app; null: he was never seen there. */
  readonly openidAt: (em: EntityManager, identityId: string, appId: string) => Promise<string | null>;
}

/** Which build asks. */
export type Client = 'h5' | 'weapp';

/** A downstream's own orders: one edition for one relation, paid in WeChat by its admin (rows 19, 338). */
export function createOwnOrders(deps: OwnOrderDeps) {
  const { db, clock, orders } = deps;
  const across = () => db.acrossTenants('work: orders');

  /** Whether a purchase is shown: always in the H5, in the mini program where the operator says so. */
  async function isAvailable(em: EntityManager, client: Client): Promise<boolean> {
    const merchant = await deps.merchants.row(em);
    return merchant !== null && (client === 'h5' || merchant.miniProgramPurchase);
  }

  /** @throws own_order.not_here | order.pay_unavailable */
  async function needAvailable(em: EntityManager, client: Client): Promise<void> {
    if (await isAvailable(em, client)) return;
    if (client === 'weapp') throw new AppError('own_order.not_here', { status: 403 });
    throw new AppError('order.pay_unavailable', { status: 503 });
  }

  /** Of the company alone; everything else is not found. */
  async function find(em: EntityManager, downstreamId: string, id: string) {
    const order = await em.findOne(
      QuotaOrder,
      { id, enterpriseId: downstreamId },
      { disableIdentityMap: true },
    );
    assertThat(order?.connectionId, 'not_found', 404);
    return order;
  }

  /** While an own edition runs, only that one is prolonged; one without an end needs nothing. */
  function checkRunning(
    connection: Awaited<ReturnType<OwnConnections['lockForOwner']>>,
    edition: string,
  ): void {
    if (!connection.ownRuns) return;
    assertThat(connection.ownEndsAt !== null, 'own_order.no_end', 409);
    assertThat(connection.editionKind === `edition:${edition}`, 'own_order.other_edition', 409);
  }

  return {
    across,
    isAvailable: (client: Client) => isAvailable(across(), client),

    offer(downstreamId: string, connectionId: string, client: Client) {
      return inTransaction(across(), async (tx) => {
        await needAvailable(tx, client);
        const connection = await deps.connections.lockForOwner(tx, downstreamId, connectionId);
        const { version, prices } = await pricesAt(tx, clock.now());
        const items = deps.editions.flatMap(({ key }) => {
          const kind = `edition:${key}`;
          const unitFen = Object.hasOwn(prices, kind) ? prices[kind] : undefined;
          const fits = !connection.ownRuns || connection.editionKind === kind;
          return unitFen === undefined || !fits ? [] : [{ edition: key, kind, unitFen }];
        });
        return { ...connection, priceVersion: version, items };
      });
    },

    /**
     * One open order a relation: the same wish again gives the same order, another one closes it.
     * @throws not_found | connection.state | own_order.not_here | own_order.other_edition
     * @throws own_order.no_end | order.price_changed | order.kind_not_sold
     */
    create(
      by: OrderActor,
      input: { connectionId: string; edition: string; years: number; priceVersion: number; client: Client },
    ): Promise<QuotaOrder> {
      return inTransaction(across(), async (tx) => {
        const { connectionId, edition, years, priceVersion } = input;
        // The lock comes first: what is read before it may be older than what a twin has written.
        const connection = await deps.connections.lockForOwner(tx, by.enterpriseId, connectionId);
        await needAvailable(tx, input.client);
        checkRunning(connection, edition);
        const kind = `edition:${edition}`;
        const unpaid = { enterpriseId: by.enterpriseId, connectionId, state: 'unpaid' as const };
        const open = await tx.find(QuotaOrder, unpaid, { disableIdentityMap: true });
        const now = clock.now();
        const same = open.find(
          ({ lines: [line], expiresAt, priceVersion: version }) =>
            expiresAt > now && line?.kind === kind && line.years === years && version === priceVersion,
        );
        for (const { id } of open) {
          if (id !== same?.id) await deps.payments.endWithin(tx, by, await lockOrder(tx, id));
        }
        if (same !== undefined) return same;
        const lines = [{ kind, places: 1, years, renew: true }];
        return orders.createWithin(tx, by, { lines, priceVersion, connectionId });
      });
    },

    find: (downstreamId: string, id: string) => find(across(), downstreamId, id),

    /**
     * What WeChat's pay sheet takes, in the app in which the person is signed in. Another admin of the
     * company gets a number of his own, and the one before is closed (row 337).
     * @throws not_found | own_order.not_here | own_order.no_payer | order.not_unpaid
     * @throws order.pay_unavailable | order.platform_refused
     */
    async pay(by: OrderActor, id: string, who: { identityId: string; appId: string; client: Client }) {
      await needAvailable(across(), who.client);
      const order = await find(across(), by.enterpriseId, id);
      const openid = await deps.openidAt(across(), who.identityId, who.appId);
      assertThat(openid, 'own_order.no_payer', 409);
      return deps.payments.payJsapi(across(), by, order.id, { openid, appId: who.appId });
    },

    /** Asks the platform where it is silent. */
    async check(downstreamId: string, id: string): Promise<QuotaOrder> {
      const order = await find(across(), downstreamId, id);
      if (order.state === 'unpaid') await deps.payments.check(across(), order.id);
      return find(across(), downstreamId, id);
    },
  };
}
export type OwnOrders = ReturnType<typeof createOwnOrders>;
