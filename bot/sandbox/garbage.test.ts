import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { startTestSandbox, type TestSandbox } from './testing/harness.ts';

const errors: string[] = [];
let sandbox: TestSandbox;
let verbs: string[];
let token: string;

beforeAll(async () => {
  const log = { info() {}, warn() {}, error: (message: string) => errors.push(message) };
  sandbox = await startTestSandbox({ log });
  token = await sandbox.token(sandbox.service);
  const { json } = await sandbox.get('/control/openapi.json');
  verbs = Object.keys(z.record(z.string(), z.unknown()).parse(json['paths'])).filter(
    (path) => !['/control/events', '/control/reset', '/control/faults', '/control/clock'].includes(path),
  );
});
afterAll(() => sandbox.close());

const apis = [
  '/api.weixin.qq.com/cgi-bin/stable_token',
  '/api.weixin.qq.com/cgi-bin/message/custom/send',
  '/api.weixin.qq.com/cgi-bin/message/template/send',
  '/api.weixin.qq.com/cgi-bin/qrcode/create',
  '/api.weixin.qq.com/cgi-bin/menu/create',
  '/api.weixin.qq.com/wxa/generate_urllink',
  '/qyapi.weixin.qq.com/cgi-bin/message/send',
  '/sms/',
  '/api.mch.weixin.qq.com/v3/pay/transactions/native',
];
const words = [
  'touser',
  'msgtype',
  'data',
  'account',
  'follower',
  '__proto__',
  'constructor',
  'fields',
  'text',
  'button',
];
const body = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .dictionary(fc.constantFrom(...words), fc.jsonValue({ maxDepth: 3 }))
    .map((value) => JSON.stringify(value)),
);

describe('whatever is sent', () => {
  it('is answered by each verb and API with a refusal or an answer, never with a failure of the sandbox', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...verbs, ...apis), body, async (path, text) => {
        const answer = await sandbox.post(`${path}?access_token=${token}`, text);
        expect([200, 400, 401, 403, 404, 405, 409, 422]).toContain(answer.status);
      }),
      { numRuns: 400 },
    );
    expect(errors).toEqual([]);
    expect((await sandbox.get('/control/state')).status).toBe(200);
  });
});
