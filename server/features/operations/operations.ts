import { z } from 'zod';

import {
  failedWorkPageSchema,
  failedWorkParamsSchema,
  failedWorkQuerySchema,
} from '../../contract/operations.ts';
import { doneSchema } from '../../contract/common.ts';
import { operationsTexts as enTexts } from '../../../config/locales/en/operations.ts';
import { operationsTexts as zhTexts } from '../../../config/locales/zh-CN/operations.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Job } from '../../kernel/data/kernel.entity.ts';
import type { Database } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { reviveDead } from '../../kernel/jobs/job-table.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { NewRecord } from '../records/index.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';

export interface OperationsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly records: { add(tx: EntityManager, record: NewRecord): Promise<void> };
  /** The inbox follows its job: failed → waiting again. */
  readonly callbackRevived: (tx: EntityManager, jobPayload: unknown) => Promise<void>;
}

const callbackKind = 'callback.work';
const kindSchema = z.enum(['callback', 'job']);

function kindLabel(locale: Locale, kind: string): string {
  const texts: Readonly<Record<string, string>> = locale === 'en' ? enTexts : zhTexts;
  return texts[`job.${kind}`] ?? kind;
}

/** Failed work (dead letters): what was given up, and another try by a person's wish. */
export function createOperationsRoutes(deps: OperationsDeps): RouteDefinition[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/failed-work',
        summary: 'Work that was given up, newest first',
        audience: 'staff',
        permission: 'operations.manage',
        query: failedWorkQuerySchema,
        response: failedWorkPageSchema,
      },
      async ({ caller, query, locale }) => {
        const after = decodeCursor(query.cursor);
        const rows = await deps.db.installation().find(
          Job,
          {
            enterpriseId: caller.enterpriseId,
            state: 'dead',
            ...(after === undefined ? {} : { id: { $lt: after } }),
          },
          { orderBy: { id: 'desc' }, limit: query.limit + 1 },
        );
        const page = cutPage(rows, query.limit);
        return {
          items: page.rows.map((job) => ({
            id: job.id,
            source: kindSchema.parse(job.kind === callbackKind ? 'callback' : 'job'),
            kind: job.kind,
            kindLabel: kindLabel(locale, job.kind),
            attempts: job.attempts,
            lastError: job.lastError ?? '',
            createdAt: job.createdAt.toISOString(),
            failedAt: (job.finishedAt ?? job.createdAt).toISOString(),
          })),
          nextCursor: page.nextCursor,
        };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/failed-work/:source/:id/retry',
        summary: 'Try given-up work again, from the start',
        audience: 'staff',
        permission: 'operations.manage',
        params: failedWorkParamsSchema,
        response: doneSchema,
      },
      async ({ caller, params, requestId }) => {
        await inTransaction(deps.db.tenant(caller.enterpriseId), async (tx) => {
          const job = await tx.findOne(Job, {
            id: params.id,
            enterpriseId: caller.enterpriseId,
            state: 'dead',
          });
          assertThat(job, 'not_found', 404);
          const now = deps.clock.now();
          assertThat(await reviveDead(tx, deps.db.dialect, job.id, now), 'not_found', 404);
          if (job.kind === callbackKind) await deps.callbackRevived(tx, job.payload);
          await deps.records.add(tx, {
            enterpriseId: caller.enterpriseId,
            actor: `staff:${caller.personId}`,
            actorName: caller.name,
            action: 'failed_work.retried',
            target: `job:${job.id}`,
            before: { state: 'dead', lastError: job.lastError ?? '' },
            after: { state: 'due' },
            requestId,
            at: now,
          });
        });
        return { done: true as const };
      },
    ),
  ];
}
