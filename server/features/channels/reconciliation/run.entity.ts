import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { ComparisonReason, ComparisonState } from '../../../contract/reconciliation.ts';
import { idColumn, refColumn, timeColumn } from '../../../kernel/data/columns.ts';

/** One comparison of an account's followers, or of WeCom's members, with the platform, and what came of it. Row class: tenant. */
export const ReconciliationRun = defineEntity({
  name: 'ReconciliationRun',
  tableName: 'reconciliation_run',
  indexes: [{ properties: ['enterpriseId', 'id'] }, { properties: ['channelAccountId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    channelAccountId: refColumn(),
    /** The account while it is open, null afterwards: one open comparison an account. */
    openKey: p.string().length(36).nullable().unique(),
    startedBy: p.string().length(8).$type<'schedule' | 'staff'>(),
    state: p.string().length(8).$type<ComparisonState>(),
    /** Why it was stopped or has failed; of an open one, why its last try has. */
    reason: p.string().length(24).$type<ComparisonReason>().nullable(),
    platformCode: p.string().length(20).nullable(),
    /** Openids that the platform's list named; members that WeCom was asked about. */
    listed: p.integer().default(0),
    /** Followers, or members, that counted as here when it began. */
    known: p.integer().default(0),
    /** Missed follows and unfollows that were made up for; of WeCom: who came back, and who left. */
    follows: p.integer().default(0),
    unfollows: p.integer().default(0),
    /** Those whom the platform lacks, and whose state was left alone by the brake. */
    heldBack: p.integer().default(0),
    /** So many may be ended: staff said of the stopped one before it that they are really gone. */
    allowed: p.integer().nullable(),
    createdAt: timeColumn(),
    startedAt: timeColumn().nullable(),
    finishedAt: timeColumn().nullable(),
  },
});
export type ReconciliationRun = InferEntity<typeof ReconciliationRun>;
