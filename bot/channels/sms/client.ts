import { z } from 'zod';

import type { PlatformClock } from '../shared/platform-clock.ts';
import { PlatformError, PlatformUnreachableError } from '../shared/platform-error.ts';
import type { PlatformAnswer, PlatformHttp } from '../shared/platform-http.ts';
import { parsePlatformJson, redact } from '../shared/platform-json.ts';
import { createPlatformLimits, type SharedLimits } from '../shared/platform-limits.ts';
import { smsCodes } from './errors.ts';
import { signTencentRequest } from './sign.ts';

export interface SmsOptions {
  /** `https://sms.tencentcloudapi.com`, or what stands in its place. */
  readonly baseUrl: string;
  readonly secretId: string;
  readonly secretKey: string;
  /** SmsSdkAppId. */
  readonly appId: string;
  readonly signName: string;
  /** Where the service is: `ap-guangzhou` by default. */
  readonly region?: string;
  readonly http: PlatformHttp;
  readonly clock: PlatformClock;
  readonly sharedLimits?: SharedLimits | undefined;
}

export interface SmsClient {
  /**
   * At most once: an unknown outcome must not be sent again (design §9).
   * @param input.phone E.164, or 11 digits of the mainland
   * @param input.params the template's values, in its order
   * @param input.signName another approved signature than the installation's
   * @throws PlatformError with the provider's word as code. @throws PlatformUnreachableError
   */
  send(input: {
    phone: string;
    templateId: string;
    params: readonly string[];
    signName?: string;
  }): Promise<{ serialNo: string }>;
  /**
   * How far the provider's own review of a template is; null: it has none of this number.
   * @throws PlatformError @throws PlatformUnreachableError
   * @see DescribeSmsTemplateList of the same API
   */
  template(templateId: string): Promise<SmsTemplate | null>;
  /**
   * How far the provider's own review of a signature is; null: it has none of this name.
   * @throws PlatformError @throws PlatformUnreachableError
   * @see DescribeSmsSignList of the same API
   */
  signature(name: string): Promise<SmsReview | null>;
}

export interface SmsReview {
  readonly state: 'approved' | 'in_review' | 'refused';
  /** The reviewer's words. */
  readonly reply: string;
}

export interface SmsTemplate extends SmsReview {
  /** Its text with {1}, {2} … */
  readonly content: string;
}

/** 0 approved, 1 in review, 2 approved and waiting to be put in force, -1 refused. */
function stateOf(statusCode: number): SmsReview['state'] {
  return statusCode === 0 ? 'approved' : statusCode < 0 ? 'refused' : 'in_review';
}

/** Signatures a page of the list: the most that it gives. */
const signaturesPerPage = 100;

const answerSchema = z.object({
  Response: z.object({
    RequestId: z.string().optional(),
    Error: z.object({ Code: z.string(), Message: z.string().default('') }).optional(),
    SendStatusSet: z
      .array(
        z.object({ SerialNo: z.string().default(''), Code: z.string(), Message: z.string().default('') }),
      )
      .optional(),
    DescribeTemplateStatusSet: z
      .array(
        z.object({
          StatusCode: z.number().int(),
          ReviewReply: z.string().default(''),
          TemplateContent: z.string().default(''),
        }),
      )
      .optional(),
    DescribeSignListStatusSet: z
      .array(
        z.object({
          SignName: z.string(),
          StatusCode: z.number().int(),
          ReviewReply: z.string().nullish(),
        }),
      )
      .optional(),
  }),
});

