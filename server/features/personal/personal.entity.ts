import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { CancellationState, PersonalExportState } from '../../contract/personal.ts';
import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/**
 * Somebody has cancelled his account at an enterprise. Who he was stands here only until all is
 * erased; what stays says that it was done, and when. Row class: tenant.
 */
export const AccountCancellation = defineEntity({
  name: 'AccountCancellation',
  tableName: 'account_cancellation',
  indexes: [{ properties: ['enterpriseId', 'id'] }, { properties: ['state', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    /** U-7F3K9Q: in his name's place in business records. */
    pseudonym: p.string().length(20),
    /** Companies for which he had an account. */
    companies: jsonColumn<string[]>(),
    /** False: he keeps another account at this enterprise. */
    whole: p.boolean(),
    state: p.string().length(10).$type<CancellationState>(),
    /** Parts of the registry that are done, and that wait for something under way. */
    parts: jsonColumn<Record<string, 'done' | 'later'>>(),
    /** Who he was (`LeavingPerson`), until everything of him is erased. */
    sealedPerson: longTextColumn().nullable(),
    requestedAt: timeColumn(),
    dueAt: timeColumn(),
    doneAt: timeColumn().nullable(),
    /** Staff who looks after the company: answers for own notes and files. */
    answersId: refColumn().nullable(),
    handledBy: p.string().length(60).nullable(),
    handledAt: timeColumn().nullable(),
    version: p.integer().version(),
  },
});
export type AccountCancellation = InferEntity<typeof AccountCancellation>;

/** A person's own information as a file, until he has fetched it once. Row class: tenant. */
export const PersonalExport = defineEntity({
  name: 'PersonalExport',
  tableName: 'personal_export',
  indexes: [{ properties: ['identityId', 'id'] }, { properties: ['state', 'expiresAt'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    identityId: refColumn(),
    state: p.string().length(10).$type<PersonalExportState>(),
    language: p.string().length(8).$type<'zh-CN' | 'en'>(),
    /** Base64 of the archive, encrypted at rest; gone with the first download. */
    sealedFile: longTextColumn().nullable(),
    /** Of the link that was asked for last. */
    linkHash: p.string().length(43).nullable().unique(),
    linkExpiresAt: timeColumn().nullable(),
    createdAt: timeColumn(),
    readyAt: timeColumn().nullable(),
    takenAt: timeColumn().nullable(),
    expiresAt: timeColumn(),
  },
});
export type PersonalExport = InferEntity<typeof PersonalExport>;
