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
   * @throws PlatformError with the provider's word as code. @throws PlatformUnreachableError
   */
  send(input: {
    phone: string;
    templateId: string;
    params: readonly string[];
  }): Promise<{ serialNo: string }>;
}

const answerSchema = z.object({
  Response: z.object({
    RequestId: z.string().optional(),
    Error: z.object({ Code: z.string(), Message: z.string().default('') }).optional(),
    SendStatusSet: z
      .array(
        z.object({ SerialNo: z.string().default(''), Code: z.string(), Message: z.string().default('') }),
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

  const refuse = (code: string, message: string, requestId: string | undefined) =>
    new PlatformError({
      channel: 'sms',
      method: 'send',
      code,
      errmsg: redact(message, [options.secretKey, options.secretId]),
      codes: smsCodes,
      ...(requestId === undefined ? {} : { requestId }),
    });

  function read(answer: PlatformAnswer): { serialNo: string } {
    const strange = (reason: 'status' | 'not-json') =>
      new PlatformUnreachableError({
        channel: 'sms',
        method: 'send',
        reason,
        detail: `HTTP ${answer.status}`,
        sent: 'maybe',
      });
    if (answer.status !== 200) throw strange('status');
    let json: unknown;
    try {
      json = parsePlatformJson(answer.bytes.toString('utf8'));
    } catch {
      throw strange('not-json');
    }
    const parsed = answerSchema.safeParse(json);
    if (!parsed.success) throw strange('not-json');
    const { Error: error, SendStatusSet: set, RequestId: requestId } = parsed.data.Response;
    if (error !== undefined) throw refuse(error.Code, error.Message, requestId);
    const status = set?.[0];
    if (status === undefined) throw strange('not-json');
    if (status.Code.toLowerCase() !== 'ok') throw refuse(status.Code, status.Message, requestId);
    return { serialNo: status.SerialNo };
  }

  return {
    async send({ phone, templateId, params }) {
      await limits.take('send', 'send');
      const body = JSON.stringify({
        PhoneNumberSet: [phone.startsWith('+') ? phone : `+86${phone}`],
        SmsSdkAppId: options.appId,
        SignName: options.signName,
        TemplateId: templateId,
        TemplateParamSet: [...params],
      });
      const timestamp = Math.floor(options.clock.now().getTime() / 1000);
      const answer = await options.http.send({
        channel: 'sms',
        method: 'send',
        verb: 'POST',
        url,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          authorization: signTencentRequest(options, {
            host: url.host,
            path: url.pathname,
            service: 'sms',
            action: 'SendSms',
            timestamp,
            body,
          }),
          'x-tc-action': 'SendSms',
          'x-tc-version': '2021-01-11',
          'x-tc-timestamp': String(timestamp),
          'x-tc-region': options.region ?? 'ap-guangzhou',
        },
        body,
      });
      return read(answer);
    },
  };
}
