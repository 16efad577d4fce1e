import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import { idColumn, jsonColumn, longTextColumn, timeColumn } from './columns.ts';

/** One value of the installation, by name (the sandbox's clock, what was seeded). Row class: installation. */
export const Setting = defineEntity({
  name: 'Setting',
  tableName: 'setting',
  properties: {
    id: p.string().length(80).primary(),
    value: jsonColumn<unknown>(),
    updatedAt: timeColumn(),
  },
});
export type Setting = InferEntity<typeof Setting>;

/** The answer that was given to a write with an Idempotency-Key. Row class: installation. */
export const IdempotencyKey = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_key',
  indexes: [{ properties: ['createdAt'] }],
  properties: {
    /** Hash of the caller and his key. */
    id: p.string().length(43).primary(),
    bodyHash: p.string().length(43),
    /** Null: still under way. */
    status: p.integer().nullable(),
    sealedBody: longTextColumn().nullable(),
    createdAt: timeColumn(),
  },
});
export type IdempotencyKey = InferEntity<typeof IdempotencyKey>;

/** Work that an effect left behind, written in the effect's transaction. Row class: installation. */
export const Job = defineEntity({
  name: 'Job',
  tableName: 'job',
  indexes: [
    { properties: ['state', 'runAt', 'id'] },
    { properties: ['orderKey', 'state', 'id'] },
    { properties: ['state', 'finishedAt'] },
  ],
  properties: {
    id: idColumn(),
    kind: p.string().length(60),
    payload: jsonColumn<unknown>(),
    /** The same key again is the same job: nothing is added. */
    uniqueKey: p.string().length(160).nullable().unique(),
    /** Jobs of one key (a person) run one at a time, in the order of their ids. */
    orderKey: p.string().length(120).nullable(),
    /** Whose work it is, so that his staff see it when it fails; null: the installation's. */
    enterpriseId: p.string().length(36).nullable(),
    /** Inbox row or request that led to it. */
    cause: p.string().length(80),
    state: p.string().length(8).$type<JobState>(),
    attempts: p.integer().default(0),
    runAt: timeColumn(),
    leaseToken: p.string().length(36).nullable(),
    leaseUntil: timeColumn().nullable(),
    lastError: p.string().length(1000).nullable(),
    createdAt: timeColumn(),
    finishedAt: timeColumn().nullable(),
  },
});
export type Job = InferEntity<typeof Job>;
/** due → running → done, or due again for another try, or dead: given up, waits for a person. */
export type JobState = 'due' | 'running' | 'done' | 'dead';
