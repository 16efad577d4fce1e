import type { NewRecord, records as recordBook } from '../features/records/index.ts';
import type { Webhooks } from '../features/webhooks/index.ts';
import type { EntityManager } from '../kernel/data/orm.ts';

/** Which steps of a relation other systems hear of: each leaves a record, and the event goes with it. */
const eventOf = {
  'connection.requested': 'connection.requested',
  'connection.opened': 'connection.made',
  'connection.made': 'connection.made',
  'connection.registered': 'connection.made',
  'connection.approved': 'connection.made',
  'connection.terminated': 'connection.terminated',
  'connection.tail_ended': 'connection.ended',
} as const;
type Told = keyof typeof eventOf;
const isTold = (action: string): action is Told => Object.hasOwn(eventOf, action);

/** Records of connections that also tell the upstream's other systems, in the same transaction. */
export function tellOfConnections(deps: {
  records: typeof recordBook;
  events: Pick<Webhooks, 'publish'>;
}): typeof recordBook {
  return {
    ...deps.records,
    async add(tx: EntityManager, record: NewRecord): Promise<void> {
      await deps.records.add(tx, record);
      const [kind, connectionId] = record.target.split(':');
      if (!isTold(record.action) || kind !== 'connection' || connectionId === undefined) return;
      const { enterpriseId, at } = record;
      await deps.events.publish(tx, {
        enterpriseId,
        type: eventOf[record.action],
        data: { connectionId },
        at,
      });
    },
  };
}
