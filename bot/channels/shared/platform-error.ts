/*
 * Who is at fault when a platform's call fails: the platform answered no (PlatformError), or it was
 * not reached or not understood (PlatformUnreachableError). «200 with errcode» becomes the former in
 * platform-call.ts and nowhere else.
 */

export type PlatformChannel =
  'official-account' | 'mini-program' | 'wecom' | 'wechat-pay' | 'sms' | 'business-registry';

/** never: the same call will fail again. after-refresh: a new token was fetched and tried once already. */
export type PlatformRetry = 'never' | 'later' | 'after-refresh' | 'next-day';

export interface BilingualText {
  readonly 'zh-CN': string;
  readonly en: string;
}

/** One line of a channel's table of codes. Texts may name {ip}, {field}: what the errmsg tells. */
export interface PlatformCode {
  readonly retry: PlatformRetry;
  /** What happened. */
  readonly meaning: BilingualText;
  /** What to do about it, and who. */
  readonly remedy: BilingualText;
  /** Calls of the same group are held back until then, without asking the platform. */
  readonly pause?: 'minute' | 'day';
}

export type PlatformCodes = ReadonlyMap<string, PlatformCode>;

/** Shortens the tables: `code(45009, 'next-day', …, { pause: 'day' })`. */
export function defineCode(
  code: number | string,
  retry: PlatformRetry,
  meaning: readonly [zh: string, en: string],
  remedy: readonly [zh: string, en: string],
  pause?: PlatformCode['pause'],
): readonly [string, PlatformCode] {
  return [
    String(code),
    {
      retry,
      meaning: { 'zh-CN': meaning[0], en: meaning[1] },
      remedy: { 'zh-CN': remedy[0], en: remedy[1] },
      ...(pause === undefined ? {} : { pause }),
    },
  ];
}

const unknownCode = (code: string): PlatformCode => ({
  retry: 'never',
  meaning: {
    'zh-CN': `平台返回了错误码 ${code}。`,
    en: `The platform answered with the code ${code}.`,
  },
  remedy: {
    'zh-CN': `请在平台的文档中查询错误码 ${code}，或把它告诉技术支持。`,
    en: `Look up the code ${code} in the platform’s documentation, or give it to your support.`,
  },
});

/** What a code means and what to do; a code that the table does not know is named in a general text. */
export function describeCode(
  codes: PlatformCodes,
  code: number | string,
  values: Readonly<Record<string, string>> = {},
): PlatformCode {
  const found = codes.get(String(code)) ?? unknownCode(String(code));
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '?');
  const fillBoth = (text: BilingualText) => ({ 'zh-CN': fill(text['zh-CN']), en: fill(text.en) });
  return { ...found, meaning: fillBoth(found.meaning), remedy: fillBoth(found.remedy) };
}

/**
 * What an errmsg tells beside its words: the request id for the platform's support, the address that
 * it saw us come from (40164, 60020), the field that was refused (47003).
 */
export function readErrmsg(errmsg: string): {
  text: string;
  requestId: string | null;
  values: Record<string, string>;
} {
  const rid = /\s*\brid:\s*([0-9a-f]+-[0-9a-f]+-[0-9a-f]+)/i.exec(errmsg);
  const hint = /\bhint:\s*\[(\d+)\]/i.exec(errmsg);
  const ip = /\bfrom ip:\s*([0-9a-f.:]+)/i.exec(errmsg) ?? /\binvalid ip\s+([0-9a-f.:]+)/i.exec(errmsg);
  const field = /\bdata\.([A-Za-z_]+\d*)(?:\.value)?/.exec(errmsg);
  const address = ip?.[1]?.replace(/[.:,]+$/, '');
  return {
    text: errmsg.replace(rid?.[0] ?? '\u0000', '').trim(),
    requestId: rid?.[1] ?? hint?.[1] ?? null,
    values: {
      ...(address === undefined ? {} : { ip: address }),
      ...(field?.[1] === undefined ? {} : { field: field[1] }),
    },
  };
}

/** Runs of letters and digits that are tokens or codes rather than words: a platform may repeat what it was sent. */
const opaque = /(?=[\w+/=-]*\d)[\w+/=-]{24,}/g;

/**
 * The platform answered no. Its message holds neither tokens nor secrets nor the body that was sent,
 * so it may be logged.
 */
export class PlatformError extends Error {
  readonly channel: PlatformChannel;
  /** Ours: the client's method, `sendTemplate`. */
  readonly method: string;
  /** errcode of WeChat and WeCom; WeChat Pay and SMS providers have words for codes. */
  readonly code: number | string;
  readonly errmsg: string;
  /** For the platform's support: rid of WeChat, hint of WeCom, Request-ID of WeChat Pay. */
  readonly requestId: string | null;
  readonly retry: PlatformRetry;
  readonly meaning: BilingualText;
  readonly remedy: BilingualText;
  readonly pause: PlatformCode['pause'];
  /** `ip`, `field`: what the errmsg names. */
  readonly values: Readonly<Record<string, string>>;

  constructor(input: {
    channel: PlatformChannel;
    method: string;
    code: number | string;
    errmsg: string;
    codes: PlatformCodes;
    requestId?: string;
  }) {
    const { text, requestId, values } = readErrmsg(input.errmsg);
    const clean = text.replace(opaque, '***').slice(0, 300);
    super(`${input.channel} ${input.method}: the platform refused with ${input.code} ${clean}`);
    this.name = 'PlatformError';
    this.channel = input.channel;
    this.method = input.method;
    this.code = input.code;
    this.errmsg = clean;
    this.requestId = input.requestId ?? requestId;
    this.values = values;
    const known = describeCode(input.codes, input.code, values);
    this.retry = known.retry;
    this.meaning = known.meaning;
    this.remedy = known.remedy;
    this.pause = known.pause;
  }
}

/** Why there was no answer that could be used. */
export type UnreachableReason =
  'network' | 'timeout' | 'status' | 'not-json' | 'unexpected' | 'too-large' | 'limited' | 'token-wait';

/**
 * The platform was not reached, or what came back was not its answer. Trying later may help.
 * `sent` tells a sender who must not send twice: 'no' where the request certainly did not leave.
 */
export class PlatformUnreachableError extends Error {
  readonly channel: PlatformChannel;
  readonly method: string;
  readonly reason: UnreachableReason;
  readonly sent: 'no' | 'maybe';
  /** Where it helps to wait, milliseconds. */
  readonly retryAfterMs: number | undefined;

  /** @param detail our own words or an error code of the network: never an address with a query */
  constructor(input: {
    channel: PlatformChannel;
    method: string;
    reason: UnreachableReason;
    detail: string;
    sent: 'no' | 'maybe';
    retryAfterMs?: number;
  }) {
    super(
      `${input.channel} ${input.method}: the platform was not reached (${input.reason}: ${input.detail})`,
    );
    this.name = 'PlatformUnreachableError';
    this.channel = input.channel;
    this.method = input.method;
    this.reason = input.reason;
    this.sent = input.sent;
    this.retryAfterMs = input.retryAfterMs;
  }
}
