import type { Locale } from '../../contract/common.ts';
import type { Invoice as InvoiceView, InvoiceRequest } from '../../contract/invoices.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { InvoiceDocument, type Invoice } from './invoice.entity.ts';
import { refundedReason } from './invoices.ts';
import { noteText } from './order.texts.ts';

/** Everything but the file itself. */
const head = ['invoiceId', 'kind', 'code', 'number', 'issuedOn', 'mediaType'] as const;
type Head = Pick<InvoiceDocument, (typeof head)[number]>;

function presentHead(documents: readonly Head[], kind: Head['kind']): InvoiceView['document'] {
  const found = documents.find((one) => one.kind === kind);
  if (found === undefined) return null;
  const { code, number, issuedOn, mediaType } = found;
  return { code, number, issuedOn, mediaType };
}

/** Invoices with their numbers, in the order in which they were given. `em` sees whose they are. */
export async function presentInvoices(
  em: EntityManager,
  rows: readonly Invoice[],
  locale: Locale,
): Promise<InvoiceView[]> {
  const documents: Head[] =
    rows.length === 0
      ? []
      : await em.find(
          InvoiceDocument,
          { invoiceId: { $in: rows.map(({ id }) => id) } },
          { fields: head, disableIdentityMap: true },
        );
  return rows.map((row) => {
    const own = documents.filter(({ invoiceId }) => invoiceId === row.id);
    return {
      ...{ id: row.id, orderId: row.orderId, orderNumber: row.orderNumber },
      ...{ kind: row.kind, state: row.state, titleName: row.title.name, taxId: row.title.taxId },
      ...{ contractNumber: row.contractNumber, amountFen: row.amountFen },
      reason: row.reason === refundedReason ? noteText(locale, 'invoice_why_refunded', {}) : row.reason,
      document: presentHead(own, 'own'),
      red: presentHead(own, 'red'),
      requestedBy: row.requestedBy,
      createdAt: row.createdAt.toISOString(),
    };
  });
}

/** The same for the operator, who makes them out. */
export async function presentRequests(
  em: EntityManager,
  rows: readonly Invoice[],
  locale: Locale,
  buyerOf: (enterpriseId: string) => Promise<string>,
): Promise<InvoiceRequest[]> {
  const views = await presentInvoices(em, rows, locale);
  const buyers = new Map<string, string>();
  for (const { enterpriseId } of rows)
    if (!buyers.has(enterpriseId)) buyers.set(enterpriseId, await buyerOf(enterpriseId));
  return rows.flatMap((row, at) => {
    const view = views[at];
    return view === undefined
      ? []
      : [{ ...view, buyer: buyers.get(row.enterpriseId) ?? '', title: row.title }];
  });
}
