import { randomBytes } from 'node:crypto';

/** What the platform says no with: HTTP status, word, text, and the inner code at the end of Request-ID (platform.md D). */
export class PayRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly inner = '0',
    readonly detail?: { field: string; value: unknown; issue: string; location: string },
  ) {
    super(message);
  }
}

export function requestId(inner: string): string {
  return `08${randomBytes(8).toString('hex').toUpperCase()}-${inner}`;
}

export const refusals = {
  sign: (why: string) => new PayRefusal(401, 'SIGN_ERROR', why, '268443699'),
  parameter: (why: string, detail?: PayRefusal['detail']) =>
    new PayRefusal(400, 'PARAM_ERROR', why, '268435461', detail),
  invalid: (why: string, inner?: string) => new PayRefusal(400, 'INVALID_REQUEST', why, inner),
  noOrder: () => new PayRefusal(404, 'ORDER_NOT_EXIST', '订单不存在', '268512771'),
  noResource: (why: string) => new PayRefusal(404, 'RESOURCE_NOT_EXISTS', why),
  paid: () => new PayRefusal(400, 'ORDERPAID', '该订单已支付', '268498689'),
  closed: () => new PayRefusal(400, 'ORDER_CLOSED', '该订单已关闭', '268447914'),
  used: () => new PayRefusal(403, 'OUT_TRADE_NO_USED', '请求重入时，参数与首次请求时不一致', '268498688'),
  app: () => new PayRefusal(400, 'APPID_MCHID_NOT_MATCH', '商户号和appid没有绑定关系', '268445527'),
} as const;

export function isPayRefusal(error: unknown): error is PayRefusal {
  return error instanceof PayRefusal;
}
