import { z } from 'zod';

import type { Session } from '../../contract/accounts.ts';
import { idSchema, type Locale } from '../../contract/common.ts';
import {
  askPersonalExportSchema,
  cancelAccountSchema,
  cancellationPageSchema,
  cancellationPreviewSchema,
  cancellationQuerySchema,
  cancellationQueryStaffSchema,
  cancellationRowSchema,
  cancelledSchema,
  handOverSchema,
  personalExportFileQuerySchema,
  personalExportLinkSchema,
  personalExportSchema,
  personalExportsSchema,
} from '../../contract/personal.ts';
import { Download } from '../../kernel/http/download.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { CancellationList } from './cancellation-list.ts';
import type { Cancellations } from './cancellations.ts';
import type { PersonalExportService } from './exports.ts';
import type { Person } from './ports.ts';

const params = z.strictObject({ id: idSchema });

export function createPersonalRoutes(deps: {
  cancellations: Cancellations;
  list: CancellationList;
  exports: PersonalExportService;
  reopen: (caller: Caller) => Promise<Session>;
}): RouteDefinition[] {
  const { cancellations, list, exports } = deps;
  const personOf = (caller: Caller, locale: Locale, requestId: string): Person => ({
    identityId: caller.personId,
    enterpriseId: caller.enterpriseId,
    locale,
    requestId,
  });

  return [
    defineRoute(
      {
        method: 'get',
        path: '/account-cancellation',
        summary: 'What would go if I cancelled my account, and what stands against it',
        audience: 'visitor',
        query: cancellationQuerySchema,
        response: cancellationPreviewSchema,
      },
      ({ caller, query, locale, requestId }) =>
        cancellations.preview(personOf(caller, locale, requestId), query.proofId),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/account-cancellation',
        summary: 'Cancel my accounts, all or some; bindings and sessions end at once',
        audience: 'visitor',
        body: cancelAccountSchema,
        response: cancelledSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const done = await cancellations.cancel(personOf(caller, locale, requestId), body);
        const session = done.gone ? null : await deps.reopen(caller);
        const { reference, dueAt, dueText } = done;
        return { reference, dueAt: dueAt.toISOString(), dueText, session };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/account-cancellation/hand-over',
        summary: 'A colleague of my company becomes its admin too',
        audience: 'visitor',
        body: handOverSchema,
        response: cancellationPreviewSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const person = personOf(caller, locale, requestId);
        await cancellations.handOver(person, body);
        return cancellations.preview(person, undefined);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/personal-exports',
        summary: 'Files of my information that I asked for',
        audience: 'visitor',
        response: personalExportsSchema,
      },
      ({ caller, locale, requestId }) => exports.list(personOf(caller, locale, requestId)),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/personal-exports',
        summary: 'Have all that is kept of me made into a file',
        audience: 'visitor',
        body: askPersonalExportSchema,
        response: personalExportSchema,
        status: 201,
      },
      ({ caller, body, locale, requestId }) => exports.ask(personOf(caller, locale, requestId), body.proofId),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/personal-exports/:id/link',
        summary: 'A link to my file: once, and for minutes',
        audience: 'visitor',
        params,
        response: personalExportLinkSchema,
      },
      ({ caller, params: { id }, locale, requestId }) =>
        exports.link(personOf(caller, locale, requestId), id),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/personal-exports/file',
        summary: 'The file of a link, once',
        audience: 'public',
        query: personalExportFileQuerySchema,
        download: 'application/zip',
      },
      async ({ query }) => new Download('my-information.zip', [await exports.take(query.code)]),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/account-cancellations',
        summary: 'Who cancelled: when and until when all is erased, never who it was',
        audience: 'staff',
        permission: 'accounts.read',
        query: cancellationQueryStaffSchema,
        response: cancellationPageSchema,
      },
      ({ em, query, locale }) => list.list(em, query, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/account-cancellations/:id/confirm',
        summary: 'Own notes, papers and exported files were looked through',
        audience: 'staff',
        permission: 'accounts.manage',
        params,
        response: cancellationRowSchema,
      },
      ({ em, caller, params: { id }, locale, requestId }) => {
        const { personId: staffId, name, enterpriseId } = caller;
        return list.confirm(em, { staffId, name, enterpriseId, requestId }, id, locale);
      },
    ),
  ];
}
