import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { maskValue } from '../../kernel/log/logger.ts';
import { OperationRecord } from './record.entity.ts';
import type { RecordAction } from './record-texts.ts';

export interface NewRecord {
  /** Given by who wants to know where the record stands among others; else made here. */
  readonly id?: string;
  readonly enterpriseId: string;
  /** staff:<id>, identity:<id>, system. */
  readonly actor: string;
  readonly actorName: string;
  /** What was done: `account.unbound`, `channel.connected`. */
  readonly action: RecordAction;
  /** <kind>:<id>; the kind has a text `target.<kind>` in the records locale files. */
  readonly target: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly at: Date;
}

/** A record as others show it. */
export type RecordCard = Pick<OperationRecord, 'id' | 'action' | 'actorName' | 'at'>;

const most = 50;

/** Phones and secrets by name and by shape, as in the log: what is not stored cannot be shown. */
function masked(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const value = maskValue(fields);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Operation records: who changed what, from what to what. Written with the change, never altered. */
export const records = {
  async add(tx: EntityManager, record: NewRecord): Promise<void> {
    await tx.insert(OperationRecord, {
      ...record,
      id: record.id ?? newId(),
      before: masked(record.before),
      after: masked(record.after),
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
