import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { OpeningLayout } from '../../contract/account-opening.ts';
import type { PartyKind } from '../../contract/crm.ts';
import { idColumn, jsonColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** The plug-in «salesperson opens interconnect accounts» of an enterprise. Row class: tenant. */
export const OpeningPlugin = defineEntity({
  name: 'OpeningPlugin',
  tableName: 'opening_plugin',
  uniques: [{ properties: ['enterpriseId'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    enabled: p.boolean(),
    /** When the presets were made: once, whatever is switched since (row 43). */
    presetAt: timeColumn().nullable(),
    /** Interconnect roles that salespeople may give. */
    roles: jsonColumn<string[]>(),
    defaultRole: p.string().length(40),
    layouts: jsonColumn<OpeningLayout[]>(),
    updatedAt: timeColumn(),
    version: p.integer().version(),
  },
});
export type OpeningPlugin = InferEntity<typeof OpeningPlugin>;

/** A code on a salesperson's screen, for one account (row 328). Row class: tenant. */
export const FaceInvitation = defineEntity({
  name: 'FaceInvitation',
  tableName: 'face_invitation',
  uniques: [{ properties: ['sceneHash'] }],
  indexes: [{ properties: ['interconnectUserId', 'id'] }, { properties: ['expiresAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    interconnectUserId: refColumn(),
    channelAccountId: refColumn(),
    /** Of the code's scene: whoever scans it is told the contact's name. */
    sceneHash: p.string().length(43),
    staffId: refColumn(),
    createdAt: timeColumn(),
    expiresAt: timeColumn(),
    scannedAt: timeColumn().nullable(),
  },
});
export type FaceInvitation = InferEntity<typeof FaceInvitation>;

/** Many openings at once. draft → running → done; failed: given up, goes on when started again. Row class: tenant. */
export const OpeningRun = defineEntity({
  name: 'OpeningRun',
  tableName: 'opening_run',
  indexes: [{ properties: ['enterpriseId', 'id'] }, { properties: ['createdAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    kind: p.string().length(10).$type<PartyKind>(),
    fileName: p.string().length(120).nullable(),
    sms: p.boolean(),
    state: p.string().length(10).$type<'draft' | 'running' | 'done' | 'failed'>(),
    byId: refColumn(),
    byName: p.string().length(60),
    createdAt: timeColumn(),
    finishedAt: timeColumn().nullable(),
  },
});
export type OpeningRun = InferEntity<typeof OpeningRun>;

export interface PlannedPerson {
  readonly contactId: string;
  readonly name: string;
  /** Null: the default. */
  readonly roles: readonly string[] | null;
}

/** What was refused, in keys: told in the language of who reads it. */
export interface RowProblem {
  readonly code: string;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** One customer with his people: opened whole, or not at all. Row class: tenant. */
export const OpeningRow = defineEntity({
  name: 'OpeningRow',
  tableName: 'opening_row',
  uniques: [{ properties: ['runId', 'number'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    runId: refColumn(),
    number: p.integer(),
    /** The sheet's line. */
    line: p.integer().nullable(),
    /** Null: the sheet names nobody whom the salesperson may see. */
    partyId: refColumn().nullable(),
    name: p.string().length(80),
    people: jsonColumn<PlannedPerson[]>(),
    state: p.string().length(10).$type<'waiting' | 'done' | 'refused' | 'invalid'>(),
    /** How many were made, and how many were linked or there already. */
    opened: p.integer().default(0),
    kept: p.integer().default(0),
    /** Whether the interconnect enterprise was made. */
    company: p.boolean().default(false),
    problem: jsonColumn<RowProblem | null>().nullable(),
  },
});
export type OpeningRow = InferEntity<typeof OpeningRow>;
