import type { BillLine } from '../../../bot/channels/wechat-pay/types.ts';
import type { BillDifferenceKind } from '../../contract/bills.ts';

/** A payment of ours as far as a bill knows it. */
export interface OurPayment {
  readonly outTradeNo: string;
  readonly orderNumber: string;
  readonly amountFen: number;
  readonly paid: boolean;
  readonly transactionId: string | null;
  /** The bill that it was found in before; null: in none. */
  readonly billDay: string | null;
  /** By the platform's time of payment. */
  readonly ofThisDay: boolean;
}

export interface OurRefund {
  readonly outRefundNo: string;
  readonly orderNumber: string;
  readonly amountFen: number;
  /** The money did not go, by all that we know: the places came back. */
  readonly failed: boolean;
  /** Given back by the platform, on this day as we heard of it. */
  readonly endedThisDay: boolean;
  readonly billDay: string | null;
}

export interface FoundDifference {
  readonly kind: BillDifferenceKind;
  readonly number: string;
  readonly transactionId: string | null;
  readonly orderNumber: string | null;
  readonly ourFen: number | null;
  readonly theirFen: number | null;
}

export interface Comparison {
  readonly differences: readonly FoundDifference[];
  /** Numbers that this bill accounts for. */
  readonly payments: readonly string[];
  readonly refunds: readonly string[];
  readonly paidFen: number;
  readonly refundFen: number;
}

/**
 * Whether a line of a refund tells of money that went. PROCESSING is to be taken as done (WeChat Pay,
 * reconciliation questions); FAIL: it did not go; CHANGE: it left the merchant and did not arrive.
 */
export const refundWent = (line: BillLine): boolean =>
  line.tradeState === 'REFUND' && line.refundState !== 'FAIL';

/**
 * Holds the bill of a day against what we have: every line, and every one of ours that should be in
 * it. On which day's bill a refund stands that is asked for before midnight and done after it is not
 * documented (U): one that was found in another day's bill is missed in none.
 */
export function compareBill(input: {
  readonly day: string;
  readonly lines: readonly BillLine[];
  readonly payments: readonly OurPayment[];
  readonly refunds: readonly OurRefund[];
}): Comparison {
  const { day, lines } = input;
  const payments = new Map(input.payments.map((one) => [one.outTradeNo, one]));
  const refunds = new Map(input.refunds.map((one) => [one.outRefundNo, one]));
  const differences = new Map<string, FoundDifference>();
  const add = (found: FoundDifference) => {
    differences.set(`${found.kind} ${found.number}`, found);
  };
  const seenPayments = new Set<string>();
  const seenRefunds = new Set<string>();
  let paidFen = 0;
  let refundFen = 0;

  for (const line of lines) {
    const { outTradeNo, outRefundNo } = line;
    const transactionId = line.transactionId === '' ? null : line.transactionId;
    if (line.tradeState === 'REFUND') {
      if (!refundWent(line)) continue;
      refundFen += line.refundFen;
      const ours = refunds.get(outRefundNo);
      const told = { number: outRefundNo, transactionId, theirFen: line.refundFen };
      const known = { ...told, orderNumber: ours?.orderNumber ?? null, ourFen: ours?.amountFen ?? null };
      const elsewhere = ours?.billDay != null && ours.billDay !== day;
      if (seenRefunds.has(outRefundNo) || elsewhere) add({ kind: 'refund_twice', ...known });
      seenRefunds.add(outRefundNo);
      if (ours === undefined || ours.failed) add({ kind: 'refund_only_there', ...known });
      else if (ours.amountFen !== line.refundFen) add({ kind: 'refund_amount', ...known });
      continue;
    }
    const ours = payments.get(outTradeNo);
    const told = { number: outTradeNo, transactionId, theirFen: line.totalFen };
    const known = { ...told, orderNumber: ours?.orderNumber ?? null, ourFen: ours?.amountFen ?? null };
    if (line.tradeState === 'REVOKED') {
      add({ kind: 'payment_revoked', ...known });
      continue;
    }
    paidFen += line.totalFen;
    const elsewhere = ours?.billDay != null && ours.billDay !== day;
    if (seenPayments.has(outTradeNo) || elsewhere) add({ kind: 'payment_twice', ...known });
    seenPayments.add(outTradeNo);
    if (ours !== undefined && ours.amountFen !== line.totalFen) add({ kind: 'payment_amount', ...known });
    else if (ours?.paid !== true) add({ kind: 'payment_only_there', ...known });
    else if (ours.transactionId !== transactionId) add({ kind: 'payment_transaction', ...known });
  }

  const missed = (billDay: string | null) => billDay === null || billDay === day;
  for (const one of payments.values()) {
    if (!one.paid || !one.ofThisDay || seenPayments.has(one.outTradeNo) || !missed(one.billDay)) continue;
    const { outTradeNo: number, transactionId, orderNumber, amountFen: ourFen } = one;
    add({ kind: 'payment_only_here', number, transactionId, orderNumber, ourFen, theirFen: null });
  }
  for (const one of refunds.values()) {
    if (!one.endedThisDay || seenRefunds.has(one.outRefundNo) || !missed(one.billDay)) continue;
    const { outRefundNo: number, orderNumber, amountFen: ourFen } = one;
    add({ kind: 'refund_only_here', number, transactionId: null, orderNumber, ourFen, theirFen: null });
  }
  return {
    differences: [...differences.values()],
    payments: [...seenPayments],
    refunds: [...seenRefunds],
    paidFen,
    refundFen,
  };
}
