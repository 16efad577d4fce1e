import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { OperationRecord } from './record.entity.ts';

export interface NewRecord {
  readonly enterpriseId: string;
  /** staff:<id>, identity:<id>, system. */
  readonly actor: string;
  readonly actorName: string;
  /** What was done: `account.unbound`, `channel.connected`. */
  readonly action: string;
  readonly target: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly at: Date;
}

/** A record as others show it. */
export type RecordCard = Pick<OperationRecord, 'id' | 'action' | 'actorName' | 'at'>;

const most = 50;

/** Operation records: who changed what, from what to what. Written with the change, never altered. */
export const records = {
  async add(tx: EntityManager, record: NewRecord): Promise<void> {
    await tx.insert(OperationRecord, {
      ...record,
      id: newId(),
      before: { ...record.before },
      after: { ...record.after },
      actor: record.actor.slice(0, 60),
      actorName: record.actorName.slice(0, 60),
      target: record.target.slice(0, 120),
      requestId: record.requestId.slice(0, 60),
    });
  },

  /** Those that a request or a callback caused, and those about it; newest first, 50 at most. */
  async about(em: EntityManager, input: { cause: string; target: string }): Promise<RecordCard[]> {
    const options = { orderBy: { id: 'desc' }, limit: most } as const;
    const caused = await em.find(OperationRecord, { requestId: input.cause }, options);
    const told = await em.find(OperationRecord, { target: input.target }, options);
    const rows = new Map([...caused, ...told].map((row) => [row.id, row]));
    return [...rows.values()].sort((left, right) => (left.id < right.id ? 1 : -1)).slice(0, most);
  },
};
