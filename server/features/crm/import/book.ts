import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { z } from 'zod';

import { limits } from '../../../../config/limits.ts';
import type { Locale } from '../../../contract/common.ts';
import {
  importPieceBytes,
  type createImportSchema,
  type ImportRules,
  type PartyImportRow,
} from '../../../contract/crm.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../../kernel/http/page.ts';
import { formatText } from '../../../kernel/i18n/translate.ts';
import { newId } from '../../../kernel/ids.ts';
import { enqueue } from '../../../kernel/jobs/job-kind.ts';
import { PartyImport, PartyImportPart, type StoredProblem } from '../crm.entity.ts';
import { crmText, type CrmText } from '../crm.texts.ts';
import type { Actor, Records } from '../ports.ts';
import { columnLabel, columnsOf } from './columns.ts';
import { importJob, undoJob } from './jobs.ts';

const behindLock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

function problemRow(
  locale: Locale,
  row: PartyImport,
  stored: StoredProblem,
): PartyImportRow['problems'][number] {
  const key = columnsOf(row.kind).find((one) => one === stored.column);
  const whole = stored.column === '' ? stored.about : '';
  const text: CrmText =
    stored.line === 1 && stored.problem === 'missing' ? 'import.no_column' : `import.${stored.problem}`;
  return {
    line: stored.line,
    column: key === undefined ? stored.column : columnLabel(locale, key),
    // What concerns the whole file is kept as the key of its text.
    text: isText(whole)
      ? formatText(locale, crmText(locale, whole), { about: limits.crmImportRows })
      : formatText(locale, crmText(locale, text), { about: stored.about }),
  };
}
const isText = (
  key: string,
): key is 'import.not_a_sheet' | 'import.too_large' | 'import.too_many_rows' | 'import.empty' =>
  ['import.not_a_sheet', 'import.too_large', 'import.too_many_rows', 'import.empty'].includes(key);