/** SMS by Tencent Cloud's SendSms (platform.md E). */
export function createSmsClient(options: SmsOptions): SmsClient {
  const url = new URL(options.baseUrl);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const limits = createPlatformLimits({
    channel: 'sms',
    clock: options.clock,
    limits: { send: { calls: 3_000, perMs: 1_000 } },
    key: options.appId,
    shared: options.sharedLimits,
  });

  const refuse = (method: string, code: string, message: string, requestId: string | undefined) =>
    new PlatformError({
      channel: 'sms',
      method,
      code,
      errmsg: redact(message, [options.secretKey, options.secretId]),
      codes: smsCodes,
      ...(requestId === undefined ? {} : { requestId }),
    });

  const strange = (method: string, answer: PlatformAnswer, reason: 'status' | 'not-json') =>
    new PlatformUnreachableError({
      channel: 'sms',
      method,
      reason,
      detail: `HTTP ${answer.status}`,
      sent: 'maybe',
    });

  function read(method: string, answer: PlatformAnswer) {
    if (answer.status !== 200) throw strange(method, answer, 'status');
    let json: unknown;
    try {
      json = parsePlatformJson(answer.bytes.toString('utf8'));
    } catch {
      throw strange(method, answer, 'not-json');
    }
    const parsed = answerSchema.safeParse(json);
    if (!parsed.success) throw strange(method, answer, 'not-json');
    const { Error: error, RequestId: requestId } = parsed.data.Response;
    if (error !== undefined) throw refuse(method, error.Code, error.Message, requestId);
    return parsed.data.Response;
  }

  async function call(method: string, action: string, input: object): Promise<PlatformAnswer> {
    const body = JSON.stringify(input);
    const timestamp = Math.floor(options.clock.now().getTime() / 1000);
    return options.http.send({
      channel: 'sms',
      method,
      verb: 'POST',
      url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        authorization: signTencentRequest(options, {
          host: url.host,
          path: url.pathname,
          service: 'sms',
          action,
          timestamp,
          body,
        }),
        'x-tc-action': action,
        'x-tc-version': '2021-01-11',
        'x-tc-timestamp': String(timestamp),
        'x-tc-region': options.region ?? 'ap-guangzhou',
      },
      body,
    });
  }

  return {
    async send({ phone, templateId, params, signName }) {
      await limits.take('send', 'send');
      const answer = await call('send', 'SendSms', {
        PhoneNumberSet: [phone.startsWith('+') ? phone : `+86${phone}`],
        SmsSdkAppId: options.appId,
        SignName: signName ?? options.signName,
        TemplateId: templateId,
        TemplateParamSet: [...params],
      });
      const { SendStatusSet: set, RequestId: requestId } = read('send', answer);
      const status = set?.[0];
      if (status === undefined) throw strange('send', answer, 'not-json');
      if (status.Code.toLowerCase() !== 'ok') throw refuse('send', status.Code, status.Message, requestId);
      return { serialNo: status.SerialNo };
    },
    async template(templateId) {
      const answer = await call('template', 'DescribeSmsTemplateList', {
        International: 0,
        TemplateIdSet: [Number(templateId)],
      });
      const { DescribeTemplateStatusSet: set } = read('template', answer);
      if (set === undefined) throw strange('template', answer, 'not-json');
      const found = set[0];
      if (found === undefined) return null;
      const state = stateOf(found.StatusCode);
      return { state, content: found.TemplateContent, reply: found.ReviewReply };
    },
    async signature(name) {
      const same: SmsReview[] = [];
      for (let page = 0; ; page += 1) {
        const answer = await call('signature', 'DescribeSmsSignList', {
          International: 0,
          Limit: signaturesPerPage,
          Offset: page * signaturesPerPage,
        });
        const { DescribeSignListStatusSet: set } = read('signature', answer);
        if (set === undefined) throw strange('signature', answer, 'not-json');
        for (const { SignName, StatusCode, ReviewReply } of set)
          if (SignName === name) same.push({ state: stateOf(StatusCode), reply: ReviewReply ?? '' });
        if (set.length < signaturesPerPage) break;
      }
      // It may have been handed over more than once: the one that may be used counts.
      return same.find(({ state }) => state === 'approved') ?? same.at(-1) ?? null;
    },
  };
}
