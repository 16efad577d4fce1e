import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { limits } from '../../../config/limits.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import { startInstallation, type Installation } from '../../testing/installation.ts';
import {
  agree,
  call,
  loginCode,
  messagesOf,
  miniAppId,
  seededOf,
  settle,
  signIn,
  type Answer,
} from '../../testing/people.ts';
import { SmsChallenge } from './account.entity.ts';

const minute = 60_000;

describe('a code by SMS', () => {
  let product: Installation;
  beforeAll(async () => {
    product = await startInstallation();
  });
  afterAll(() => product.end());

  const advance = (ms: number) => product.control('clock', { advanceMs: ms });
  const ask = (token: string, phone: string) =>
    call(product, 'POST', '/phone-proofs/sms', { token, body: { phone } });
  const verify = (token: string, challengeId: string, code: string) =>
    call(product, 'POST', '/phone-proofs/sms/verify', { token, body: { challengeId, code } });
  /** The code that reached a phone; it comes after the answer. */
  const codeAt = (person: string) =>
    vi.waitFor(async () => {
      await settle(product);
      const texts = (await messagesOf(product, person)).filter((message) => message.via === 'sms');
      const code = /\d{6}/.exec(texts.at(-1)?.text ?? '')?.[0];
      if (code === undefined) throw new Error('no code has come yet');
      return code;
    }, 10_000);
  const wrong = (code: string, step: number) => String((Number(code) + step) % 1_000_000).padStart(6, '0');
  const told = ({ status, body }: Answer) => [status, body.error?.code];
  async function person(id: string): Promise<string> {
    const { token } = await signIn(product, id);
    await agree(product, token);
    return token;
  }

  it('arrives on the phone after the answer, and proves it to him who asked', async () => {
    const token = await person('linxiaowen');
    const start = await call(product, 'POST', '/binding/start', { token, body: {} });
    expect(start.body.smsOffered).toBe(true);
    const asked = await ask(token, '15400000002');
    expect([asked.status, asked.body]).toEqual([
      201,
      { challengeId: expect.any(String), resendAfterSeconds: 60, expiresAt: expect.any(String) },
    ]);
    const code = await codeAt('linxiaowen');
    const other = await person('tangyu');
    expect(told(await verify(other, asked.body.challengeId, code))).toEqual([409, 'sms.challenge_over']);
    const proof = await verify(token, asked.body.challengeId, code);
    expect([proof.status, proof.body.phoneMasked]).toEqual([201, '154****0002']);
    expect(told(await verify(token, asked.body.challengeId, code))).toEqual([409, 'sms.challenge_over']);
    const bound = await call(product, 'POST', '/bindings', { token, body: { proofId: proof.body.proofId } });
    expect(bound.body.outcome, 'the way of another number ends bound too').toBe('bound');
  });

  it('counts wrong codes down; five end it, for the right one too', async () => {
    const token = await person('zhaokuaiji');
    const { body } = await ask(token, '15400000003');
    const code = await codeAt('zhaokuaiji');
    for (const left of [4, 3, 2, 1]) {
      const refused = await verify(token, body.challengeId, wrong(code, left));
      expect([refused.status, refused.body.error.code, refused.body.error.details.left]).toEqual([
        422,
        'sms.code_wrong',
        left,
      ]);
    }
    expect(told(await verify(token, body.challengeId, wrong(code, 9)))).toEqual([409, 'sms.challenge_over']);
    expect(told(await verify(token, body.challengeId, code))).toEqual([409, 'sms.challenge_over']);
  });

  it('shares the five tries among guesses that come at once', async () => {
    const token = await person('mengshifu');
    const { body } = await ask(token, '15400000005');
    const code = await codeAt('mengshifu');
    const guesses = Array.from({ length: 30 }, (_, index) =>
      verify(token, body.challengeId, wrong(code, index + 1)),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer.body.error.code === 'sms.code_wrong')).toHaveLength(4);
    const row = await product.server.db.installation().findOneOrFail(SmsChallenge, { id: body.challengeId });
    expect(row.attempts).toBe(limits.smsAttempts);
  });

  it('ends after five minutes, and a new one may be asked for after one', async () => {
    const token = await person('duanjingli');
    const first = await ask(token, '15400000006');
    const code = await codeAt('duanjingli');
    const early = await ask(token, '15400000006');
    expect(told(early)).toEqual([429, 'sms.too_many']);
    expect(Number(early.headers.get('retry-after'))).toBe(early.body.error.details.seconds);
    expect(early.body.error.details.seconds).toBeGreaterThan(50);
    expect(early.body.error.message).toContain(`${early.body.error.details.seconds} 秒`);
    await advance(limits.smsChallengeMs + 1000);
    expect(told(await verify(token, first.body.challengeId, code))).toEqual([409, 'sms.challenge_over']);
    expect((await ask(token, '15400000006')).status).toBe(201);
  });

  it('answers alike for numbers with and without an account', async () => {
    const known = await ask(await person('heminyi'), '15400000007');
    const unknown = await ask(await person('luren'), '13900000000');
    expect([known.status, Object.keys(known.body)]).toEqual([unknown.status, Object.keys(unknown.body)]);
    expect(known.body.resendAfterSeconds).toBe(unknown.body.resendAfterSeconds);
    const headers = ({ headers: all }: Answer) => [...all.keys()].filter((name) => name !== 'date').sort();
    expect(headers(known)).toEqual(headers(unknown));
  });

  it('gives requests of one person and of one number that come at once one message', async () => {
    await advance(2 * minute);
    const token = await person('tangyu');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(token, '13900000001')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    await advance(2 * minute);
    const people = await Promise.all(['tangyu', 'luren', 'heminyi', 'mengshifu'].map(person));
    const crowd = await Promise.all(people.map((each) => ask(each, '13900000002')));
    expect(crowd.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('sends a number and a person ten a day', async () => {
    await advance(25 * 60 * minute);
    const token = await person('luren');
    for (let sent = 0; sent < limits.smsPerPhonePerDay; sent += 1) {
      expect((await ask(token, '13900000003')).status).toBe(201);
      await advance(61_000);
    }
    expect(told(await ask(token, '13900000003'))).toEqual([429, 'sms.daily_limit']);
    expect(told(await ask(token, '13900000004')), 'his own budget is over as well').toEqual([
      429,
      'sms.daily_limit',
    ]);
    expect(told(await ask(await person('heminyi'), '13900000003')), 'so is the number’s').toEqual([
      429,
      'sms.daily_limit',
    ]);
    expect((await ask(await person('tangyu'), '13900000004')).status, 'another is not affected').toBe(201);
  });

  it('spends at most an enterprise’s budget an hour, and says nothing of it to others', async () => {
    await advance(25 * 60 * minute);
    const { upstreamId, secondId } = await seededOf(product);
    const em = product.server.db.installation();
    const now = product.server.clock.now();
    const spend = (enterpriseId: string, count: number) =>
      em.insertMany(
        SmsChallenge,
        Array.from({ length: count }, (_, index) => ({
          id: newId(),
          identityId: newId(),
          enterpriseId,
          phone: `1370000${String(1000 + index)}`,
          ipHash: hashSecret(`spent ${index}`),
          codeHash: hashSecret(`code ${index}`),
          attempts: 0,
          usedAt: null,
          createdAt: now,
          expiresAt: now,
        })),
      );
    await spend(secondId, limits.smsPerEnterprisePerHour);
    await spend(upstreamId, limits.smsPerEnterprisePerHour - 1);
    expect((await ask(await person('tangyu'), '13900000005')).status, 'another’s budget is not his').toBe(
      201,
    );
    const over = await ask(await person('luren'), '13900000006');
    expect(told(over)).toEqual([503, 'sms.unavailable']);
    expect(over.body.error.message).not.toMatch(/500|企业/);
    await advance(61 * minute);
    expect((await ask(await person('luren'), '13900000006')).status).toBe(201);
  });

  it('spends at most a network’s budget on a hundred requests over a hundred numbers', async () => {
    await advance(25 * 60 * minute);
    const before = await product.server.db.installation().count(SmsChallenge, {});
    const attempt = async (index: number) => {
      const id = `bomber${index}`;
      const phone = `1380000${String(1000 + index)}`;
      await product.control('people', { id, name: id, phones: [phone] });
      const { body } = await call(product, 'POST', '/sessions/mini-program', {
        body: { appId: miniAppId, code: await loginCode(product, id) },
      });
      await agree(product, body.token);
      return ask(body.token, phone);
    };
    const answers: Answer[] = [];
    for (let begin = 0; begin < 100; begin += 20) {
      const group = Array.from({ length: 20 }, (_, index) => attempt(begin + index));
      answers.push(...(await Promise.all(group)));
    }
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(limits.smsPerNetworkPerDay);
    expect(answers.every(({ status }) => status === 201 || status === 429)).toBe(true);
    const after = await product.server.db.installation().count(SmsChallenge, {});
    expect(after - before).toBe(limits.smsPerNetworkPerDay);
  }, 120_000);
});

describe('an installation without SMS', () => {
  let product: Installation;
  beforeAll(async () => {
    product = await startInstallation({ change: { sms: undefined } });
  });
  afterAll(() => product.end());

  it('refuses to send a code, in words, before anything is stored or sent', async () => {
    for (const [locale, words] of [
      ['zh-CN', /短信服务没有开通/],
      ['en', /^Text messages are not switched on/],
    ] as const) {
      const { token } = await signIn(product, locale === 'en' ? 'luren' : 'linxiaowen', locale);
      await agree(product, token);
      const start = await call(product, 'POST', '/binding/start', { token, body: {} });
      expect(start.body.smsOffered, 'a client need not offer it').toBe(false);
      const refused = await call(product, 'POST', '/phone-proofs/sms', {
        token,
        body: { phone: '15400000002' },
        locale,
      });
      expect([refused.status, refused.body.error.code]).toEqual([503, 'sms.unavailable']);
      expect(refused.body.error.message).toMatch(words);
    }
    expect(await product.server.db.installation().count(SmsChallenge, {})).toBe(0);
    await settle(product);
    const texts = await messagesOf(product, 'linxiaowen');
    expect(texts.filter(({ via }) => via === 'sms')).toEqual([]);
  });
});
