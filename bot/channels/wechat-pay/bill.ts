import type { BillLine } from './types.ts';

/** Why a bill cannot be read: its layout is not as documented. Holds no line of it. */
export class BillError extends Error {}

const columns = {
  outTradeNo: '商户订单号',
  transactionId: '微信订单号',
  outRefundNo: '商户退款单号',
  tradeState: '交易状态',
  refundState: '退款状态',
  orderFen: '订单金额',
  refundFen: '申请退款金额',
} as const;
/** Of the last line: what the lines above come to. */
const sums = { count: '总交易单数', orderFen: '订单总金额', refundFen: '申请退款总金额' } as const;
const states = ['SUCCESS', 'REFUND', 'REVOKED'] as const;

/** `12.30` → 1230, without a fraction on the way. @throws BillError */
export function readYuan(text: string): number {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (match?.[1] === undefined) throw new BillError('an amount is not one');
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/**
 * Each value begins with a backtick, and commas inside of values are not escaped: what parts them is
 * comma and backtick together.
 */
function splitLine(line: string): string[] {
  return line.slice(1).split(',`');
}

/**
 * Reads a trade bill of all payments and refunds (CSV, amounts in yuan; platform.md D), and holds its
 * lines against its own sums.
 * @throws BillError
 */
export function parseTradeBill(text: string): BillLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const head = (lines[0] ?? '').split(',');
  const place = (name: string) => {
    const at = head.indexOf(name);
    if (at === -1) throw new BillError(`no column ${name}`);
    return at;
  };
  const places = {
    refundState: place(columns.refundState),
    outTradeNo: place(columns.outTradeNo),
    transactionId: place(columns.transactionId),
    outRefundNo: place(columns.outRefundNo),
    tradeState: place(columns.tradeState),
    orderFen: place(columns.orderFen),
    refundFen: place(columns.refundFen),
  };
  const end = lines.findIndex((line, at) => at > 0 && !line.startsWith('`'));
  // The sums follow under a head of their own; without them the file was cut.
  if (end === -1 || !(lines[end] ?? '').startsWith('总交易单数')) throw new BillError('the bill has no end');
  const bill = lines.slice(1, end).map((line): BillLine => {
    const values = splitLine(line);
    if (values.length !== head.length) throw new BillError('a line has another number of values');
    const value = (at: number) => values[at] ?? '';
    const tradeState = states.find((state) => state === value(places.tradeState));
    if (tradeState === undefined) throw new BillError('an unknown state');
    const outRefundNo = value(places.outRefundNo);
    return {
      outTradeNo: value(places.outTradeNo),
      transactionId: value(places.transactionId),
      // Payments have a 0 there.
      outRefundNo: tradeState === 'SUCCESS' || outRefundNo === '0' ? '' : outRefundNo,
      tradeState,
      refundState: tradeState === 'REFUND' ? value(places.refundState) : '',
      totalFen: readYuan(value(places.orderFen)),
      refundFen: readYuan(value(places.refundFen)),
    };
  });
  const sumHead = (lines[end] ?? '').split(',');
  const sumValues = splitLine(lines[end + 1] ?? '');
  const told = (name: string) => sumValues[sumHead.indexOf(name)] ?? '';
  if (told(sums.count) !== String(bill.length))
    throw new BillError('the bill counts other lines than it has');
  if (readYuan(told(sums.orderFen)) !== sumOf(bill, ({ totalFen }) => totalFen))
    throw new BillError('the payments do not come to the bill’s own sum');
  if (readYuan(told(sums.refundFen)) !== sumOf(bill, ({ refundFen }) => refundFen))
    throw new BillError('the refunds do not come to the bill’s own sum');
  return bill;
}

function sumOf(bill: readonly BillLine[], read: (line: BillLine) => number): number {
  return bill.reduce((sum, line) => sum + read(line), 0);
}
