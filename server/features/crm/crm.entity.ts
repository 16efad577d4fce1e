import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { CrmClass, Importance, ImportRules, ImportState, PartyKind, Stage } from '../../contract/crm.ts';
import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

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
    { properties: ['enterpriseId', 'kind', 'state', 'departmentId', 'id'] },
    // Counted from the index alone: by department and owner, and by owner.
    { properties: ['enterpriseId', 'kind', 'state', 'departmentId', 'ownerId', 'stage', 'classKey'] },
    { properties: ['enterpriseId', 'kind', 'state', 'ownerId', 'stage', 'classKey'] },
    // Searched along these, so that a common beginning of names costs no more than a rare one.
    { properties: ['enterpriseId', 'kind', 'ownerId', 'nameKey'] },
    { properties: ['enterpriseId', 'kind', 'ownerId', 'phoneKey'] },
    { properties: ['enterpriseId', 'kind', 'departmentId', 'nameKey'] },
    { properties: ['enterpriseId', 'kind', 'departmentId', 'phoneKey'] },
    { properties: ['enterpriseId', 'kind', 'classKey', 'remindFrom'] },
    { properties: ['enterpriseId', 'kind', 'state', 'classKey', 'id'] },
    { properties: ['enterpriseId', 'kind', 'state', 'stage', 'id'] },
    { properties: ['state', 'binnedAt'] },
    { properties: ['importId', 'id'] },
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
    /** Where its owner stands, moved with him; null: the public pool. By it departments see it (row 149). */
    departmentId: refColumn().nullable(),
    creatorId: refColumn(),
    creatorName: p.string().length(60),
    createdAt: timeColumn(),
    /** A follow-up, or a planned visit when it was planned; null: never since it was entered. */
    lastContactAt: timeColumn().nullable(),
    /** The contact from which on its owner is still to be reminded; null: reminded, or nobody's. */
    remindFrom: timeColumn().nullable(),
    /** Deals that stand. */
    dealCount: p.integer().default(0),
    lastFollowUpAt: timeColumn().nullable(),
    binnedAt: timeColumn().nullable(),
    /** The import that brought it; null: entered by hand. */
    importId: refColumn().nullable(),
    version: p.integer().version(),
  },
});
export type Party = InferEntity<typeof Party>;

/**
 * A person at a customer or a partner. Where the record stands is kept here too, so that the list of
 * people is walked as the list of records is; `contact-places.ts` keeps it in step. Row class: tenant.
 */
export const PartyContact = defineEntity({
  name: 'PartyContact',
  tableName: 'crm_contact',
  indexes: [
    { properties: ['partyId', 'id'] },
    { properties: ['enterpriseId', 'mobile'] },
    { properties: ['enterpriseId', 'state', 'id'] },
    { properties: ['enterpriseId', 'state', 'ownerId', 'id'] },
    { properties: ['enterpriseId', 'state', 'departmentId', 'id'] },
    { properties: ['enterpriseId', 'state', 'nameKey'] },
    { properties: ['enterpriseId', 'state', 'ownerId', 'nameKey'] },
    { properties: ['enterpriseId', 'state', 'departmentId', 'nameKey'] },
    { properties: ['enterpriseId', 'state', 'phoneKey'] },
    { properties: ['enterpriseId', 'state', 'ownerId', 'phoneKey'] },
    { properties: ['enterpriseId', 'state', 'departmentId', 'phoneKey'] },
  ],
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
    /** As the record's. Null: written by an older version, and in no list until it is put in its place. */
    state: p.string().length(8).$type<Party['state']>().nullable(),
    ownerId: refColumn().nullable(),
    departmentId: refColumn().nullable(),
    /** What the list is searched along; the row's id stands behind, for people share names and numbers. */
    nameKey: p.string().length(80).nullable(),
    phoneKey: p.string().length(64).nullable(),
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
    /** How satisfied the customer is, 1 to 5, where he was asked. */
    satisfaction: p.integer().nullable(),
    byId: refColumn(),
    byName: p.string().length(60),
    at: timeColumn(),
  },
});
export type PartyFollowUp = InferEntity<typeof PartyFollowUp>;

/** A visit that somebody plans; to plan it counts as contact until it is called off. Row class: tenant. */
export const PartyVisit = defineEntity({
  name: 'PartyVisit',
  tableName: 'crm_visit',
  indexes: [{ properties: ['partyId', 'day'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    partyId: refColumn(),
    /** 2026-11-28, by the enterprise's calendar. */
    day: p.string().length(10),
    text: p.string().length(200),
    byId: refColumn(),
    byName: p.string().length(60),
    createdAt: timeColumn(),
    cancelledAt: timeColumn().nullable(),
  },
});
export type PartyVisit = InferEntity<typeof PartyVisit>;

/** What a customer bought, as staff record it; a mistake is struck out and stays readable. Row class: tenant. */
export const PartyDeal = defineEntity({
  name: 'PartyDeal',
  tableName: 'crm_deal',
  indexes: [{ properties: ['partyId', 'id'] }, { properties: ['enterpriseId', 'day'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    partyId: refColumn(),
    /** 2026-11-28, by the enterprise's calendar. */
    day: p.string().length(10),
    amountFen: p.bigint('number'),
    text: p.string().length(100),
    byId: refColumn(),
    byName: p.string().length(60),
    createdAt: timeColumn(),
    struckAt: timeColumn().nullable(),
    struckBy: p.string().length(60).nullable(),
    struckReason: p.string().length(200).default(''),
  },
});
export type PartyDeal = InferEntity<typeof PartyDeal>;

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

/** What is wrong with a cell, in keys: told in the language of who reads it. */
export interface StoredProblem {
  readonly line: number;
  /** A column's key; '' for the whole line. */
  readonly column: string;
  readonly problem: 'missing' | 'invalid' | 'too_long' | 'twin' | 'duplicate' | 'owner' | 'unknown_column';
  /** What stands there, or whom or which line it meets. */
  readonly about: string;
}

/**
 * One file that is taken in. uploading → checking → refused (nothing was written), or running → done →
 * undoing → undone; failed: the work was given up half-way, and starting it again goes on at `done`.
 * Row class: tenant.
 */
export const PartyImport = defineEntity({
  name: 'PartyImport',
  tableName: 'crm_import',
  indexes: [{ properties: ['enterpriseId', 'id'] }, { properties: ['state', 'createdAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(10).$type<PartyKind>(),
    fileName: p.string().length(120),
    /** Bytes, as announced. */
    size: p.integer(),
    state: p.string().length(10).$type<ImportState>(),
    rules: jsonColumn<ImportRules | null>(),
    /** Rows of the file, and how many of them are worked. */
    total: p.integer(),
    done: p.integer(),
    created: p.integer(),
    skipped: p.integer(),
    undone: p.integer(),
    problemCount: p.integer(),
    /** The first 500. */
    problems: jsonColumn<StoredProblem[]>(),
    byId: refColumn(),
    byName: p.string().length(60),
    createdAt: timeColumn(),
    finishedAt: timeColumn().nullable(),
  },
});
export type PartyImport = InferEntity<typeof PartyImport>;

/** A piece of the file until it has been taken in. Row class: tenant. */
export const PartyImportPart = defineEntity({
  name: 'PartyImportPart',
  tableName: 'crm_import_part',
  uniques: [{ properties: ['importId', 'number'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    importId: refColumn(),
    number: p.integer(),
    /** Base64. */
    content: longTextColumn(),
  },
});
export type PartyImportPart = InferEntity<typeof PartyImportPart>;
