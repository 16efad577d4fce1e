import { z } from 'zod';

import { idSchema } from '../../contract/common.ts';
import {
  recordChoicesSchema,
  recordDetailSchema,
  recordExportSchema,
  recordPageSchema,
  recordQuerySchema,
} from '../../contract/records.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { Download } from '../../kernel/http/download.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { formatMinute } from '../../kernel/i18n/format-time.ts';
import { newId } from '../../kernel/ids.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { zoneOf } from '../../kernel/zoned-day.ts';
import { exportRecords } from './record-export.ts';
import { findRecords } from './record-list.ts';
import { actionChoices, recordText, targetChoices } from './record-texts.ts';
import { OperationRecord } from './record.entity.ts';
import { records } from './records.ts';
import { presentRecord, presentRecords, type RecordNames } from './records.presenter.ts';

export interface RecordRouteDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly names: RecordNames;
  readonly enterprises: { within(em: EntityManager, id: string): Promise<{ timeZone: string } | null> };
  readonly staff: {
    all(em: EntityManager, enterpriseId: string): Promise<readonly { id: string; name: string }[]>;
  };
}

/** Records are read and taken along; no route changes or deletes one. */
export function createRecordRoutes(deps: RecordRouteDeps): RouteDefinition[] {
  const { names } = deps;
  const zoneAt = async (em: EntityManager, enterpriseId: string) =>
    zoneOf(await deps.enterprises.within(em, enterpriseId));

  return [
    defineRoute(
      {
        method: 'get',
        path: '/operation-records',
        summary: 'Operation records, by the time they were written',
        audience: 'staff',
        permission: 'records.read',
        query: recordQuerySchema,
        response: recordPageSchema,
      },
      async ({ em, caller, query, locale }) => {
        const { cursor, limit, ...filters } = query;
        const found = await findRecords(em, names, {
          filters,
          timeZone: await zoneAt(em, caller.enterpriseId),
          after: decodeCursor(cursor),
          limit: limit + 1,
        });
        const { rows, nextCursor } = cutPage(found, limit);
        return { items: await presentRecords(em, rows, locale, names), nextCursor };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/operation-records/filters',
        summary: 'What records can be filtered by',
        audience: 'staff',
        permission: 'records.read',
        response: recordChoicesSchema,
      },
      async ({ em, caller, locale }) => ({
        actors: [
          ...(await deps.staff.all(em, caller.enterpriseId)).map(({ id, name }) => ({
            value: `staff:${id}`,
            label: name,
          })),
          { value: 'identity', label: recordText(locale, 'actor.identity') },
          { value: 'system', label: recordText(locale, 'actor.system') },
        ],
        actions: actionChoices(locale),
        targets: targetChoices(locale),
      }),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/operation-records/:id',
        summary: 'One record with what was before and after',
        audience: 'staff',
        permission: 'records.read',
        params: z.strictObject({ id: idSchema }),
        response: recordDetailSchema,
      },
      async ({ em, params, locale }) => {
        const row = await em.findOne(OperationRecord, { id: params.id });
        assertThat(row, 'not_found', 404);
        return presentRecord(em, row, locale, names);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/operation-records/export',
        summary: 'Those that fit as CSV; the export is recorded itself',
        audience: 'staff',
        permission: 'records.export',
        body: recordExportSchema,
        download: 'text/csv',
      },
      async ({ em, caller, body, locale, requestId }) => {
        const timeZone = await zoneAt(em, caller.enterpriseId);
        const { order, reason, ...narrowing } = body;
        const id = newId();
        const at = deps.clock.now();
        await inTransaction(em, (tx) =>
          records.add(tx, {
            id,
            enterpriseId: caller.enterpriseId,
            actor: `staff:${caller.personId}`,
            actorName: caller.name,
            action: 'operation_records.exported',
            target: `operation_records:${caller.enterpriseId}`,
            before: {},
            after: { ...narrowing, reason },
            requestId,
            at,
          }),
        );
        const open = () => deps.db.tenant(caller.enterpriseId);
        return new Download(
          'operation-records.csv',
          exportRecords(open, names, {
            filters: { ...narrowing, order },
            ...{ timeZone, before: id, locale },
            watermark: `${caller.name} · ${formatMinute(locale, at, timeZone)} · ${id}`,
          }),
        );
      },
    ),
  ];
}
