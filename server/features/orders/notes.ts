import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { OrderNote } from './order.entity.ts';
import type { NoteKey } from './order.texts.ts';

export interface Note {
  readonly enterpriseId: string;
  readonly orderId: string;
  readonly key: NoteKey;
  readonly values?: Readonly<Record<string, string>>;
  /** Somebody must look. */
  readonly alarm?: boolean;
  /** Empty: the system. */
  readonly actorName?: string;
  readonly at: Date;
}

/** Writes one line of an order's history, in the transaction of what happened. */
export async function writeNote(tx: EntityManager, note: Note): Promise<void> {
  await tx.insert(OrderNote, {
    id: newId(),
    enterpriseId: note.enterpriseId,
    orderId: note.orderId,
    key: note.key,
    values: note.values ?? {},
    alarm: note.alarm ?? false,
    actorName: (note.actorName ?? '').slice(0, 60),
    at: note.at,
  });
}
