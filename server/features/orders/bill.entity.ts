import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { BillDifferenceKind } from '../../contract/bills.ts';
import { idColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** What became of one day's bill of one merchant. Row class: installation. */
export const BillCheck = defineEntity({
  name: 'BillCheck',
  tableName: 'bill_check',
  uniques: [{ properties: ['mchId', 'day'] }],
  properties: {
    id: idColumn(),
    mchId: p.string().length(16),
    /** Beijing time, YYYY-MM-DD. */
    day: p.string().length(10),
    state: p.string().length(8).$type<'waiting' | 'not_yet' | 'failed' | 'done'>(),
    /** Tries since it was done last. */
    tries: p.integer(),
    /** A code of WeChat Pay, or one of our own words; null: the last try did not fail. */
    failureCode: p.string().length(64).nullable(),
    /** Of the last comparison. */
    lines: p.integer(),
    paidFen: p.bigint('number'),
    refundFen: p.bigint('number'),
    differences: p.integer(),
    openDifferences: p.integer(),
    checkedAt: timeColumn().nullable(),
    /** When it is tried again by itself; null: not again. */
    nextAt: timeColumn().nullable(),
    createdAt: timeColumn(),
  },
});
export type BillCheck = InferEntity<typeof BillCheck>;

/** One thing in which a day's bill and our books differ. Row class: installation. */
export const BillDifference = defineEntity({
  name: 'BillDifference',
  tableName: 'bill_difference',
  uniques: [{ properties: ['checkId', 'kind', 'number'] }],
  indexes: [{ properties: ['state', 'kind', 'number'] }],
  properties: {
    id: idColumn(),
    checkId: refColumn(),
    kind: p.string().length(24).$type<BillDifferenceKind>(),
    /** The payment's number, or the refund's. */
    number: p.string().length(64),
    transactionId: p.string().length(64).nullable(),
    /** Null: unknown here. */
    orderNumber: p.string().length(32).nullable(),
    /** Null: not there. */
    ourFen: p.bigint('number').nullable(),
    theirFen: p.bigint('number').nullable(),
    /** `settled`: a later check no longer found it; `closed`: a person said what became of it. */
    state: p.string().length(8).$type<'open' | 'settled' | 'closed'>(),
    reason: p.string().length(120),
    closedBy: p.string().length(60),
    createdAt: timeColumn(),
    endedAt: timeColumn().nullable(),
  },
});
export type BillDifference = InferEntity<typeof BillDifference>;
