import { UniqueConstraintViolationException } from '@mikro-orm/core';

import {
  fitsSpecial,
  invoiceBounds,
  isInvoiceNumber,
  type InvoiceFile,
  type InvoiceState,
} from '../../contract/invoices.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId } from '../../kernel/ids.ts';
import { sniffMediaType } from '../../kernel/media-type.ts';
import { localDay } from '../../kernel/zoned-day.ts';
import { Invoice, InvoiceDocument, InvoiceTitle } from './invoice.entity.ts';
import { writeNote } from './notes.ts';
import { OrderRefund, type QuotaOrder } from './order.entity.ts';
import type { NoteKey } from './order.texts.ts';
import { behindLock, lockOrder, type OrderActor, type Orders } from './orders.ts';
import { yuan } from './yuan.ts';

/** What became of an invoice, as others hear of it. */
export interface InvoiceNews {
  readonly kind: 'issued' | 'refused' | 'to_reverse';
  readonly invoice: Invoice;
  /** Of an issued one. */
  readonly number: string;
  readonly code: string;
  readonly at: Date;
}

export interface InvoiceDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly orders: Orders;
  /** In the transaction of what happened: staff and other systems hear of it. */
  readonly onInvoiceNews: (tx: EntityManager, news: InvoiceNews) => Promise<void>;
}

/** What an operator enters of an invoice that he made out elsewhere. */
export interface InvoicePaper {
  readonly code: string;
  readonly number: string;
  /** 2026-11-24. */
  readonly issuedOn: string;
  /** Base64. */
  readonly content: string;
}

/** Invoices are made out by the day of the tax administration, whoever buys. */
const taxZone = 'Asia/Shanghai';
const papers = new Set(['application/pdf', 'application/ofd']);
/** Kept as the reason where the product itself gives one, put into words when it is shown: nobody can type it. */
export const refundedReason = ' refunded';

const keptOf = (order: Pick<QuotaOrder, 'totalFen' | 'refundedFen'>) => order.totalFen - order.refundedFen;
const isPaid = (order: QuotaOrder) => ['paid', 'part_refunded', 'refunded'].includes(order.state);

/**
 * What could be asked for over an order now, in fen: paid and not given back, and 0 where an invoice
 * waits or holds already.
 */
export function invoiceableFen(order: QuotaOrder, invoices: readonly Pick<Invoice, 'openKey'>[]): number {
  return isPaid(order) && invoices.every(({ openKey }) => openKey == null) ? keptOf(order) : 0;
}

/**
 * Invoices over paid orders (row 322). An order has one that waits or holds, by the unique key of its
 * row; its amount is what was paid and not given back, from the request to the invoice. Made out it
 * changes no more: a refund after that has it reversed, and a new one is asked for over what is left.
 */
