import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { CrmClass, Importance, PartyKind, Stage } from '../../contract/crm.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

function refuseChange(): never {
  throw new Error('What was told of a customer stays told');
}
const appendOnly = { beforeUpdate: [refuseChange] };

/**
 * A customer or a partner. `nameKey` and `phoneKey` are what duplicates are judged by: one live row
 * of a kind has each, and a row in the bin has none. Row class: tenant.
 */
export const Party = defineEntity({
  name: 'Party',
  tableName: 'crm_party',
  uniques: [
    { properties: ['enterpriseId', 'kind', 'nameKey'] },
    { properties: ['enterpriseId', 'kind', 'phoneKey'] },
  ],
  indexes: [
    { properties: ['enterpriseId', 'kind', 'state', 'id'] },
    { properties: ['enterpriseId', 'kind', 'state', 'ownerId', 'id'] },
    // Counted by owner and stage from the index alone.
    { properties: ['enterpriseId', 'kind', 'state', 'ownerId', 'stage'] },
    { properties: ['enterpriseId', 'kind', 'state', 'classKey', 'id'] },
    { properties: ['enterpriseId', 'kind', 'state', 'stage', 'id'] },
    { properties: ['state', 'binnedAt'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(10).$type<PartyKind>(),
    state: p.string().length(8).$type<'live' | 'binned'>(),
    name: p.string().length(80),
    nameKey: p.string().length(80).nullable(),
    /** Normalised: digits, with a leading + where it is abroad. */
    phone: p.string().length(24),
    phoneKey: p.string().length(24).nullable(),
    classKey: p.string().length(40),
    importance: p.string().length(8).$type<Importance>(),
    /** Null: a partner. */
    stage: p.string().length(10).$type<Stage>().nullable(),
    source: p.string().length(60),
    address: p.string().length(200),
    note: p.string().length(500),
    /** Staff.id; null: the public pool. */
    ownerId: refColumn().nullable(),
    creatorId: refColumn(),
    creatorName: p.string().length(60),
    createdAt: timeColumn(),
    lastFollowUpAt: timeColumn().nullable(),
    binnedAt: timeColumn().nullable(),
    version: p.integer().version(),
  },
});
export type Party = InferEntity<typeof Party>;

/** A person at a customer or a partner. Row class: tenant. */
export const PartyContact = defineEntity({
  name: 'PartyContact',
  tableName: 'crm_contact',
  indexes: [{ properties: ['partyId', 'id'] }, { properties: ['enterpriseId', 'mobile'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    partyId: refColumn(),
    name: p.string().length(40),
    mobile: p.string().length(24),
    email: p.string().length(120),
    position: p.string().length(40),
    hobby: p.string().length(120),
    note: p.string().length(500),
    createdAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type PartyContact = InferEntity<typeof PartyContact>;

/** What was spoken of, append-only. Row class: tenant. */
export const PartyFollowUp = defineEntity({
  name: 'PartyFollowUp',
  tableName: 'crm_follow_up',
  indexes: [{ properties: ['partyId', 'id'] }],
  hooks: appendOnly,
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    partyId: refColumn(),
    text: p.string().length(1000),
    byId: refColumn(),
    byName: p.string().length(60),
    at: timeColumn(),
  },
});
export type PartyFollowUp = InferEntity<typeof PartyFollowUp>;

/** A step of stage, class or owner, append-only; from and to are keys or staff ids. Row class: tenant. */
export const PartyChange = defineEntity({
  name: 'PartyChange',
  tableName: 'crm_change',
  indexes: [{ properties: ['partyId', 'id'] }],
  hooks: appendOnly,
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    partyId: refColumn(),
    what: p.string().length(8).$type<'stage' | 'class' | 'owner'>(),
    from: p.string().length(40).nullable(),
    to: p.string().length(40).nullable(),
    byId: refColumn(),
    byName: p.string().length(60),
    at: timeColumn(),
  },
});
export type PartyChange = InferEntity<typeof PartyChange>;

/** The classes that an enterprise keeps, once it has saved its own; a row a kind. Row class: tenant. */
export const PartyClasses = defineEntity({
  name: 'PartyClasses',
  tableName: 'crm_classes',
  uniques: [{ properties: ['enterpriseId', 'kind'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(10).$type<PartyKind>(),
    items: jsonColumn<CrmClass[]>(),
    version: p.integer().version(),
  },
});
export type PartyClasses = InferEntity<typeof PartyClasses>;

/** Somebody says that a record should be his; those with `crm.manage` decide. Row class: tenant. */
export const PartyReport = defineEntity({
  name: 'PartyReport',
  tableName: 'crm_report',
  indexes: [
    { properties: ['enterpriseId', 'state', 'id'] },
    { properties: ['enterpriseId', 'reporterId', 'id'] },
    { properties: ['partyId'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(10).$type<PartyKind>(),
    partyId: refColumn(),
    reporterId: refColumn(),
    reporterName: p.string().length(60),
    reason: p.string().length(300),
    state: p.string().length(10).$type<'open' | 'reowned' | 'rejected'>(),
    decidedBy: p.string().length(60).nullable(),
    answer: p.string().length(300),
    createdAt: timeColumn(),
    decidedAt: timeColumn().nullable(),
  },
});
export type PartyReport = InferEntity<typeof PartyReport>;
