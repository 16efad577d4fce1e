import type { EntityManager } from '../../kernel/data/orm.ts';
import { writeNote, type Note } from './notes.ts';
import type { NoteKey } from './order.texts.ts';
import type { QuotaOrder } from './order.entity.ts';

/** Lines of an order's history that somebody must look at. */
export type OrderAlarmKey = Extract<
  NoteKey,
  'mismatch' | 'second_transaction' | 'stray_paid' | 'refund_failed' | 'refund_attention' | 'refund_late'
>;

/** Money that is not where it should be, as the operator's people hear of it: once a cause. */
export type MoneyAlarm = {
  /** Names what happened: the same cause again tells nobody. At most 80 characters. */
  readonly cause: string;
  readonly at: Date;
} & (
  | {
      readonly key: OrderAlarmKey;
      readonly buyerId: string;
      readonly orderNumber: string;
      readonly amountFen: number;
    }
  | {
      readonly key: 'bill_different';
      readonly checkId: string;
      /** Beijing's day, YYYY-MM-DD. */
      readonly day: string;
      /** How many differences came new. */
      readonly found: number;
    }
);

/** In the transaction of what happened. */
export type OnAlarm = (tx: EntityManager, alarm: MoneyAlarm) => Promise<void>;

/** Writes an alarm into the order's history, and tells the operator's people of it. */
export function createOrderAlarms(onAlarm: OnAlarm) {
  return async (
    tx: EntityManager,
    order: Pick<QuotaOrder, 'id' | 'enterpriseId' | 'number'>,
    alarm: Pick<Note, 'values' | 'at'> & {
      readonly key: OrderAlarmKey;
      readonly cause: string;
      readonly amountFen: number;
    },
  ): Promise<void> => {
    const { key, cause, amountFen, at } = alarm;
    const { id: orderId, enterpriseId, number: orderNumber } = order;
    await writeNote(tx, { enterpriseId, orderId, key, values: alarm.values ?? {}, alarm: true, at });
    await onAlarm(tx, { key, cause, amountFen, at, buyerId: enterpriseId, orderNumber });
  };
}
export type OrderAlarm = ReturnType<typeof createOrderAlarms>;
