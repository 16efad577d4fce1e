import { defineCode, type PlatformCodes } from '../shared/platform-error.ts';

const credentials = [
  '请在微信支付商户平台「账户中心 → API 安全」核对商户号、证书序列号、私钥与 APIv3 密钥。',
  'Check the merchant number, certificate serial, private key and APIv3 key in the merchant platform (Account → API security).',
] as const;
const report = [
  '请把这条错误告诉技术支持，程序发出的内容有误。',
  'Give this error to your support: what the program sent is wrong.',
] as const;
const later = ['系统稍后会自动重试，无需处理。', 'It is tried again by itself; nothing to do.'] as const;
const authorize = [
  '请在商户平台「产品中心」开通该支付产品，并确认商户号没有被限制。',
  'Open the payment product in the merchant platform, and see that the merchant is not restricted.',
] as const;
const reorder = ['请重新下单。', 'Order again.'] as const;

/**
 * Codes that native, JSAPI, query, close, refund and bill can meet. Sources: the error tables at the
 * end of those pages of WeChat Pay's API v3 and its manual of troubles (platform.md D); spellings of
 * before are brought to these by {@link readPayCode}.
 */
export const payCodes: PlatformCodes = new Map([
  defineCode(
    'ORDERPAID',
    'never',
    ['订单已经支付。', 'The order is paid.'],
    ['无需再次支付；如需取消请申请退款。', 'No other payment is needed; to undo it, ask for a refund.'],
  ),
  defineCode('ORDER_CLOSED', 'never', ['订单已经关闭。', 'The order is closed.'], reorder),
  defineCode(
    'OUT_TRADE_NO_USED',
    'never',
    ['商户订单号已被另一笔订单使用。', 'The order number is used by another order.'],
    reorder,
  ),
  defineCode(
    'ORDER_NOT_EXIST',
    'never',
    ['微信支付没有这笔订单。', 'WeChat Pay knows no such order.'],
    ['请核对订单号与商户号。', 'Check the order number and the merchant number.'],
  ),
  defineCode(
    'RESOURCE_NOT_EXISTS',
    'never',
    ['微信支付没有这笔订单或退款。', 'WeChat Pay knows no such order or refund.'],
    ['请核对单号与商户号。', 'Check the number and the merchant number.'],
  ),
  defineCode(
    'NO_STATEMENT_EXIST',
    'never',
    ['这一天没有账单。', 'There is no bill of this day.'],
    ['没有交易的日子没有账单，无需处理。', 'A day without payments has no bill; nothing to do.'],
  ),
  defineCode(
    'STATEMENT_CREATING',
    'later',
    ['账单还在生成。', 'The bill is being made.'],
    [
      '账单在次日 10 点后生成，系统稍后会再取。',
      'Bills are ready after 10 the next day; it is fetched again later.',
    ],
  ),
  defineCode(
    'FREQUENCY_LIMITED',
    'later',
    ['请求太频繁。', 'Too many requests.'],
    ['请稍后再试。', 'Try again later.'],
    'minute',
  ),
  defineCode(
    'RULE_LIMIT',
    'never',
    ['这笔交易被微信支付的规则限制。', 'The rules of WeChat Pay do not allow this.'],
    ['请在商户平台查看限额与风险提示。', 'See the limits and the warnings in the merchant platform.'],
  ),
  defineCode('SYSTEM_ERROR', 'later', ['微信支付系统繁忙。', 'WeChat Pay is busy.'], later),
  defineCode('BANK_ERROR', 'later', ['银行系统异常。', 'The bank is not available.'], later),
  defineCode(
    'SIGN_ERROR',
    'never',
    ['签名没有通过。', 'The signature was not accepted.'],
    [
      '请核对商户号、证书序列号与私钥是否配套，以及服务器时间是否准确。',
      'Check that merchant number, certificate serial and private key belong together, and that the server’s clock is right.',
    ],
  ),
  defineCode(
    'NOT_ENOUGH',
    'later',
    ['商户账户余额不足，无法退款。', 'The merchant’s balance is too low for the refund.'],
    [
      '请在商户平台充值后再退款，退款单号不变。',
      'Top up in the merchant platform, then refund again under the same refund number.',
    ],
  ),
  defineCode(
    'NO_AUTH',
    'never',
    ['商户没有这项权限。', 'The merchant has no permission for this.'],
    authorize,
  ),
  defineCode(
    'MCH_NOT_EXISTS',
    'never',
    ['商户号不存在。', 'The merchant number does not exist.'],
    credentials,
  ),
  defineCode(
    'APPID_MCHID_NOT_MATCH',
    'never',
    ['AppID 没有和商户号绑定。', 'The app is not bound to the merchant.'],
    [
      '请在商户平台「产品中心 → AppID 账号管理」绑定该 AppID。',
      'Bind the app in the merchant platform (Products → AppID management).',
    ],
  ),
  defineCode(
    'OPENID_MISMATCH',
    'never',
    ['付款人不属于这个 AppID。', 'The payer does not belong to this app.'],
    ['请退出后重新进入再支付。', 'Leave, enter again, then pay.'],
  ),
  defineCode('PARAM_ERROR', 'never', ['参数不正确。', 'A parameter is wrong.'], report),
  defineCode('INVALID_REQUEST', 'never', ['请求不符合规则。', 'The request breaks a rule.'], report),
  defineCode(
    'TRADE_ERROR',
    'never',
    ['交易失败。', 'The payment failed.'],
    ['请换一种支付方式或稍后重新下单。', 'Pay in another way, or order again later.'],
  ),
  defineCode(
    'USER_ACCOUNT_ABNORMAL',
    'never',
    ['付款人的账户异常，无法原路退款。', 'The payer’s account is not able to take the refund.'],
    [
      '请在商户平台处理异常退款，或用其他方式退还。',
      'Handle it in the merchant platform, or pay back in another way.',
    ],
  ),
  defineCode(
    'USERPAYING',
    'later',
    ['用户正在支付。', 'The payer is paying.'],
    ['请稍后查询结果。', 'Look for the result later.'],
  ),
  defineCode(
    'ACCOUNT_ERROR',
    'never',
    ['账户异常。', 'The account is not in order.'],
    ['请在商户平台查看账户状态。', 'See the state of the account in the merchant platform.'],
  ),
]);

