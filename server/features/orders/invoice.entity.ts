import { defineEntity, p, type InferEntity } from '@mikro-orm/core';

import type { InvoiceFile, InvoiceKind, InvoiceState, InvoiceTitleValues } from '../../contract/invoices.ts';
import { idColumn, jsonColumn, longTextColumn, refColumn, timeColumn } from '../../kernel/data/columns.ts';

/** To whom an enterprise has invoices made out (抬头). Row class: tenant. */
export const InvoiceTitle = defineEntity({
  name: 'InvoiceTitle',
  tableName: 'invoice_title',
  indexes: [{ properties: ['enterpriseId', 'id'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    name: p.string().length(100),
    taxId: p.string().length(20),
    address: p.string().length(120),
    telephone: p.string().length(30),
    bank: p.string().length(80),
    bankAccount: p.string().length(40),
    email: p.string().length(120),
    createdAt: timeColumn(),
    updatedAt: timeColumn(),
    version: p.integer(),
  },
});
export type InvoiceTitle = InferEntity<typeof InvoiceTitle>;

/** One request for an invoice over an order, and what became of it. Row class: tenant (the buyer). */
export const Invoice = defineEntity({
  name: 'Invoice',
  tableName: 'invoice',
  indexes: [
    { properties: ['enterpriseId', 'id'] },
    { properties: ['state', 'id'] },
    { properties: ['orderId'] },
  ],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    orderId: refColumn(),
    orderNumber: p.string().length(32),
    kind: p.string().length(8).$type<InvoiceKind>(),
    state: p.string().length(10).$type<InvoiceState>(),
    /** The order's id while the request waits or its invoice holds: an order has one of those. */
    openKey: p.string().length(36).nullable().unique(),
    /** As it was when it was asked for: what is made out does not change with the title. */
    title: jsonColumn<InvoiceTitleValues>(),
    contractNumber: p.string().length(40),
    amountFen: p.integer(),
    reason: p.string().length(120),
    requestedBy: p.string().length(60),
    createdAt: timeColumn(),
    updatedAt: timeColumn(),
  },
});
export type Invoice = InferEntity<typeof Invoice>;

/** The number and file of an invoice, or of the red one that reverses it. Append-only. Row class: tenant. */
export const InvoiceDocument = defineEntity({
  name: 'InvoiceDocument',
  tableName: 'invoice_document',
  uniques: [{ properties: ['invoiceId', 'kind'] }],
  properties: {
    id: idColumn(),
    enterpriseId: refColumn(),
    invoiceId: refColumn(),
    kind: p.string().length(4).$type<InvoiceFile>(),
    /** Empty on a digital invoice. */
    code: p.string().length(12),
    number: p.string().length(20),
    /** Code and number together: no two invoices of the installation have the same. */
    fullNumber: p.string().length(32).unique(),
    /** 2026-11-24, as it stands on the invoice. */
    issuedOn: p.string().length(10),
    mediaType: p.string().length(20),
    /** Base64. */
    content: longTextColumn(),
    createdAt: timeColumn(),
  },
});
export type InvoiceDocument = InferEntity<typeof InvoiceDocument>;
