import type { Connecting } from '../features/enterprises/index.ts';
import type { OrdersFeatureDeps, PaidOrder } from '../features/orders/index.ts';
import type { Webhooks } from '../features/webhooks/index.ts';
import type { EntityManager } from '../kernel/data/orm.ts';

const editionOf = (kind: string) => (kind.startsWith('edition:') ? kind.slice('edition:'.length) : null);

/**
 * What else a paid order does, in its transaction: an own order of a downstream for an edition lets
 * its relation go on without places of the upstream (row 19), and the buyer's staff and other systems
 * hear of it.
 */
export function onOrderPaid(deps: {
  connections: Connecting['connections'];
  events: Pick<Webhooks, 'publish'>;
  tellPaid: (tx: EntityManager, order: PaidOrder) => Promise<void>;
}): OrdersFeatureDeps['onPaid'] {
  return async (tx, order) => {
    const { connectionId, enterpriseId, number, orderId, at } = order;
    const [line] = order.lines;
    const edition = line === undefined ? null : editionOf(line.kind);
    if (connectionId !== null && line !== undefined && edition !== null) {
      await deps.connections.useOwnEdition(tx, {
        ...{ downstreamId: enterpriseId, edition, connectionId, orderName: number, endsAt: line.endsAt },
        ...{ actor: 'system', actorName: '', requestId: orderId },
      });
    }
    await deps.tellPaid(tx, order);
    const lines = order.lines.map(({ kind, places, endsAt }) => ({
      kind,
      places,
      endsAt: endsAt.toISOString(),
    }));
    await deps.events.publish(tx, { enterpriseId, type: 'order.paid', data: { orderId, number, lines }, at });
  };
}
