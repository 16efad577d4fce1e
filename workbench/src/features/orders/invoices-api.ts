import { doneSchema } from '../../../../server/contract/common.ts';
import {
  invoicePageSchema,
  invoiceRequestPageSchema,
  invoiceSchema,
  invoiceTitleSchema,
  invoiceTitlesSchema,
  type Invoice,
  type InvoiceFile,
  type InvoiceRequest,
  type InvoiceState,
  type InvoiceTitleInput,
  type InvoiceTitleRow,
  type IssueInvoice,
  type NewInvoice,
  type ReverseInvoice,
} from '../../../../server/contract/invoices.ts';
import { receiptSchema } from '../../../../server/contract/orders.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';
import { ordersKey } from './api.ts';

export { fitsSpecial, isInvoiceNumber, isTaxId } from '../../../../server/contract/invoices.ts';
export type { Invoice, InvoiceRequest, InvoiceState, InvoiceTitleRow };
export type { InvoiceTitleInput, IssueInvoice, NewInvoice, ReverseInvoice };

/** Beneath those of orders: what becomes of an invoice shows on its order. */
export const invoicesKey = [...ordersKey, 'invoices'] as const;
export const titlesKey = [...ordersKey, 'titles'] as const;
const post = (body: unknown, idempotencyKey: string) => ({ method: 'POST', body, idempotencyKey }) as const;

export const listInvoices = (query: Query, signal: AbortSignal) =>
  getJson('/invoices', invoicePageSchema, { query, signal });
export const requestInvoice = (orderId: string, wish: NewInvoice, key: string) =>
  writeJson(`/quota-orders/${orderId}/invoices`, invoiceSchema, post(wish, key));
export const withdrawInvoice = (id: string, key: string) =>
  writeJson(`/invoices/${id}/withdraw`, doneSchema, post({}, key));

export const fetchTitles = (signal: AbortSignal) =>
  getJson('/invoice-titles', invoiceTitlesSchema, { signal });
export const addTitle = (title: InvoiceTitleInput, key: string) =>
  writeJson('/invoice-titles', invoiceTitleSchema, post(title, key));
export const changeTitle = (
  { id, version }: InvoiceTitleRow,
  body: InvoiceTitleInput,
  idempotencyKey: string,
) =>
  writeJson(`/invoice-titles/${id}`, invoiceTitleSchema, { method: 'PATCH', body, version, idempotencyKey });
export const removeTitle = (id: string, key: string) =>
  writeJson(`/invoice-titles/${id}/remove`, doneSchema, post({}, key));

/** Where a file is: whoever may see it downloads it with his cookie. */
export const fileOf = (of: 'invoices' | 'invoice-requests', id: string, file: InvoiceFile) =>
  `/api/v1/${of}/${id}/files/${file}`;

export const listInvoiceRequests = (query: Query, signal: AbortSignal) =>
  getJson('/invoice-requests', invoiceRequestPageSchema, { query, signal });
export const issueInvoice = (id: string, paper: IssueInvoice, key: string) =>
  writeJson(`/invoice-requests/${id}/issue`, doneSchema, post(paper, key));
export const refuseInvoice = (id: string, reason: string, key: string) =>
  writeJson(`/invoice-requests/${id}/refuse`, doneSchema, post({ reason }, key));
export const takeInvoiceBack = (id: string, reason: string, key: string) =>
  writeJson(`/invoice-requests/${id}/take-back`, doneSchema, post({ reason }, key));
export const reverseInvoice = (id: string, paper: ReverseInvoice, key: string) =>
  writeJson(`/invoice-requests/${id}/reverse`, doneSchema, post(paper, key));

export const fetchReceipt = (orderId: string, signal: AbortSignal) =>
  getJson(`/quota-orders/${orderId}/receipt`, receiptSchema, { signal });
