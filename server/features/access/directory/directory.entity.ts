import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type {
  DirectoryConflictKind,
  DirectoryOutcome,
  DirectoryReason,
  DirectoryRunReason,
  DirectoryRunState,
} from '../../../contract/directory.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../../kernel/data/columns.ts';

/** Whether an enterprise's staff and departments follow WeCom's directory. Row class: tenant. */
export const DirectorySettings = defineEntity({
  name: 'DirectorySettings',
  tableName: 'directory_settings',
  properties: {
    /** The enterprise's. */
    id: idColumn(),
    enterpriseId: refColumn(),
    /** Events and a daily run change staff; off: runs by hand alone. */
    follows: p.boolean(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type DirectorySettings = InferEntity<typeof DirectorySettings>;

/** Where a run is: it is done page by page, and goes on from here after a crash. */
export type DirectoryPhase = 'departments' | 'people' | 'named' | 'unseen' | 'ending';

/** One reading of the whole directory. Row class: tenant. */
export const DirectoryRun = defineEntity({
  name: 'DirectoryRun',
  tableName: 'directory_run',
  indexes: [{ properties: ['enterpriseId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    channelAccountId: refColumn(),
    /** The enterprise while it is open, null afterwards: one at a time. */
    openKey: p.string().length(36).nullable().unique(),
    startedBy: p.string().length(8).$type<'schedule' | 'staff'>(),
    startedByName: p.string().length(60).default(''),
    state: p.string().length(8).$type<DirectoryRunState>(),
    phase: p.string().length(12).$type<DirectoryPhase>().default('departments'),
    /** The last of the phase that is done: a department of WeCom's, or an id of ours. */
    cursor: p.string().length(64).default(''),
    reason: p.string().length(24).$type<DirectoryRunReason>().nullable(),
    platformCode: p.string().length(20).nullable(),
    departments: p.integer().default(0),
    /** Members that WeCom named, each once. */
    listed: p.integer().default(0),
    added: p.integer().default(0),
    updated: p.integer().default(0),
    linked: p.integer().default(0),
    returned: p.integer().default(0),
    left: p.integer().default(0),
    skipped: p.integer().default(0),
    failed: p.integer().default(0),
    /** People, and departments of WeCom's, that counted as here when it began. */
    knownPeople: p.integer().default(0),
    knownDepartments: p.integer().default(0),
    /** Those whom the brake kept. */
    heldPeople: p.integer().default(0),
    heldDepartments: p.integer().default(0),
    /** So many may be ended: staff said of the one before it that they are really gone. */
    allowedPeople: p.integer().default(0),
    allowedDepartments: p.integer().default(0),
    createdAt: timeColumn(),
    startedAt: timeColumn().nullable(),
    finishedAt: timeColumn().nullable(),
  },
});
export type DirectoryRun = InferEntity<typeof DirectoryRun>;

/** What a run did with one person or department. Row class: tenant. */
export const DirectoryReport = defineEntity({
  name: 'DirectoryReport',
  tableName: 'directory_report',
  // Somebody may be linked and, at the end of the run, be one of those who left.
  uniques: [{ properties: ['runId', 'subject', 'key', 'outcome'] }],
  indexes: [{ properties: ['runId', 'id'] }, { properties: ['runId', 'outcome', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    runId: refColumn(),
    subject: p.string().length(12).$type<'person' | 'department'>(),
    /** A userid in lower case, or WeCom's id of a department. */
    key: p.string().length(64),
    name: p.string().length(60),
    outcome: p.string().length(12).$type<DirectoryOutcome>(),
    reason: p.string().length(24).$type<DirectoryReason>().nullable(),
    before: jsonColumn<Record<string, string>>(),
    after: jsonColumn<Record<string, string>>(),
    at: timeColumn(),
  },
});
export type DirectoryReport = InferEntity<typeof DirectoryReport>;

/** A member of WeCom who may be one of staff already: people say whether. Row class: tenant. */
export const DirectoryConflict = defineEntity({
  name: 'DirectoryConflict',
  tableName: 'directory_conflict',
  uniques: [{ properties: ['enterpriseId', 'userId'] }],
  indexes: [{ properties: ['enterpriseId', 'state', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** In lower case. */
    userId: p.string().length(64),
    name: p.string().length(60),
    kind: p.string().length(12).$type<DirectoryConflictKind>(),
    /** Who he may be. */
    staffId: refColumn(),
    /** separate: they are two; the next reading makes an account for the member. */
    state: p.string().length(12).$type<'open' | 'linked' | 'separate'>(),
    decidedBy: p.string().length(60).default(''),
    createdAt: timeColumn(),
    /** When it was met last: what is not met any more goes at the end of a run. */
    metAt: timeColumn(),
  },
});
export type DirectoryConflict = InferEntity<typeof DirectoryConflict>;

/** A member of WeCom without an account asks for one (row 120). Row class: tenant. */
export const StaffRequest = defineEntity({
  name: 'StaffRequest',
  tableName: 'staff_request',
  uniques: [{ properties: ['enterpriseId', 'openKey'] }],
  indexes: [
    { properties: ['enterpriseId', 'state', 'id'] },
    { properties: ['enterpriseId', 'userId', 'id'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** In lower case, as WeCom vouched for it at his sign-in. */
    userId: p.string().length(64),
    /** The userid while it is open: one open request a member. */
    openKey: p.string().length(64).nullable(),
    name: p.string().length(60),
    note: p.string().length(200).default(''),
    state: p.string().length(12).$type<'open' | 'accepted' | 'turned_down'>(),
    /** Why it was turned down; the one who asked reads it. */
    answer: p.string().length(200).default(''),
    staffId: refColumn().nullable(),
    decidedBy: p.string().length(60).default(''),
    createdAt: timeColumn(),
    decidedAt: timeColumn().nullable(),
  },
});
export type StaffRequest = InferEntity<typeof StaffRequest>;
