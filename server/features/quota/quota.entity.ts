import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';
import type { Change, LotPhase, PlaceState, ReasonValues } from './book.ts';

/**
 * A dated lot of places: what one credit bought. The first columns are facts; `phase`, `refunded`,
 * `reserved` and `used` are derived from the entries. Row class: tenant.
 */
export const QuotaLot = defineEntity({
  name: 'QuotaLot',
  tableName: 'quota_lot',
  indexes: [
    { properties: ['enterpriseId', 'kind', 'phase'] },
    { properties: ['phase', 'endsAt'] },
    { properties: ['phase', 'startsAt'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** enterprise, wechat_user, edition:<name>. */
    kind: p.string().length(50),
    /** The order or grant that credited it: unique, so that it credits once (L4). */
    sourceKey: p.string().length(120).unique(),
    amount: p.integer(),
    /** Of these, how many went back to the seller. */
    refunded: p.integer().default(0),
    startsAt: timeColumn(),
    /** Null: no end. */
    endsAt: timeColumn().nullable(),
    reason: p.string().length(40),
    reasonValues: jsonColumn<ReasonValues>(),
    actor: p.string().length(80),
    createdAt: timeColumn(),
    phase: p.string().length(8).$type<LotPhase>(),
    reserved: p.integer().default(0),
    used: p.integer().default(0),
  },
});
export type QuotaLot = InferEntity<typeof QuotaLot>;

function refuseChange(): never {
  throw new Error('Quota entries are append-only (L1): write another entry that balances this one');
}

/**
 * Append-only (L1). bought, reserved, used and remaining are sums of entries: each entry moves
 * three figures by its deltas. Names of people are not kept here: they are read when the
 * statement is shown, so that a person who asks for it can be forgotten. Row class: tenant.
 */
export const QuotaEntry = defineEntity({
  name: 'QuotaEntry',
  tableName: 'quota_entry',
  uniques: [
    { properties: ['enterpriseId', 'kind', 'seq'] },
    { properties: ['enterpriseId', 'kind', 'causeKey'] },
  ],
  indexes: [
    { properties: ['enterpriseId', 'id'] },
    { properties: ['enterpriseId', 'kind', 'id'] },
    { properties: ['enterpriseId', 'kind', 'holderKey'] },
  ],
  hooks: { beforeUpdate: [refuseChange], beforeDelete: [refuseChange] },
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(50),
    /** 1, 2, 3 … without a gap for each enterprise and kind: a lost entry shows. */
    seq: p.integer(),
    lotId: refColumn(),
    change: p.string().length(12).$type<Change>(),
    boughtDelta: p.integer(),
    reservedDelta: p.integer(),
    usedDelta: p.integer(),
    /** Who holds the place: connection:<id>, user:<id>, grant:<id>; null for what is about a lot. */
    holderKey: p.string().length(80).nullable(),
    /** Of a reservation: when it ends by itself. */
    expiresAt: timeColumn().nullable(),
    /** Why: a key of the locale files, and the values of its text. */
    reason: p.string().length(40),
    reasonValues: jsonColumn<ReasonValues>(),
    /** What caused it, once. */
    causeKey: p.string().length(230),
    /** staff:<id>, identity:<id>, system. */
    actor: p.string().length(80),
    /** When it took effect: the end of a lot is dated at its end, however late it was noticed. */
    at: timeColumn(),
  },
});
export type QuotaEntry = InferEntity<typeof QuotaEntry>;

/**
 * The running sums of one enterprise and kind, derived from the entries, and the row that whoever
 * changes them locks first: changes of one kind go one after the other. Row class: tenant.
 */
export const QuotaBalance = defineEntity({
  name: 'QuotaBalance',
  tableName: 'quota_balance',
  uniques: [{ properties: ['enterpriseId', 'kind'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(50),
    /** Number of the last entry. */
    seq: p.integer().default(0),
    bought: p.integer().default(0),
    reserved: p.integer().default(0),
    used: p.integer().default(0),
  },
});
export type QuotaBalance = InferEntity<typeof QuotaBalance>;

/** One live place a holder and kind (L5), derived from the entries. Row class: tenant. */
export const QuotaPlace = defineEntity({
  name: 'QuotaPlace',
  tableName: 'quota_place',
  uniques: [{ properties: ['enterpriseId', 'kind', 'holderKey'] }],
  indexes: [
    { properties: ['enterpriseId', 'kind', 'state', 'expiresAt'] },
    { properties: ['lotId', 'state'] },
    { properties: ['state', 'expiresAt'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(50),
    holderKey: p.string().length(80),
    lotId: refColumn(),
    /** suspended: its lot ended and no other had room; not counted until it is restored. */
    state: p.string().length(10).$type<PlaceState>(),
    /** Since when it is reserved or used; a move or a suspension keeps it. */
    since: timeColumn(),
    /** Number of the entry of `since`: who was first, also within a millisecond. */
    sinceSeq: p.integer(),
    /** A reservation ends by itself (row 330). */
    expiresAt: timeColumn().nullable(),
  },
});
export type QuotaPlace = InferEntity<typeof QuotaPlace>;
