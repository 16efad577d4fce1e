import { z } from 'zod';

import { doneSchema, idSchema } from '../../contract/common.ts';
import {
  invoiceFileSchema,
  invoicePageSchema,
  invoiceQuerySchema,
  invoiceRequestPageSchema,
  invoiceSchema,
  invoiceTitleInputSchema,
  invoiceTitleSchema,
  invoiceTitlesSchema,
  issueInvoiceSchema,
  newInvoiceSchema,
  refuseInvoiceSchema,
  reverseInvoiceSchema,
} from '../../contract/invoices.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { Download } from '../../kernel/http/download.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import { Invoice, type InvoiceDocument } from './invoice.entity.ts';
import { presentInvoices, presentRequests } from './invoice.presenter.ts';
import type { InvoiceTitles } from './invoice-titles.ts';
import type { Invoices } from './invoices.ts';
import type { OperatorRouteDeps } from './operator.routes.ts';
import { staffActor } from './order.routes.ts';

export interface InvoiceRouteDeps {
  readonly invoices: Invoices;
  readonly titles: InvoiceTitles;
  readonly enterprises: OperatorRouteDeps['enterprises'];
}

const params = z.strictObject({ id: idSchema });
const fileParams = z.strictObject({ id: idSchema, file: invoiceFileSchema });
const done = { done: true } as const;
const anyFile = 'application/octet-stream';

/** Named by the invoice's own number, as its buyer files it. */
function download({ code, number, mediaType, content }: InvoiceDocument): Download {
  const ending = mediaType === 'application/ofd' ? 'ofd' : 'pdf';
  return new Download(
    `invoice-${code}${number}.${ending}`,
    [Buffer.from(content, 'base64')],
    // The kind that its bytes had when it came: never what a browser would guess.
    mediaType,
  );
}

async function page(
  em: EntityManager,
  where: { enterpriseId?: string },
  query: z.output<typeof invoiceQuerySchema>,
) {
  const after = decodeCursor(query.cursor);
  const found = await em.find(
    Invoice,
    {
      ...where,
      ...(query.state === undefined ? {} : { state: query.state }),
      ...(after === undefined ? {} : { id: { $lt: after } }),
    },
    { orderBy: { id: 'desc' }, limit: query.limit + 1, disableIdentityMap: true },
  );
  return cutPage(found, query.limit);
}

