import { demoStory } from '../../config/demo-story.ts';
import { presetPrices } from '../../config/prices.ts';
import { Invoice, InvoiceDocument, InvoiceTitle } from '../features/orders/invoice.entity.ts';
import { yuan } from '../features/orders/index.ts';
import { BankSlip, OrderNote, QuotaOrder } from '../features/orders/order.entity.ts';
import type { EntityManager } from '../kernel/data/orm.ts';
import { idOf, newId } from '../kernel/ids.ts';
import { localDay } from '../kernel/zoned-day.ts';
import { demoOperator } from './operator.ts';
import { samplePdf } from './sample-invoice.ts';

const Day = 24 * 3_600_000;

/**
 * The brand's first order, paid by a bank transfer, with its invoice and the file of it.
 * @returns what its lots are paid by: the ledger's source of each kind
 */
export async function seedFirstOrder(
  tx: EntityManager,
  enterpriseId: string,
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const { number, buyer, title, contractNumber } = demoStory.firstOrder;
  const lots = demoStory.quota.filter(({ order }) => order === number);
  const [first] = lots;
  const paidAt = new Date(now.getTime() - (first?.boughtDaysAgo ?? 0) * Day);
  const endsAt = new Date(now.getTime() + (first?.endsInDays ?? 0) * Day);
  const at = (days: number) => new Date(paidAt.getTime() + days * Day);
  const lines = lots.map(({ kind, amount }) => ({
    ...{ id: newId(), kind, places: amount, years: 1, renew: false, unitFen: presetPrices[kind] ?? 0 },
    ...{ startsAt: paidAt.toISOString(), endsAt: endsAt.toISOString() },
  }));
  const totalFen = lines.reduce((sum, line) => sum + line.unitFen * line.places, 0);
  const orderId = idOf(at(-2));
  await tx.insert(QuotaOrder, {
    ...{ id: orderId, enterpriseId, number, state: 'paid', connectionId: null, priceVersion: 0 },
    ...{ lines, totalFen, refundedFen: 0, method: 'bank', createdBy: 'system' },
    ...{ createdAt: at(-2), expiresAt: at(12), paidAt },
  });
  await tx.insert(BankSlip, {
    ...{ id: newId(), enterpriseId, orderId, mediaType: 'application/pdf', state: 'confirmed', reason: '' },
    content: samplePdf(['银行回单（示例）', number]).toString('base64'),
    ...{ createdAt: at(-1), decidedAt: paidAt },
  });
  const titleId = newId();
  const made = { createdAt: at(1), updatedAt: at(1) };
  await tx.insert(InvoiceTitle, { id: titleId, enterpriseId, ...title, ...made, version: 1 });
  const invoiceId = idOf(at(1));
  await tx.insert(Invoice, {
    ...{ id: invoiceId, enterpriseId, orderId, orderNumber: number, kind: 'special', state: 'issued' },
    ...{ openKey: orderId, title, contractNumber, amountFen: totalFen, reason: '' },
    ...{ requestedBy: buyer, createdAt: at(1), updatedAt: at(3) },
  });
  const issuedOn = localDay(at(3), 'Asia/Shanghai');
  const invoiceNumber = `${issuedOn.slice(2, 4)}${demoStory.firstOrder.invoiceNumber}`;
  const amount = yuan(totalFen);
  await tx.insert(InvoiceDocument, {
    ...{ id: newId(), enterpriseId, invoiceId, kind: 'own', code: '', number: invoiceNumber },
    ...{ fullNumber: invoiceNumber, issuedOn, mediaType: 'application/pdf', createdAt: at(3) },
    content: samplePdf([
      '电子发票（示例，不作凭证）',
      `发票号码 ${invoiceNumber}`,
      `开票日期 ${issuedOn}`,
      `购买方 ${title.name}`,
      `统一社会信用代码 ${title.taxId}`,
      `合同编号 ${contractNumber}`,
      `价税合计 ¥${amount}`,
    ]).toString('base64'),
  });
  const told: readonly (readonly [key: string, at: Date, actor: string, values?: Record<string, string>])[] =
    [
      ['created', at(-2), buyer],
      ['slip_sent', at(-1), buyer],
      ['paid_bank', paidAt, demoOperator.name],
      ['invoice_requested', at(1), buyer, { amount, titleName: title.name }],
      ['invoice_issued', at(3), demoOperator.name, { amount, number: invoiceNumber }],
    ];
  for (const [key, when, actorName, values = {}] of told) {
    const note = { id: idOf(when), enterpriseId, orderId, key, values, alarm: false, actorName, at: when };
    await tx.insert(OrderNote, note);
  }
  return new Map(lines.map(({ id, kind }) => [`${number}:${kind}`, `order:${id}`]));
}
