import { z } from 'zod';

import { idSchema, pageOf, pageQuerySchema, timestampSchema } from './common.ts';

/*
 * Invoices (发票) over paid quota orders. The amount is the server's; a client names the order, the
 * title and the kind. What a number looks like is asked by the server and by the form alike.
 */

export const invoiceBounds = {
  titles: 20,
  /** Of a file: as a bank slip's, beneath the cap of a request's body. A digital invoice is a page or two. */
  fileBytes: 160 * 1024,
} as const;

/** 增值税普通发票 / 增值税专用发票. */
export const invoiceKindSchema = z.enum(['normal', 'special']);
export type InvoiceKind = z.infer<typeof invoiceKindSchema>;
export const invoiceStateSchema = z.enum([
  'requested',
  'issued',
  'refused',
  'withdrawn',
  'to_reverse',
  'reversed',
]);
export type InvoiceState = z.infer<typeof invoiceStateSchema>;

const codeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * Whether a text is a uniform social credit code: 18 characters without I, O, S, V and Z, six digits
 * of a division from the third on, and a check character: 31 − Σ cᵢ·3ⁱ mod 31 (GB 32100-2015, 5.2).
 */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false;
  let sum = 0;
  let weight = 1;
  for (const character of text.slice(0, 17)) {
    sum += codeAlphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return codeAlphabet[(31 - (sum % 31)) % 31] === text[17];
}

/**
 * Whether a text is a taxpayer number as an invoice's title has it: the 18 characters of the uniform
 * code, or an older number that was never exchanged: 15 (division and organisation code), 17 or 20
 * (an identity number of 15 or 18 and two more, of a sole trader). State Taxation Administration,
 * announcement 66 of 2015, for 18 and 20; 15 and 17 as tax registration had them before (U).
 */
export function isTaxId(text: string): boolean {
  if (text.length === 18) return isCreditCode(text);
  return /^\d{6}[0-9A-Z]{9}$|^\d{15}[0-9A-Z]{2}$|^\d{17}[\dX][0-9A-Z]{2}$/.test(text);
}

/**
 * Whether a code and a number are those of an invoice: a digital one has 20 digits and no code (year,
 * province, channel, serial); an older one a code of 10 or 12 digits and a number of 8. State
 * Taxation Administration, announcement 11 of 2024, article 3.
 */
export function isInvoiceNumber(code: string, number: string): boolean {
  return code === '' ? /^\d{20}$/.test(number) : /^(\d{10}|\d{12})$/.test(code) && /^\d{8}$/.test(number);
}

const squeezed = (text: string) => text.replaceAll(/\s/g, '');
const numberText = (max: number) => z.string().transform(squeezed).pipe(z.string().max(max));

/** POST /invoice-titles, PATCH /invoice-titles/:id: the whole title. The last four are needed for a 专票. */
export const invoiceTitleInputSchema = z.strictObject({
  name: z.string().trim().min(2).max(100),
  taxId: numberText(24).transform((text) => text.toUpperCase()),
  address: z.string().trim().max(120).default(''),
  telephone: z
    .string()
    .trim()
    .regex(/^[-+() \d]{0,30}$/)
    .default(''),
  bank: z.string().trim().max(80).default(''),
  bankAccount: numberText(40)
    .pipe(z.string().regex(/^[-\d]*$/))
    .default(''),
  /** Where the file is to go too; the product itself sends no mail. */
  email: z.union([z.literal(''), z.email().max(120)]).default(''),
});
export type InvoiceTitleInput = z.input<typeof invoiceTitleInputSchema>;
export type InvoiceTitleValues = z.output<typeof invoiceTitleInputSchema>;

/** Whether a 专票 can be made out to a title: it names address, telephone, bank and account as well. */
export const fitsSpecial = (
  title: Pick<InvoiceTitleValues, 'address' | 'telephone' | 'bank' | 'bankAccount'>,
) => [title.address, title.telephone, title.bank, title.bankAccount].every((text) => text !== '');

const titleFields = {
  name: z.string(),
  taxId: z.string(),
  address: z.string(),
  telephone: z.string(),
  bank: z.string(),
  bankAccount: z.string(),
  email: z.string(),
};
export const invoiceTitleSchema = z.strictObject({ id: idSchema, ...titleFields, version: z.number().int() });
export type InvoiceTitleRow = z.infer<typeof invoiceTitleSchema>;
/** GET /invoice-titles: the newest first. */
export const invoiceTitlesSchema = z.strictObject({ items: z.array(invoiceTitleSchema) });

/** POST /quota-orders/:id/invoices */
export const newInvoiceSchema = z.strictObject({
  kind: invoiceKindSchema,
  titleId: idSchema,
  /** Goes into the invoice's remarks; contracts are often signed after the order. */
  contractNumber: z.string().trim().max(40).default(''),
});
export type NewInvoice = z.input<typeof newInvoiceSchema>;

/** An invoice's or a red invoice's own number and file. `code` is empty on a digital one. */
export const invoiceDocumentSchema = z.strictObject({
  code: z.string(),
  number: z.string(),
  issuedOn: z.iso.date(),
  mediaType: z.string(),
});
/** As the buyer sees it, by itself and on its order. */
export const invoiceSchema = z.strictObject({
  id: idSchema,
  orderId: idSchema,
  orderNumber: z.string(),
  kind: invoiceKindSchema,
  state: invoiceStateSchema,
  titleName: z.string(),
  taxId: z.string(),
  contractNumber: z.string(),
  amountFen: z.number().int(),
  /** Of a refusal, or of what has to be reversed. */
  reason: z.string(),
  document: invoiceDocumentSchema.nullable(),
  red: invoiceDocumentSchema.nullable(),
  requestedBy: z.string(),
  createdAt: timestampSchema,
});
export type Invoice = z.infer<typeof invoiceSchema>;
export const invoiceQuerySchema = pageQuerySchema.extend({ state: invoiceStateSchema.optional() });
/** GET /invoices: of the enterprise, newest first. */
export const invoicePageSchema = pageOf(invoiceSchema);

/** GET /invoice-requests: of all enterprises, for the operator; with all that stands on the invoice. */
export const invoiceRequestSchema = invoiceSchema.extend({
  buyer: z.string(),
  title: z.strictObject(titleFields),
});
export type InvoiceRequest = z.infer<typeof invoiceRequestSchema>;
export const invoiceRequestPageSchema = pageOf(invoiceRequestSchema);

const documentInput = {
  code: numberText(12).default(''),
  number: numberText(20),
  issuedOn: z.iso.date(),
  /** The file as base64, PDF or OFD; its kind is read from its bytes. */
  content: z.base64().max(Math.ceil(invoiceBounds.fileBytes / 3) * 4),
};
/** POST /invoice-requests/:id/reverse: the red invoice. */
export const reverseInvoiceSchema = z.strictObject(documentInput);
export type ReverseInvoice = z.input<typeof reverseInvoiceSchema>;
/** POST /invoice-requests/:id/issue. `amountFen`: what it was made out over; another amount by now is refused. */
export const issueInvoiceSchema = z.strictObject({ ...documentInput, amountFen: z.number().int().min(1) });
export type IssueInvoice = z.input<typeof issueInvoiceSchema>;
/** POST /invoice-requests/:id/refuse and /take-back. */
export const refuseInvoiceSchema = z.strictObject({ reason: z.string().trim().min(1).max(120) });

/** Which file of an invoice: its own, or the red one's. */
export const invoiceFileSchema = z.enum(['own', 'red']);
export type InvoiceFile = z.infer<typeof invoiceFileSchema>;
