import type {
  NewPayment,
  PayClient,
  PayRefund,
  PayTransaction,
  TradeBill,
} from '../../../bot/channels/wechat-pay/types.ts';
import { payCodes } from '../../../bot/channels/wechat-pay/errors.ts';
import { PlatformError } from '../../../bot/channels/shared/platform-error.ts';
import type { Clock } from '../../kernel/clock.ts';

interface Sale {
  readonly outTradeNo: string;
  readonly totalFen: number;
  readonly expiresAt: Date;
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED';
  transactionId: string | null;
}

const refusal = (method: string, code: string) =>
  new PlatformError({ channel: 'wechat-pay', method, code, errmsg: code, codes: payCodes });

/** The payment platform of a test: what it holds to be paid and given back is the truth. */
export function createPayModel(deps: { clock: Clock; mchId: string; appId: string }) {
  const sales = new Map<string, Sale>();
  const refunds = new Map<string, PayRefund>();
  let serial = 0;
  let refusing = false;
  let bill: TradeBill = { state: 'none' };

  const news = (sale: Sale): PayTransaction => ({
    ...{ mchId: deps.mchId, appId: deps.appId, outTradeNo: sale.outTradeNo, tradeType: 'NATIVE' },
    ...{ transactionId: sale.transactionId, tradeState: sale.state, totalFen: sale.totalFen },
    ...{ currency: 'CNY', payerOpenid: null, successTime: null },
  });
  const need = (outTradeNo: string): Sale => {
    const sale = sales.get(outTradeNo);
    if (sale === undefined) throw new Error(`the platform knows no ${outTradeNo}`);
    return sale;
  };
  const place = ({ outTradeNo, totalFen, expiresAt }: NewPayment) => {
    if (!sales.has(outTradeNo))
      sales.set(outTradeNo, { outTradeNo, totalFen, expiresAt, state: 'NOTPAY', transactionId: null });
    return { codeUrl: `weixin://wxpay/${outTradeNo}` };
  };
  const given = (outTradeNo: string, all = false) =>
    [...refunds.values()]
      .filter(
        (one) =>
          one.outTradeNo === outTradeNo && (one.status === 'SUCCESS' || (all && one.status !== 'CLOSED')),
      )
      .reduce((sum, { refundFen }) => sum + refundFen, 0);

  const client: PayClient = {
    native: (payment) => Promise.resolve(place(payment)),
    jsapi: () => Promise.reject(new Error('not of this test')),
    query: (outTradeNo) => {
      const sale = sales.get(outTradeNo);
      return Promise.resolve(sale === undefined ? null : news(sale));
    },
    close(outTradeNo) {
      const sale = need(outTradeNo);
      if (sale.state === 'SUCCESS') return Promise.reject(refusal('close', 'ORDERPAID'));
      sale.state = 'CLOSED';
      return Promise.resolve();
    },
    refund(wish) {
      const known = refunds.get(wish.outRefundNo);
      if (known !== undefined) return Promise.resolve(known);
      if (refusing) return Promise.reject(refusal('refund', 'NO_AUTH'));
      const sale = need(wish.outTradeNo);
      if (sale.state !== 'SUCCESS' || given(sale.outTradeNo, true) + wish.refundFen > sale.totalFen)
        return Promise.reject(new Error('more is asked back than was paid'));
      const made: PayRefund = {
        ...{ outRefundNo: wish.outRefundNo, refundId: `5${refunds.size}`, outTradeNo: wish.outTradeNo },
        ...{ transactionId: sale.transactionId ?? '', status: 'PROCESSING', refundFen: wish.refundFen },
        ...{ totalFen: sale.totalFen, successTime: null },
      };
      refunds.set(wish.outRefundNo, made);
      return Promise.resolve(made);
    },
    queryRefund: (outRefundNo) => Promise.resolve(refunds.get(outRefundNo) ?? null),
    tradeBill: () => Promise.resolve(bill),
  };

  return {
    client,
    /** Somebody pays; after the close or the expiry only where the money was faster. */
    pay(outTradeNo: string, evenIfClosed: boolean): void {
      const sale = need(outTradeNo);
      const shut = sale.state === 'CLOSED' || sale.expiresAt <= deps.clock.now();
      if (sale.state === 'SUCCESS' || (shut && !evenIfClosed)) return;
      sale.state = 'SUCCESS';
      serial += 1;
      sale.transactionId = `42${serial}`;
    },
    paid: (): PayTransaction[] => [...sales.values()].filter(({ state }) => state === 'SUCCESS').map(news),
    known: (outTradeNo: string) => sales.has(outTradeNo),
    refunds: (): PayRefund[] => [...refunds.values()],
    end(outRefundNo: string, status: PayRefund['status']): void {
      const refund = refunds.get(outRefundNo);
      if (refund !== undefined && ['PROCESSING', 'ABNORMAL'].includes(refund.status))
        refunds.set(outRefundNo, { ...refund, status });
    },
    /** What the next bills say; it is not made from the sales, so that it can lie. */
    setBill(next: TradeBill): void {
      bill = next;
    },
    refuseRefunds(value: boolean): void {
      refusing = value;
    },
    /** Fen that the platform holds of a number. */
    kept(outTradeNo: string): number {
      const sale = sales.get(outTradeNo);
      return sale?.state === 'SUCCESS' ? sale.totalFen - given(outTradeNo) : 0;
    },
  };
}
export type PayModel = ReturnType<typeof createPayModel>;
