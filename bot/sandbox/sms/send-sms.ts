import { randomUUID } from 'node:crypto';

import { z } from 'zod';

import type { Handler, SandboxRequest } from '../http.ts';
import { json } from '../http.ts';
import { chinaDay } from '../platform/quota.ts';
import type { Sandbox } from '../sandbox.ts';
import { paramsOf } from './reviews.ts';

/*
 * Tencent Cloud's SendSms, DescribeSmsTemplateList and DescribeSmsSignList (platform.md E): POST JSON with X-TC-Action. The TC3 signature is looked
 * at for its presence and shape only: the sandbox holds no secret of that provider.
 */

const bodySchema = z.looseObject({
  PhoneNumberSet: z.array(z.string()).min(1).max(200),
  SmsSdkAppId: z.string().min(1),
  TemplateId: z.coerce.string(),
  SignName: z.string().default(''),
  TemplateParamSet: z.array(z.string()).default([]),
  SessionContext: z.string().max(512).default(''),
});
type Body = z.infer<typeof bodySchema>;

interface Status {
  readonly Code: string;
  readonly Message: string;
}

/** Default limits for one number: 1 in 30 s, 5 an hour, 10 a day of the calendar (U). */
function limitOf(sandbox: Sandbox, phone: string): Status | undefined {
  const day = chinaDay(sandbox.now());
  const spans = [
    [
      `${phone}:30s`,
      1,
      30_000,
      'PhoneNumberThirtySecondLimit',
      'the number of sms sent to a single phone in 30 seconds',
    ],
    [
      `${phone}:1h`,
      5,
      3_600_000,
      'PhoneNumberOneHourLimit',
      'the number of sms sent to a single phone in one hour',
    ],
    [
      `${phone}:${day}`,
      10,
      86_400_000,
      'PhoneNumberDailyLimit',
      'the number of sms sent to a single phone in one day',
    ],
  ] as const;
  for (const [key, most, ms, code, words] of spans) {
    if (!sandbox.limiter.take(`sms:${key}`, most, ms)) {
      return { Code: `LimitExceeded.${code}`, Message: `${words} exceeds the upper limit` };
    }
  }
  return undefined;
}

function refusalOf(sandbox: Sandbox, body: Body, phone: string): Status | undefined {
  const template = sandbox.sms.template(body.TemplateId);
  if (!sandbox.sms.hasSignature(body.SignName)) {
    return {
      Code: 'FailedOperation.SignatureIncorrectOrUnapproved',
      Message: 'the signature is not approved',
    };
  }
  if (template?.state !== 'approved') {
    return { Code: 'FailedOperation.TemplateIncorrectOrUnapproved', Message: 'the template is not approved' };
  }
  if (body.TemplateParamSet.length !== paramsOf(template.text)) {
    return {
      Code: 'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
      Message: 'the parameters do not fit',
    };
  }
  if (!/^(?:\+?86)?1\d{10}$/.test(phone)) {
    return { Code: 'InvalidParameterValue.IncorrectPhoneNumber', Message: 'the phone number is incorrect' };
  }
  // Marketing, as its compulsory ending tells: from 8 to 22 by the clock in China.
  const hour = new Date(sandbox.now() + 8 * 3_600_000).getUTCHours();
  if (template.text.endsWith('拒收请回复R') && (hour < 8 || hour >= 22)) {
    return { Code: 'FailedOperation.MarketingSendTimeConstraint', Message: 'not the time for marketing sms' };
  }
  return limitOf(sandbox, phone.slice(-11));
}

/** A WeChat person, or a WeCom member: both have a phone. */
function ownerOf(sandbox: Sandbox, phone: string): string | undefined {
  const person = sandbox.store.findByPhone(phone);
  if (person !== undefined) return person.id;
  const member = sandbox.store.state.members.find(({ mobile }) => mobile === phone);
  return member === undefined ? undefined : `${member.corpId}:${member.userId}`;
}

/** The text reaches the phone of whoever owns the number; a number of nobody is "Ok" all the same. */
function deliver(sandbox: Sandbox, body: Body, phone: string): void {
  const user = ownerOf(sandbox, phone.slice(-11));
  const template = sandbox.sms.template(body.TemplateId);
  if (user === undefined || template === undefined) return;
  const words = template.text.replaceAll(
    /\{(\d+)\}/g,
    (whole, index: string) => body.TemplateParamSet[Number(index) - 1] ?? whole,
  );
  sandbox.store.addMessage(
    user,
    { id: 'sms', name: '短信' },
    { at: sandbox.now(), direction: 'in', via: 'sms' },
    { type: 'text', text: `【${body.SignName}】${words}`, phone: phone.slice(-11) },
  );
}

function failure(code: string, message: string) {
  return json(200, { Response: { Error: { Code: code, Message: message }, RequestId: randomUUID() } });
}

function statusOf(sandbox: Sandbox, body: Body, phone: string) {
  const refusal = refusalOf(sandbox, body, phone);
  if (refusal === undefined) deliver(sandbox, body, phone);
  return {
    SerialNo:
      refusal === undefined ? `${Math.floor(sandbox.now() / 1000)}:${sandbox.store.nextNumber()}` : '',
    PhoneNumber: phone,
    Fee: refusal === undefined ? 1 : 0,
    SessionContext: body.SessionContext,
    Code: refusal?.Code ?? 'Ok',
    Message: refusal?.Message ?? 'send success',
    IsoCode: 'CN',
  };
}

