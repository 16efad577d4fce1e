import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { PriceList } from '../../../config/prices.ts';
import type { OrderState, PayMethod, RefundState, SlipState } from '../../contract/orders.ts';
import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** What is bought: `id` is what the ledger's lot names. Prices are those of the order's version. */
export interface OrderLine {
  readonly id: string;
  readonly kind: string;
  readonly places: number;
  readonly years: number;
  readonly renew: boolean;
  /** Fen for a place and year. */
  readonly unitFen: number;
  /** Set when it is paid. */
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

/** An order of an enterprise for its own places. Row class: tenant (the buyer). */
export const QuotaOrder = defineEntity({
  name: 'QuotaOrder',
  tableName: 'quota_order',
  indexes: [{ properties: ['enterpriseId', 'id'] }, { properties: ['state', 'expiresAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    number: p.string().length(32).unique(),
    state: p.string().length(14).$type<OrderState>(),
    /** A connection that a downstream bought the edition for itself (row 19); null: an enterprise's own quota. */
    connectionId: refColumn().nullable(),
    priceVersion: p.integer(),
    lines: jsonColumn<readonly OrderLine[]>(),
    totalFen: p.integer(),
    refundedFen: p.integer().default(0),
    /** How it was paid; null: not yet. */
    method: p.string().length(8).$type<PayMethod>().nullable(),
    createdBy: p.string().length(80),
    createdAt: timeColumn(),
    expiresAt: timeColumn(),
    paidAt: timeColumn().nullable(),
  },
});
export type QuotaOrder = InferEntity<typeof QuotaOrder>;

/**
 * One number with the payment platform. An order has several when somebody else pays or the way of
 * paying changes; money that arrives on a second one is refunded. Row class: tenant.
 */
export const OrderPayment = defineEntity({
  name: 'OrderPayment',
  tableName: 'order_payment',
  uniques: [{ properties: ['orderId', 'transactionId'] }],
  indexes: [{ properties: ['orderId'] }, { properties: ['mchId', 'paidAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    orderId: refColumn(),
    outTradeNo: p.string().length(32).unique(),
    tradeType: p.string().length(8).$type<'native' | 'jsapi'>(),
    mchId: p.string().length(16),
    appId: p.string().length(40),
    /** Who alone can pay it; null: whoever scans. */
    payerOpenid: p.string().length(64).nullable(),
    amountFen: p.integer(),
    codeUrl: p.string().length(300).nullable(),
    state: p.string().length(8).$type<'open' | 'closed' | 'paid'>(),
    transactionId: p.string().length(40).nullable(),
    createdAt: timeColumn(),
    expiresAt: timeColumn(),
    paidAt: timeColumn().nullable(),
    /** The day of the bill that it was found in; null: in none yet. */
    billDay: p.string().length(10).nullable(),
  },
});
export type OrderPayment = InferEntity<typeof OrderPayment>;

/** Money that goes back: for places of a line, or (`lineId` null) for money that no order wanted. Row class: tenant. */
export const OrderRefund = defineEntity({
  name: 'OrderRefund',
  tableName: 'order_refund',
  indexes: [{ properties: ['orderId'] }, { properties: ['state', 'finishedAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    orderId: refColumn(),
    lineId: refColumn().nullable(),
    /** Null: the order was paid by bank transfer, and the operator pays back by hand. */
    paymentId: refColumn().nullable(),
    outRefundNo: p.string().length(64).unique(),
    places: p.integer(),
    amountFen: p.integer(),
    state: p.string().length(10).$type<RefundState>(),
    reason: p.string().length(80),
    actor: p.string().length(80),
    createdAt: timeColumn(),
    finishedAt: timeColumn().nullable(),
    /** A person said that the money went, and the platform did not. */
    byHand: p.boolean().default(false),
    billDay: p.string().length(10).nullable(),
  },
});
export type OrderRefund = InferEntity<typeof OrderRefund>;

/** What happened to an order, for people. Append-only. Row class: tenant. */
export const OrderNote = defineEntity({
  name: 'OrderNote',
  tableName: 'order_note',
  indexes: [{ properties: ['orderId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    orderId: refColumn(),
    key: p.string().length(40),
    values: jsonColumn<Readonly<Record<string, string>>>(),
    alarm: p.boolean(),
    actorName: p.string().length(60),
    at: timeColumn(),
  },
});
export type OrderNote = InferEntity<typeof OrderNote>;

/** The slip of a bank transfer, small enough for the database. Row class: tenant. */
export const BankSlip = defineEntity({
  name: 'BankSlip',
  tableName: 'bank_slip',
  indexes: [{ properties: ['orderId'] }, { properties: ['state', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    orderId: refColumn(),
    mediaType: p.string().length(20),
    /** Base64. */
    content: longTextColumn(),
    state: p.string().length(10).$type<SlipState>(),
    reason: p.string().length(120),
    createdAt: timeColumn(),
    decidedAt: timeColumn().nullable(),
  },
});
export type BankSlip = InferEntity<typeof BankSlip>;

/** The operator's prices from a moment on. Append-only. Row class: installation. */
export const PriceVersion = defineEntity({
  name: 'PriceVersion',
  tableName: 'price_version',
  properties: {
    id: idColumn(),
    number: p.integer().unique(),
    prices: jsonColumn<PriceList>(),
    effectiveFrom: timeColumn(),
    createdBy: p.string().length(60),
    createdAt: timeColumn(),
  },
});
export type PriceVersion = InferEntity<typeof PriceVersion>;

/** Whom every order of the installation pays: one row. Row class: installation. */
export const PayMerchant = defineEntity({
  name: 'PayMerchant',
  tableName: 'pay_merchant',
  properties: {
    /** Always `merchant`. */
    id: idColumn(),
    callbackKey: p.string().length(22).unique(),
    mchId: p.string().length(16),
    appId: p.string().length(40),
    serialNo: p.string().length(64),
    sealedPrivateKey: longTextColumn(),
    sealedApiV3Key: longTextColumn(),
    platformKeys: jsonColumn<readonly { readonly serial: string; readonly pem: string }[]>(),
    baseUrl: p.string().length(300),
    bankAccount: jsonColumn<{
      readonly holder: string;
      readonly bank: string;
      readonly number: string;
    } | null>(),
    miniProgramPurchase: p.boolean().default(false),
    version: p.integer(),
    updatedAt: timeColumn(),
  },
});
export type PayMerchant = InferEntity<typeof PayMerchant>;
