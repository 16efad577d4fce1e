/*
 * What WeChat Pay v3 speaks, as far as quota orders need it. Money is integer fen. Source of the
 * fields: WeChat Pay's API v3 pages of Native, JSAPI, query, close, refund and bill.
 */

/** One key that may have signed what the platform sends: a platform certificate, or the public key. */
export interface PlatformKey {
  /** Certificate serial (hex), or `PUB_KEY_ID_…`; what `Wechatpay-Serial` names. */
  readonly serial: string;
  /** The certificate or the public key, PEM. */
  readonly pem: string;
}

/** The merchant that every order of this installation pays. */
export interface Merchant {
  readonly mchId: string;
  /** The app that the payer pays in: the official account's, or the mini-program's. */
  readonly appId: string;
  /** Serial of the merchant's own certificate. */
  readonly serialNo: string;
  readonly privateKeyPem: string;
  /** 32 bytes. */
  readonly apiV3Key: string;
  /** Both key modes at once; none other is believed, and none is fetched. */
  readonly platformKeys: readonly PlatformKey[];
  /** https://api.mch.weixin.qq.com, or the sandbox's prefix. */
  readonly baseUrl: string;
}

export type TradeState = 'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR';

/** A payment as a notification or a query tells it. */
export interface PayTransaction {
  readonly mchId: string;
  readonly appId: string;
  readonly outTradeNo: string;
  /** Null until somebody pays. */
  readonly transactionId: string | null;
  readonly tradeState: TradeState;
  readonly tradeType: string | null;
  readonly totalFen: number | null;
  readonly currency: string | null;
  readonly payerOpenid: string | null;
  readonly successTime: Date | null;
}

export type RefundStatus = 'SUCCESS' | 'CLOSED' | 'PROCESSING' | 'ABNORMAL';

export interface PayRefund {
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly status: RefundStatus;
  readonly refundFen: number;
  readonly totalFen: number;
  readonly successTime: Date | null;
}

export interface NewPayment {
  readonly description: string;
  /** 6 to 32 of [0-9A-Za-z_-|*], unique with the merchant. */
  readonly outTradeNo: string;
  /** Https, no query. */
  readonly notifyUrl: string;
  readonly totalFen: number;
  readonly expiresAt: Date;
}

/** What wx.requestPayment takes. */
export interface RequestPayment {
  readonly appId: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
}

/** A line of the trade bill of a day. */
export interface BillLine {
  readonly outTradeNo: string;
  readonly transactionId: string;
  /** Empty for a payment. */
  readonly outRefundNo: string;
  readonly tradeState: 'SUCCESS' | 'REFUND' | 'REVOKED';
  /** SUCCESS, PROCESSING, FAIL, CHANGE; empty for a payment. */
  readonly refundState: string;
  readonly totalFen: number;
  readonly refundFen: number;
}

/**
 * The trade bill of a day. `none`: the platform has no bill of it, which is what it says of a day
 * without trade; `creating`: it is being made.
 */
export type TradeBill =
  | { readonly state: 'there'; readonly lines: readonly BillLine[] }
  | { readonly state: 'none' }
  | { readonly state: 'creating' };

/** The merchant's side of the API. Failures are PlatformError, like those of every other channel. */
export interface PayClient {
  /** Answers the content of the QR code, `weixin://wxpay/…`, good for two hours. */
  native(payment: NewPayment): Promise<{ codeUrl: string }>;
  jsapi(payment: NewPayment & { openid: string }): Promise<RequestPayment>;
  /** Null: the platform knows no such order. */
  query(outTradeNo: string): Promise<PayTransaction | null>;
  /** Closing twice is no error. @throws PlatformError ORDERPAID when it was paid meanwhile */
  close(outTradeNo: string): Promise<void>;
  /** The same `outRefundNo` again is the same refund. */
  refund(refund: {
    outTradeNo: string;
    outRefundNo: string;
    refundFen: number;
    totalFen: number;
    reason: string;
    notifyUrl: string;
  }): Promise<PayRefund>;
  queryRefund(outRefundNo: string): Promise<PayRefund | null>;
  /** All payments and refunds of a day (Beijing time, YYYY-MM-DD), at most 10 MB of them. */
  tradeBill(day: string): Promise<TradeBill>;
}

/** A notification that was verified over its raw bytes and decrypted with its tag checked. */
export type PayNotification =
  | { readonly id: string; readonly kind: 'paid'; readonly transaction: PayTransaction }
  | { readonly id: string; readonly kind: 'refund'; readonly refund: PayRefund }
  | { readonly id: string; readonly kind: 'other'; readonly eventType: string };

export type ReadNotification =
  | { readonly ok: true; readonly notification: PayNotification }
  /** Refused without a detail to the sender; `reason` is for our log and metric. */
  | {
      readonly ok: false;
      readonly reason:
        'headers' | 'timestamp' | 'unknown_serial' | 'signature' | 'body' | 'decrypt' | 'merchant';
    };
