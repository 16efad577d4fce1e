import { z } from 'zod';

import { doneSchema, idSchema } from '../../../contract/common.ts';
import {
  createImportSchema,
  exportPartiesSchema,
  importPieceSchema,
  importQuerySchema,
  importTemplateQuerySchema,
  partyImportPageSchema,
  partyImportSchema,
  startImportSchema,
} from '../../../contract/crm.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { Download } from '../../../kernel/http/download.ts';
import { defineRoute, type RouteDefinition } from '../../../kernel/http/route.ts';
import { formatMinute } from '../../../kernel/i18n/format-time.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Classes } from '../classes.ts';
import type { ActorOf } from '../crm.routes.ts';
import { crmText } from '../crm.texts.ts';
import type { CrmStaff, Records } from '../ports.ts';
import type { ImportBook } from './book.ts';
import type { FieldValuesService } from '../fields/values.ts';
import { columnLabel, columnsOf, extendedLabel } from './columns.ts';
import { exportParties } from './export.ts';
import type { Visits } from '../visits.ts';
import { writeSheet } from './xlsx.ts';

const params = z.strictObject({ id: idSchema });
const manage = { audience: 'staff', permission: 'crm.manage' } as const;
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface ImportRouteDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly records: Records;
  readonly staff: CrmStaff;
  readonly classes: Classes;
  readonly book: ImportBook;
  readonly visits: Pick<Visits, 'lateness'>;
  readonly values: FieldValuesService;
  readonly actorOf: ActorOf;
  readonly zoneOf: (em: EntityManager, enterpriseId: string) => Promise<string>;
}

/** Spreadsheets in, by a template; a CSV out, with a right of its own. */
export function createImportRoutes(deps: ImportRouteDeps): RouteDefinition[] {
  const { book, actorOf } = deps;
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/crm-import-template', ...manage },
        summary: 'The spreadsheet to fill in, with the columns that an import reads',
        query: importTemplateQuerySchema,
        download: xlsx,
      },
      async ({ em, caller, query, locale }) => {
        const header = [
          ...columnsOf(query.kind).map((key) => columnLabel(locale, key)),
          ...(await deps.values.forms(em, caller, query.kind)).map(({ name }) =>
            extendedLabel(locale, name, false),
          ),
          ...(await deps.values.forms(em, caller, 'contact')).map(({ name }) =>
            extendedLabel(locale, name, true),
          ),
        ];
        const sheet = writeSheet(crmText(locale, `sheet.${query.kind}`), [header]);
        return new Download(`${query.kind}s.xlsx`, one(sheet));
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/crm-imports', ...manage },
        summary: 'Imports, newest first, with how far they came',
        query: importQuerySchema,
        response: partyImportPageSchema,
      },
      ({ em, query, locale }) => book.list(em, query, locale),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/crm-imports', ...manage, status: 201 },
        summary: 'Announce a file; its pieces follow',
        body: createImportSchema,
        response: partyImportSchema,
      },
      async (context) => {
        const id = await book.create(context.em, await actorOf(context), context.body);
        return book.one(context.em, id, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/crm-imports/:id', ...manage },
        summary: 'One import: state, progress, and what is wrong by line and column',
        params,
        response: partyImportSchema,
      },
      (context) => book.one(context.em, context.params.id, context.locale),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/crm-imports/:id/pieces', ...manage },
        summary: 'One piece of the file; sent again it is the same piece',
        params,
        body: importPieceSchema,
        response: doneSchema,
      },
      async ({ em, params: { id }, body }) => {
        await book.piece(em, id, body.number, body.content);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/crm-imports/:id/start', ...manage },
        summary: 'Check the whole file, and bring it in only if all of it is right; a failed one goes on',
        params,
        body: startImportSchema,
        response: partyImportSchema,
      },
      async (context) => {
        const { id } = context.params;
        await book.start(context.em, await actorOf(context), id, context.body.rules);
        return book.one(context.em, id, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/crm-imports/:id/undo', ...manage },
        summary: 'Take back what it brought and nobody has worked with since',
        params,
        response: partyImportSchema,
      },
      async (context) => {
        await book.undo(context.em, await actorOf(context), context.params.id);
        return book.one(context.em, context.params.id, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/crm-export', audience: 'staff', permission: 'crm.export' },
        summary: 'What fits and the caller may see as CSV, watermarked; recorded with its reason',
        body: exportPartiesSchema,
        download: 'text/csv',
      },
      async (context) => {
        const by = await actorOf(context);
        const { kind, reason, ...filters } = context.body;
        const [id, at] = [newId(), deps.clock.now()];
        const timeZone = await deps.zoneOf(context.em, by.enterpriseId);
        await inTransaction(context.em, (tx) =>
          deps.records.add(tx, {
            ...{ id, enterpriseId: by.enterpriseId, actor: `staff:${by.personId}`, actorName: by.name },
            ...{ action: 'crm.exported', target: `${kind}:${by.enterpriseId}`, before: {} },
            ...{ after: { ...filters, reason }, requestId: by.requestId, at },
          }),
        );
        const watermark = `${by.name} · ${formatMinute(by.locale, at, timeZone)} · ${id}`;
        const open = () => deps.db.tenant(by.enterpriseId);
        const input = { kind, filters, timeZone, locale: by.locale, watermark };
        return new Download(`${kind}s.csv`, exportParties(open, deps, by, input));
      },
    ),
  ];
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
