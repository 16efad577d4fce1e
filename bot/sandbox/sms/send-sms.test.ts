import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../testing/harness.ts';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

const authorization = `TC3-HMAC-SHA256 Credential=id/2026-11-25/sms/tc3_request, SignedHeaders=content-type;host, Signature=${'a'.repeat(64)}`;

function send(change: object = {}, headers: Record<string, string> = {}) {
  return sandbox.request('/sms/', {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-tc-action': 'SendSms',
      'x-tc-timestamp': String(Math.floor(Date.now() / 1000)),
      authorization,
      ...headers,
    },
    body: JSON.stringify({
      PhoneNumberSet: ['+8615400000002'],
      SmsSdkAppId: '1400000000',
      SignName: '岚汐净水',
      TemplateId: '100001',
      TemplateParamSet: ['123456', '5'],
      ...change,
    }),
  });
}
const codeOf = async (answer: ReturnType<typeof send>) => /"Code":"([^"]+)"/.exec((await answer).text)?.[1];

describe('SendSms', () => {
  it("reaches the phone of its owner, a member's too", async () => {
    const answer = await send();
    expect(answer.json).toMatchObject({
      Response: { SendStatusSet: [{ Code: 'Ok', PhoneNumber: '+8615400000002', Fee: 1 }] },
    });
    expect(await sandbox.messages('linxiaowen')).toMatchObject([
      { via: 'sms', accountName: '短信', text: '【岚汐净水】验证码123456，5分钟内有效。请勿告诉他人。' },
    ]);
    await send({ PhoneNumberSet: ['15400000053'] });
    expect(await sandbox.messages(`${sandbox.wecom.id}:zhangmin`)).toHaveLength(1);
  });

  it('allows one in 30 seconds, five an hour, ten a day', async () => {
    expect(await codeOf(send())).toBe('Ok');
    expect(await codeOf(send())).toBe('LimitExceeded.PhoneNumberThirtySecondLimit');
    for (let count = 1; count < 5; count += 1) {
      await sandbox.advance(31_000);
      expect(await codeOf(send())).toBe('Ok');
    }
    await sandbox.advance(31_000);
    expect(await codeOf(send())).toBe('LimitExceeded.PhoneNumberOneHourLimit');
    await sandbox.advance(3_600_000);
    expect(await codeOf(send())).toBe('Ok');
    expect(await codeOf(send({ PhoneNumberSet: ['15400000003'] }))).toBe('Ok');
  });

  it('refuses unknown signatures, templates, parameters and numbers', async () => {
    expect(await codeOf(send({ SignName: '别人' }))).toBe('FailedOperation.SignatureIncorrectOrUnapproved');
    expect(await codeOf(send({ TemplateId: '1' }))).toBe('FailedOperation.TemplateIncorrectOrUnapproved');
    expect(await codeOf(send({ TemplateParamSet: ['1'] }))).toMatch(/^FailedOperation\.TemplateParamSet/);
    expect(await codeOf(send({ PhoneNumberSet: ['12'] }))).toBe('InvalidParameterValue.IncorrectPhoneNumber');
    expect(await sandbox.messages('linxiaowen')).toHaveLength(0);
  });

  it('refuses requests without authorization, with an old stamp, or for another action', async () => {
    expect(await codeOf(send({}, { authorization: 'Basic x' }))).toBe('AuthFailure.InvalidAuthorization');
    expect(await codeOf(send({}, { 'x-tc-timestamp': '1700000000' }))).toBe('AuthFailure.SignatureExpire');
    expect(await codeOf(send({}, { 'x-tc-action': 'PullSms' }))).toBe('InvalidAction');
  });

  it('fails by a fault', async () => {
    await sandbox.control('faults', {
      match: { account: 'sms' },
      fault: { errmsg: 'InternalError.Timeout', times: 1 },
    });
    expect(await codeOf(send())).toBe('InternalError.Timeout');
    expect(await codeOf(send())).toBe('Ok');
  });
});