/** The same word as older pages spell it, and as some endpoints still do (platform.md D). */
const otherSpellings: Readonly<Record<string, string>> = {
  ORDER_PAID: 'ORDERPAID',
  ORDERCLOSED: 'ORDER_CLOSED',
  ORDERNOTEXIST: 'ORDER_NOT_EXIST',
  RESOURCE_NOT_EXIST: 'RESOURCE_NOT_EXISTS',
  REFUNDNOTEXIST: 'RESOURCE_NOT_EXISTS',
  SYSTEMERROR: 'SYSTEM_ERROR',
  BANKERROR: 'BANK_ERROR',
  RULELIMIT: 'RULE_LIMIT',
  NOAUTH: 'NO_AUTH',
  NOTENOUGH: 'NOT_ENOUGH',
  SIGNERROR: 'SIGN_ERROR',
  TRADE_STATE_ERROR: 'TRADE_ERROR',
  FREQUENCY_LIMIT: 'FREQUENCY_LIMITED',
  FREQUENCY_LIMIT_EXCEED: 'FREQUENCY_LIMITED',
  RATELIMIT_EXCEEDED: 'FREQUENCY_LIMITED',
  MCHID_NOT_EXIST: 'MCH_NOT_EXISTS',
  APPID_NOT_EXIST: 'APPID_MCHID_NOT_MATCH',
};

/** What an inner code, the digits at the end of Request-ID, says more exactly than the word does. */
const innerCodes: Readonly<Record<string, string>> = {
  '268449538': 'ORDERPAID',
  '268498689': 'ORDERPAID',
  '268447914': 'ORDER_CLOSED',
  '268498688': 'OUT_TRADE_NO_USED',
  '268512771': 'ORDER_NOT_EXIST',
  '268447840': 'FREQUENCY_LIMITED',
  '268445527': 'APPID_MCHID_NOT_MATCH',
};

/** Words so general that the inner code, where there is one, is the better answer. */
const general = new Set(['INVALID_REQUEST', 'PARAM_ERROR']);

/** One spelling for each code. @param requestId `08…-268498689`; its end is the inner code */
export function readPayCode(code: string, requestId: string | null): string {
  const word = Object.hasOwn(otherSpellings, code) ? (otherSpellings[code] ?? code) : code;
  const inner = /-(\d{6,12})$/.exec(requestId ?? '')?.[1];
  if (inner === undefined || !general.has(word)) return word;
  return Object.hasOwn(innerCodes, inner) ? (innerCodes[inner] ?? word) : word;
}