const listSchema = z.looseObject({
  International: z.union([z.literal(0), z.literal(1)]),
  TemplateIdSet: z.array(z.number().int()).max(100).default([]),
});
type List = z.infer<typeof listSchema>;
const statusCodes = { approved: 0, in_review: 1, refused: -1 } as const;

/** DescribeSmsTemplateList: how far the review is. */
function listOf(sandbox: Sandbox, list: List) {
  return list.TemplateIdSet.flatMap((id) => {
    const template = sandbox.sms.template(String(id));
    if (template === undefined) return [];
    return [
      {
        TemplateId: id,
        International: list.International,
        StatusCode: statusCodes[template.state],
        ReviewReply: template.reply,
        TemplateName: `template ${id}`,
        CreateTime: Math.floor(sandbox.now() / 1000),
        TemplateContent: template.text,
      },
    ];
  });
}

const signListSchema = z.looseObject({
  International: z.union([z.literal(0), z.literal(1)]),
  Limit: z.number().int().min(1).max(100).default(20),
  Offset: z.number().int().min(0).default(0),
});
type SignList = z.infer<typeof signListSchema>;

/** DescribeSmsSignList: how far the review of each signature is. */
function signsOf(sandbox: Sandbox, { International, Limit, Offset }: SignList) {
  return sandbox.sms
    .signatures()
    .map(({ name, approved }, index) => ({
      ...{ SignId: index + 1, International, StatusCode: approved ? 0 : -1 },
      ...{ ReviewReply: approved ? '' : '签名资质不足', SignName: name },
      CreateTime: Math.floor(sandbox.now() / 1000),
    }))
    .slice(Offset, Offset + Limit);
}

type ReadRequest =
  | { readonly signs: SignList; readonly problem: null }
  | { readonly body: Body; readonly problem: null }
  | { readonly list: List; readonly problem: null }
  | { readonly problem: readonly [code: string, message: string] };

function readRequest(request: SandboxRequest): ReadRequest {
  const action = request.headers['x-tc-action'];
  const lists = action === 'DescribeSmsTemplateList';
  const signs = action === 'DescribeSmsSignList';
  if (action !== 'SendSms' && !lists && !signs)
    return { problem: ['InvalidAction', 'The request action is invalid'] };
  const authorization = request.headers.authorization ?? '';
  if (!/^TC3-HMAC-SHA256 Credential=\S+, ?SignedHeaders=\S+, ?Signature=[0-9a-f]{64}$/.test(authorization)) {
    return {
      problem: ['AuthFailure.InvalidAuthorization', 'The Authorization header is missing or malformed'],
    };
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    return { problem: ['InvalidParameter', 'The body is not JSON'] };
  }
  const wrong = (error: z.ZodError) =>
    ({ problem: ['InvalidParameter', `Wrong: ${error.issues[0]?.path.join('.') ?? 'body'}`] }) as const;
  if (signs) {
    const list = signListSchema.safeParse(value);
    return list.success ? { signs: list.data, problem: null } : wrong(list.error);
  }
  if (lists) {
    const list = listSchema.safeParse(value);
    return list.success ? { list: list.data, problem: null } : wrong(list.error);
  }
  const parsed = bodySchema.safeParse(value);
  return parsed.success ? { body: parsed.data, problem: null } : wrong(parsed.error);
}

function freshness(sandbox: Sandbox, request: SandboxRequest): boolean {
  const stamp = Number(request.headers['x-tc-timestamp']);
  // The provider has a clock of its own: a client may stamp by the machine's or by the sandbox's.
  return [Date.now(), sandbox.now()].some((now) => Math.abs(now / 1000 - stamp) <= 300);
}

export function sendSms(sandbox: Sandbox): Handler {
  return async (request) => {
    const began = performance.now();
    const log = (errcode: number) =>
      sandbox.calls.add({
        at: sandbox.now(),
        account: null,
        method: request.method,
        path: request.path,
        errcode,
        ms: Math.round(performance.now() - began),
      });
    const fault = sandbox.faults.takeForCall('sms', '/sms/');
    if (fault?.latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.latencyMs));
    if (fault?.drop === true) return 'drop';
    if (fault?.status !== undefined)
      return { status: fault.status, type: 'text/plain; charset=utf-8', body: 'fault' };
    if (fault?.errmsg !== undefined) return failure(fault.errmsg, 'set by a fault');
    if (request.method !== 'POST') return failure('UnsupportedProtocol', 'POST only');
    const read = readRequest(request);
    if (read.problem !== null) {
      log(-1);
      return failure(...read.problem);
    }
    if (!freshness(sandbox, request)) {
      log(-1);
      return failure('AuthFailure.SignatureExpire', 'X-TC-Timestamp is more than five minutes away');
    }
    if ('signs' in read) {
      log(0);
      const set = signsOf(sandbox, read.signs);
      return json(200, { Response: { DescribeSignListStatusSet: set, RequestId: randomUUID() } });
    }
    if ('list' in read) {
      log(0);
      const set = listOf(sandbox, read.list);
      return json(200, { Response: { DescribeTemplateStatusSet: set, RequestId: randomUUID() } });
    }
    const statuses = read.body.PhoneNumberSet.map((phone) => statusOf(sandbox, read.body, phone));
    log(statuses.every(({ Code }) => Code === 'Ok') ? 0 : -1);
    return json(200, { Response: { SendStatusSet: statuses, RequestId: randomUUID() } });
  };
}