export function presentImport(row: PartyImport, locale: Locale): PartyImportRow {
  return {
    ...{ id: row.id, kind: row.kind, fileName: row.fileName, state: row.state, rules: row.rules },
    ...{ total: row.total, done: row.done, created: row.created, skipped: row.skipped },
    ...{ undone: row.undone, problemCount: row.problemCount },
    problems: row.problems.map((problem) => problemRow(locale, row, problem)),
    byName: row.byName,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** Files that are taken in: uploaded in pieces, started with rules, looked at, taken back. */
export function createImportBook(deps: { clock: Clock; records: Records }) {
  const { clock } = deps;

  async function lock(tx: EntityManager, id: string): Promise<PartyImport> {
    const row = await tx.findOne(PartyImport, { id }, behindLock);
    assertThat(row, 'not_found', 404);
    return row;
  }
  const record = (
    tx: EntityManager,
    by: Actor,
    row: PartyImport,
    action: 'crm.import_started' | 'crm.import_undone',
    after: Record<string, unknown>,
  ) =>
    deps.records.add(tx, {
      ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.personId}`, actorName: by.name, action },
      ...{ target: `crm_import:${row.id}`, before: {}, after: { file: row.fileName, ...after } },
      ...{ requestId: by.requestId, at: clock.now() },
    });
  const queue = (tx: EntityManager, by: Actor, row: PartyImport, kind: typeof importJob) =>
    enqueue(
      tx,
      kind,
      { importId: row.id, enterpriseId: by.enterpriseId },
      {
        now: clock.now(),
        cause: by.requestId,
        enterpriseId: by.enterpriseId,
        orderKey: `crm-import:${row.id}`,
      },
    );

  return {
    /** @throws crm.import_large */
    async create(em: EntityManager, by: Actor, input: z.output<typeof createImportSchema>): Promise<string> {
      const limitMb = limits.crmImportBytes / 1024 / 1024;
      assertThat(input.size <= limits.crmImportBytes, 'crm.import_large', 413, { limitMb });
      const id = newId();
      await em.insert(PartyImport, {
        ...{ ...input, id, enterpriseId: by.enterpriseId, state: 'uploading', rules: null },
        ...{ total: 0, done: 0, created: 0, skipped: 0, undone: 0, problemCount: 0, problems: [] },
        ...{ byId: by.personId, byName: by.name.slice(0, 60), createdAt: clock.now(), finishedAt: null },
      });
      return id;
    },

    /** A piece that came before is the same piece. @throws crm.import_state | crm.import_large */
    async piece(em: EntityManager, id: string, number: number, content: string): Promise<void> {
      await inTransaction(em, async (tx) => {
        const row = await lock(tx, id);
        assertThat(row.state === 'uploading', 'crm.import_state', 409);
        const limitMb = limits.crmImportBytes / 1024 / 1024;
        assertThat(number < Math.ceil(row.size / importPieceBytes), 'crm.import_large', 413, { limitMb });
        const { enterpriseId } = row;
        await tx.insert(PartyImportPart, { id: newId(), enterpriseId, importId: id, number, content });
      }).catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
      });
    },

    /**
     * The whole file is checked before a row of it is written. A failed one goes on where it stopped.
     * @throws crm.import_rules | crm.import_state | crm.import_incomplete
     */
    start: (em: EntityManager, by: Actor, id: string, rules: ImportRules | undefined): Promise<void> =>
      inTransaction(em, async (tx) => {
        assertThat(rules, 'crm.import_rules', 422);
        const row = await lock(tx, id);
        assertThat(row.state === 'uploading' || row.state === 'failed', 'crm.import_state', 409);
        const pieces = await tx.count(PartyImportPart, { importId: id });
        assertThat(pieces === Math.ceil(row.size / importPieceBytes), 'crm.import_incomplete', 409);
        // What was begun under one rule is not ended under another.
        row.rules = row.done > 0 ? row.rules : rules;
        row.state = row.done > 0 ? 'running' : 'checking';
        await tx.flush();
        await record(tx, by, row, 'crm.import_started', { duplicates: rules.duplicates });
        await queue(tx, by, row, importJob);
      }),

    /** Takes back what it brought and nobody has worked with since. @throws crm.import_state */
    undo: (em: EntityManager, by: Actor, id: string): Promise<void> =>
      inTransaction(em, async (tx) => {
        const row = await lock(tx, id);
        assertThat(row.state === 'done' || row.state === 'failed', 'crm.import_state', 409);
        row.state = 'undoing';
        await tx.flush();
        await record(tx, by, row, 'crm.import_undone', {});
        await queue(tx, by, row, undoJob);
      }),

    async one(em: EntityManager, id: string, locale: Locale): Promise<PartyImportRow> {
      const row = await em.findOne(PartyImport, { id }, { refresh: true });
      if (row === null) throw new AppError('not_found', { status: 404 });
      return presentImport(row, locale);
    },

    async list(
      em: EntityManager,
      query: { kind: PartyImport['kind']; cursor?: string | undefined; limit: number },
      locale: Locale,
    ) {
      const after = decodeCursor(query.cursor);
      const rows = await em.find(
        PartyImport,
        { kind: query.kind, ...(after === undefined ? {} : { id: { $lt: after } }) },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const page = cutPage(rows, query.limit);
      return { items: page.rows.map((row) => presentImport(row, locale)), nextCursor: page.nextCursor };
    },

    /** Files whose pieces did not all come. */
    async sweep(em: EntityManager): Promise<void> {
      const createdAt = { $lt: new Date(clock.now().getTime() - limits.crmUploadMs) };
      const stale = await em.find(
        PartyImport,
        { state: 'uploading', createdAt },
        { fields: ['id'], limit: 100, disableIdentityMap: true },
      );
      for (const { id } of stale)
        await inTransaction(em, async (tx) => {
          if ((await tx.nativeDelete(PartyImport, { id, state: 'uploading' })) === 1)
            await tx.nativeDelete(PartyImportPart, { importId: id });
        });
    },
  };
}
export type ImportBook = ReturnType<typeof createImportBook>;