export function createInvoices(deps: InvoiceDeps) {
  const { db, clock } = deps;
  const across = () => db.acrossTenants('operator: orders');

  async function step(
    tx: EntityManager,
    by: OrderActor,
    order: QuotaOrder,
    to: { action: Parameters<Orders['record']>[2]; key: NoteKey; values?: Record<string, string> },
  ): Promise<void> {
    const { enterpriseId, id: orderId } = order;
    const { key, values = {} } = to;
    await writeNote(tx, { enterpriseId, orderId, key, values, actorName: by.actorName, at: clock.now() });
    await deps.orders.record(tx, by, to.action, order, values);
  }

  /** Decides one that is in a state, behind the lock of its order. */
  function decide(
    em: EntityManager,
    id: string,
    state: InvoiceState,
    work: (tx: EntityManager, invoice: Invoice, order: QuotaOrder) => Promise<void>,
  ): Promise<void> {
    return inTransaction(em, async (tx) => {
      const found = await tx.findOne(Invoice, { id }, { disableIdentityMap: true });
      assertThat(found, 'not_found', 404);
      const order = await lockOrder(tx, found.orderId);
      const [invoice] = await tx.find(Invoice, { id }, behindLock);
      assertThat(invoice?.state === state, 'invoice.decided', 409);
      await work(tx, invoice, order);
    });
  }

  async function move(
    tx: EntityManager,
    invoice: Invoice,
    changes: { state?: InvoiceState; openKey?: null; reason?: string; amountFen?: number },
  ): Promise<Invoice> {
    const all = { ...changes, updatedAt: clock.now() };
    await tx.nativeUpdate(Invoice, { id: invoice.id }, all);
    return { ...invoice, ...all };
  }

  /** @throws invoice.number_form | invoice.date | invoice.file_kind | invoice.file_too_large | invoice.number_taken */
  async function keepPaper(
    tx: EntityManager,
    invoice: Invoice,
    kind: InvoiceFile,
    paper: InvoicePaper,
    earliest: string,
  ): Promise<void> {
    const { code, number, issuedOn } = paper;
    const refuse = (error: 'invoice.number_form' | 'invoice.date', field: string, data = {}) =>
      new AppError(error, { status: 422, data: { field: `body.${field}`, ...data } });
    if (!isInvoiceNumber(code, number)) throw refuse('invoice.number_form', 'number');
    const now = clock.now();
    const latest = localDay(now, taxZone);
    if (issuedOn < earliest || issuedOn > latest)
      throw refuse('invoice.date', 'issuedOn', { earliest, latest });
    const bytes = Buffer.from(paper.content, 'base64');
    const mediaType = sniffMediaType(bytes);
    if (mediaType === null || !papers.has(mediaType))
      throw new AppError('invoice.file_kind', { status: 422 });
    assertThat(bytes.length <= invoiceBounds.fileBytes, 'invoice.file_too_large', 422);
    const fullNumber = `${code}${number}`;
    assertThat((await tx.count(InvoiceDocument, { fullNumber })) === 0, 'invoice.number_taken', 409);
    await tx.insert(InvoiceDocument, {
      ...{ id: newId(), enterpriseId: invoice.enterpriseId, invoiceId: invoice.id, kind },
      ...{ code, number, fullNumber, issuedOn, mediaType, content: bytes.toString('base64'), createdAt: now },
    });
  }

  /** Two who enter the same number at once: the second is told, and nothing of his is kept. */
  async function numbersOnce(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException)
        throw new AppError('invoice.number_taken', { status: 409 });
      throw error;
    }
  }

  async function refuseTwice(tx: EntityManager, orderId: string): Promise<void> {
    const [live] = await tx.find(Invoice, { orderId, openKey: orderId }, behindLock);
    if (live === undefined) return;
    throw new AppError(
      live.state === 'issued'
        ? 'invoice.already_issued'
        : live.state === 'to_reverse'
          ? 'invoice.reverse_first'
          : 'invoice.already_requested',
      { status: 409 },
    );
  }

  return {
    across,

    /**
     * Asks for an invoice over what was paid and not given back.
     * @throws not_found | invoice.order_unpaid | invoice.nothing_left | invoice.title_incomplete
     * @throws invoice.already_requested | invoice.already_issued | invoice.reverse_first
     */
    request(
      em: EntityManager,
      by: OrderActor,
      orderId: string,
      input: { kind: Invoice['kind']; titleId: string; contractNumber: string },
    ): Promise<Invoice> {
      return inTransaction(em, async (tx) => {
        const order = await lockOrder(tx, orderId);
        assertThat(isPaid(order), 'invoice.order_unpaid', 409);
        const amountFen = keptOf(order);
        assertThat(amountFen > 0, 'invoice.nothing_left', 409);
        await refuseTwice(tx, orderId);
        const found = await tx.findOne(InvoiceTitle, { id: input.titleId }, { disableIdentityMap: true });
        assertThat(found, 'not_found', 404);
        const { name, taxId, address, telephone, bank, bankAccount, email } = found;
        const title = { name, taxId, address, telephone, bank, bankAccount, email };
        assertThat(input.kind === 'normal' || fitsSpecial(title), 'invoice.title_incomplete', 422);
        const now = clock.now();
        const invoice: Invoice = {
          ...{ id: newId(), enterpriseId: order.enterpriseId, orderId, orderNumber: order.number },
          ...{ kind: input.kind, state: 'requested', openKey: orderId, title, amountFen, reason: '' },
          ...{ contractNumber: input.contractNumber, requestedBy: by.actorName.slice(0, 60) },
          ...{ createdAt: now, updatedAt: now },
        };
        await tx.insert(Invoice, invoice);
        const values = { amount: yuan(amountFen), titleName: name };
        await step(tx, by, order, { action: 'invoice.requested', key: 'invoice_requested', values });
        return invoice;
      });
    },

    /** The buyer takes a request back, to ask anew with another title or kind. @throws not_found | invoice.decided */
    withdraw(em: EntityManager, by: OrderActor, id: string): Promise<void> {
      return decide(em, id, 'requested', async (tx, invoice, order) => {
        await move(tx, invoice, { state: 'withdrawn', openKey: null });
        await step(tx, by, order, { action: 'invoice.withdrawn', key: 'invoice_withdrawn' });
      });
    },

    /**
     * The operator has made it out: its number and file are kept.
     * @throws not_found | invoice.decided | invoice.refund_under_way | invoice.amount_changed | what `keepPaper` throws
     */
    issue(by: OrderActor, id: string, paper: InvoicePaper & { readonly amountFen: number }): Promise<void> {
      const work = decide(across(), id, 'requested', async (tx, invoice, order) => {
        const amount = yuan(invoice.amountFen);
        // The refund would have it reversed a moment later.
        const moving = { orderId: order.id, lineId: { $ne: null } };
        const open: OrderRefund['state'][] = ['requested', 'processing', 'attention'];
        const [refund] = await tx.find(OrderRefund, { ...moving, state: { $in: open } }, behindLock);
        assertThat(refund === undefined, 'invoice.refund_under_way', 409);
        assertThat(paper.amountFen === invoice.amountFen, 'invoice.amount_changed', 409, { amount });
        await keepPaper(tx, invoice, 'own', paper, localDay(order.createdAt, taxZone));
        const issued = await move(tx, invoice, { state: 'issued' });
        const { code, number } = paper;
        const values = { amount, number: `${code}${number}` };
        await step(tx, by, order, { action: 'invoice.issued', key: 'invoice_issued', values });
        await deps.onInvoiceNews(tx, { kind: 'issued', invoice: issued, code, number, at: clock.now() });
      });
      return numbersOnce(work);
    },

    /** @throws not_found | invoice.decided */
    refuse(by: OrderActor, id: string, reason: string): Promise<void> {
      return decide(across(), id, 'requested', async (tx, invoice, order) => {
        const refused = await move(tx, invoice, { state: 'refused', openKey: null, reason });
        await step(tx, by, order, {
          ...{ action: 'invoice.refused', key: 'invoice_refused', values: { reason } },
        });
        const at = clock.now();
        await deps.onInvoiceNews(tx, { kind: 'refused', invoice: refused, code: '', number: '', at });
      });
    },

    /**
     * The operator takes an issued one back, with the reason: made out wrongly, sent back by its buyer.
     * @throws not_found | invoice.decided
     */
    takeBack(by: OrderActor, id: string, reason: string): Promise<void> {
      return decide(across(), id, 'issued', async (tx, invoice, order) => {
        const taken = await move(tx, invoice, { state: 'to_reverse', reason });
        const values = { reason };
        await step(tx, by, order, { action: 'invoice.to_reverse', key: 'invoice_taken_back', values });
        const at = clock.now();
        await deps.onInvoiceNews(tx, { kind: 'to_reverse', invoice: taken, code: '', number: '', at });
      });
    },

    /** The red invoice is made out: the order is free for another one. @throws as `issue` */
    reverse(by: OrderActor, id: string, paper: InvoicePaper): Promise<void> {
      const work = decide(across(), id, 'to_reverse', async (tx, invoice, order) => {
        const own = await tx.findOneOrFail(
          InvoiceDocument,
          { invoiceId: id, kind: 'own' },
          { fields: ['issuedOn'], disableIdentityMap: true },
        );
        await keepPaper(tx, invoice, 'red', paper, own.issuedOn);
        await move(tx, invoice, { state: 'reversed', openKey: null });
        const values = { number: `${paper.code}${paper.number}` };
        await step(tx, by, order, { action: 'invoice.reversed', key: 'invoice_reversed', values });
      });
      return numbersOnce(work);
    },

    /**
     * Money of the order went back: a request follows the amount, an invoice has to be reversed. The
     * caller holds the lock of the order and has written the refund; `order` is as it is by now.
     */
    async orderRefunded(tx: EntityManager, order: QuotaOrder): Promise<void> {
      const [live] = await tx.find(Invoice, { orderId: order.id, openKey: order.id }, behindLock);
      if (live === undefined || live.state === 'to_reverse') return;
      const { enterpriseId, id: orderId } = order;
      const by = { enterpriseId, actor: 'system', actorName: '', requestId: orderId };
      const amountFen = keptOf(order);
      const values = { amount: yuan(amountFen) };
      if (live.state === 'issued') {
        const invoice = await move(tx, live, { state: 'to_reverse', reason: refundedReason });
        await step(tx, by, order, { action: 'invoice.to_reverse', key: 'invoice_to_reverse' });
        await deps.onInvoiceNews(tx, { kind: 'to_reverse', invoice, code: '', number: '', at: clock.now() });
      } else if (amountFen === 0) {
        await move(tx, live, { state: 'withdrawn', openKey: null, reason: refundedReason });
        await step(tx, by, order, { action: 'invoice.withdrawn', key: 'invoice_void' });
      } else {
        await move(tx, live, { amountFen });
        await step(tx, by, order, { action: 'invoice.amount_changed', key: 'invoice_amount', values });
      }
    },

    /** @throws not_found: none of the caller's, or no such file yet */
    async file(em: EntityManager, id: string, kind: InvoiceFile): Promise<InvoiceDocument> {
      const document = await em.findOne(
        InvoiceDocument,
        { invoiceId: id, kind },
        { disableIdentityMap: true },
      );
      assertThat(document, 'not_found', 404);
      return document;
    },
  };
}
export type Invoices = ReturnType<typeof createInvoices>;