/** Titles and invoices of an enterprise, and what the operator does with requests of all of them. */
export function createInvoiceRoutes(deps: InvoiceRouteDeps): RouteDefinition[] {
  const { invoices, titles } = deps;
  const read = { audience: 'staff', permission: 'quota.read' } as const;
  const manage = { audience: 'staff', permission: 'orders.manage' } as const;
  const confirm = { audience: 'staff', permission: 'orders.confirm' } as const;

  /** The right alone is not enough: an enterprise may give it to its own staff. @throws order.operator_only */
  async function assertOperator(caller: Caller): Promise<void> {
    assertThat(await deps.enterprises.isOperator(caller.enterpriseId), 'order.operator_only', 403);
  }
  /** A request is invisible to everybody else: not found, like an id of nothing. */
  async function decider(caller: Caller, requestId: string) {
    assertThat(await deps.enterprises.isOperator(caller.enterpriseId), 'not_found', 404);
    return staffActor(caller, requestId);
  }
  const nameOf = async (id: string) => (await deps.enterprises.byId(id))?.displayName ?? '';

  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/invoice-titles', ...manage, response: invoiceTitlesSchema },
        summary: 'To whom invoices can be made out, newest first',
      },
      async ({ em }) => ({ items: await titles.list(em) }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/invoice-titles', ...manage, body: invoiceTitleInputSchema },
        ...{ response: invoiceTitleSchema, status: 201, summary: 'Add a title' },
      },
      ({ em, body, caller, requestId }) => titles.add(em, staffActor(caller, requestId), body),
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/invoice-titles/:id', ...manage, ifMatch: true, params },
        ...{ body: invoiceTitleInputSchema, response: invoiceTitleSchema },
        summary: 'Change a title; what was asked for before keeps the old one',
      },
      ({ em, params: { id }, body, version, caller, requestId }) =>
        titles.change(em, staffActor(caller, requestId), id, version, body),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/invoice-titles/:id/remove', ...manage, params, response: doneSchema },
        summary: 'Remove a title; what was asked for before keeps it',
      },
      async ({ em, params: { id }, caller, requestId }) => {
        await titles.remove(em, staffActor(caller, requestId), id);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/invoices', ...read, query: invoiceQuerySchema },
        ...{ response: invoicePageSchema, summary: 'Invoices of the enterprise, newest first' },
      },
      async ({ em, query, caller, locale }) => {
        const { rows, nextCursor } = await page(em, { enterpriseId: caller.enterpriseId }, query);
        return { items: await presentInvoices(em, rows, locale), nextCursor };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/quota-orders/:id/invoices', ...manage, params, body: newInvoiceSchema },
        ...{ response: invoiceSchema, status: 201 },
        summary: 'Ask for an invoice over what was paid and not given back',
      },
      async ({ em, params: { id }, body, caller, requestId, locale }) => {
        const made = await invoices.request(em, staffActor(caller, requestId), id, body);
        const [shown] = await presentInvoices(em, [made], locale);
        assertThat(shown, 'not_found', 404);
        return shown;
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/invoices/:id/withdraw', ...manage, params, response: doneSchema },
        summary: 'Take a request back that is not made out yet',
      },
      async ({ em, params: { id }, caller, requestId }) => {
        await invoices.withdraw(em, staffActor(caller, requestId), id);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/invoices/:id/files/:file', ...read, params: fileParams },
        ...{
          download: anyFile,
          summary: 'The file of an invoice (own) or of the one that reverses it (red)',
        },
      },
      async ({ em, params: { id, file } }) => download(await invoices.file(em, id, file)),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/invoice-requests', ...confirm, query: invoiceQuerySchema },
        ...{ response: invoiceRequestPageSchema, summary: 'Invoices of all enterprises, newest first' },
      },
      async ({ query, caller, locale }) => {
        await assertOperator(caller);
        const em = invoices.across();
        const { rows, nextCursor } = await page(em, {}, query);
        return { items: await presentRequests(em, rows, locale, nameOf), nextCursor };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/invoice-requests/:id/issue', ...confirm, params },
        ...{ body: issueInvoiceSchema, response: doneSchema },
        summary: 'Keep the number and file of an invoice that was made out (PDF or OFD)',
      },
      async ({ params: { id }, body, caller, requestId }) => {
        await invoices.issue(await decider(caller, requestId), id, body);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/invoice-requests/:id/refuse', ...confirm, params },
        ...{ body: refuseInvoiceSchema, response: doneSchema, summary: 'Refuse a request, with the reason' },
      },
      async ({ params: { id }, body, caller, requestId }) => {
        await invoices.refuse(await decider(caller, requestId), id, body.reason);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/invoice-requests/:id/take-back', ...confirm, params },
        ...{ body: refuseInvoiceSchema, response: doneSchema },
        summary: 'An issued invoice is wrong and has to be reversed, with the reason',
      },
      async ({ params: { id }, body, caller, requestId }) => {
        await invoices.takeBack(await decider(caller, requestId), id, body.reason);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/invoice-requests/:id/reverse', ...confirm, params },
        ...{ body: reverseInvoiceSchema, response: doneSchema },
        summary: 'Keep the number and file of the red invoice; the order is free for a new request',
      },
      async ({ params: { id }, body, caller, requestId }) => {
        await invoices.reverse(await decider(caller, requestId), id, body);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/invoice-requests/:id/files/:file', ...confirm, params: fileParams },
        ...{ download: anyFile, summary: 'The same files, for the operator' },
      },
      async ({ params: { id, file }, caller, requestId }) => {
        await decider(caller, requestId);
        return download(await invoices.file(invoices.across(), id, file));
      },
    ),
  ];
}
