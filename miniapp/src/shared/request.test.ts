import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { taroRequest, type SentRequest } from '../../test/taro-stub.ts';
import { ApiError } from './api-error.ts';
import { setLanguage } from './i18n.ts';
import { api, onUnauthorized } from './request.ts';
import { sessionStore } from './session.ts';

const sent: SentRequest[] = [];
/** Answers each request in turn; a thrown value is what the platform's `fail` gets. */
function answer(...answers: ({ statusCode: number; data: unknown } | { errMsg: string })[]): void {
  taroRequest.mockImplementation((option) => {
    sent.push(option);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return next === undefined || 'errMsg' in next ? Promise.reject(next) : Promise.resolve(next);
  });
}
const refusal = (status: number, code: string): { statusCode: number; data: unknown } => ({
  statusCode: status,
  data: { error: { code, message: '不可以', details: {}, requestId: 'r1' } },
});
const write = { method: 'POST', path: '/bindings', body: { proofId: 'p' } } as const;
const keyOf = (index: number): string | undefined => sent[index]?.header['Idempotency-Key'];

beforeEach(() => {
  sent.length = 0;
  sessionStore.patch({ status: 'ready', token: 'token-1', me: null });
  onUnauthorized(() => Promise.resolve(false));
});
afterEach(() => setLanguage('zh-CN'));

describe('a call to the server', () => {
  it('carries the token and the language, and waits ten seconds at most', async () => {
    setLanguage('en');
    answer({ statusCode: 200, data: { done: true } });
    await api({ method: 'GET', path: '/notices', query: { limit: '20', cursor: undefined } });
    expect(sent[0]).toMatchObject({ url: '/api/v1/notices?limit=20', method: 'GET', timeout: 10_000 });
    expect(sent[0]?.header).toEqual({ Authorization: 'Bearer token-1', 'Accept-Language': 'en' });
  });

  it('does not carry the token to a door before sign-in', async () => {
    answer({ statusCode: 200, data: {} });
    await api({ method: 'GET', path: '/app-info', auth: 'none' });
    expect(sent[0]?.header).not.toHaveProperty('Authorization');
  });

  it('fails with the text that the server wrote', async () => {
    answer(refusal(422, 'sms.code_wrong'));
    const error = await api(write).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: 'refused', status: 422, code: 'sms.code_wrong', message: '不可以' });
  });

  it('tells an unreached server from a slow one, in the language of the person', async () => {
    answer({ errMsg: 'request:fail connect error' });
    await expect(api(write)).rejects.toMatchObject({ kind: 'unreachable', message: /没有连上服务器/ });
    answer({ errMsg: 'request:fail timeout' });
    await expect(api(write)).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('takes the error page of a proxy for what it is', async () => {
    answer({ statusCode: 502, data: '<html>bad gateway</html>' });
    await expect(api(write)).rejects.toMatchObject({ kind: 'broken', status: 502 });
  });
});

describe('a lost session', () => {
  it('is renewed once, and the call is repeated with the same key', async () => {
    onUnauthorized(() => {
      sessionStore.patch({ token: 'token-2' });
      return Promise.resolve(true);
    });
    answer(refusal(401, 'session.invalid'), { statusCode: 200, data: { done: true } });
    await api(write);
    expect(sent.map(({ header }) => header.Authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(keyOf(1)).toBe(keyOf(0));
  });

  it('is none when another call has brought a new token meanwhile', async () => {
    let renewals = 0;
    onUnauthorized(() => Promise.resolve((renewals += 1) > 0));
    taroRequest.mockImplementation((option) => {
      sent.push(option);
      if (option.header.Authorization === 'Bearer token-2')
        return Promise.resolve({ statusCode: 200, data: { done: true } });
      sessionStore.patch({ token: 'token-2' });
      return Promise.resolve(refusal(401, 'session.expired'));
    });
    await api({ method: 'GET', path: '/me' });
    expect([renewals, sent.length]).toEqual([0, 2]);
  });

  it('is none for a read while a binding is under way that replaces the session', async () => {
    let renewals = 0;
    onUnauthorized(() => Promise.resolve((renewals += 1) > 0));
    let bound: (answer: { statusCode: number; data: unknown }) => void = () => undefined;
    taroRequest.mockImplementation((option) => {
      sent.push(option);
      if (option.method === 'POST') return new Promise((resolve) => (bound = resolve));
      return Promise.resolve(
        option.header.Authorization === 'Bearer token-2'
          ? { statusCode: 200, data: { done: true } }
          : refusal(401, 'session.expired'),
      );
    });
    const binding = api(write).then(() => sessionStore.patch({ token: 'token-2' }));
    const reading = api({ method: 'GET', path: '/me' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    bound({ statusCode: 200, data: { token: 'token-2' } });
    await Promise.all([binding, reading]);
    expect([renewals, sent.length]).toEqual([0, 3]);
  });

  it('is not renewed for ever', async () => {
    onUnauthorized(() => Promise.resolve(true));
    answer(refusal(401, 'session.invalid'));
    await expect(api(write)).rejects.toMatchObject({ status: 401 });
    expect(sent).toHaveLength(2);
  });
});

describe('the idempotency key', () => {
  it('has 22 characters and differs from act to act', async () => {
    answer({ statusCode: 200, data: {} });
    await api(write);
    await api(write);
    expect(keyOf(0)).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(keyOf(1)).not.toBe(keyOf(0));
  });

  it('stays while the outcome is unknown, and changes after a refusal', async () => {
    answer({ errMsg: 'request:fail timeout' }, { statusCode: 503, data: {} }, refusal(422, 'x.y'), {
      statusCode: 200,
      data: {},
    });
    for (let time = 0; time < 3; time += 1) await api(write).catch(() => undefined);
    await api(write);
    expect(keyOf(1)).toBe(keyOf(0));
    expect(keyOf(2)).toBe(keyOf(0));
    expect(keyOf(3)).not.toBe(keyOf(0));
  });

  it('is shared by a double tap, one after the other', async () => {
    answer({ statusCode: 200, data: { done: true } });
    await Promise.all([api(write), api(write)]);
    expect(sent).toHaveLength(2);
    expect(keyOf(1)).toBe(keyOf(0));
  });

  it('goes with the session that the first tap brought, when a second one follows at once', async () => {
    answer({ statusCode: 200, data: { token: 'token-2' } });
    const tap = () => api<{ token: string }>(write).then(({ token }) => sessionStore.patch({ token }));
    await Promise.all([tap(), tap()]);
    expect(sent.map(({ header }) => header.Authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });
});
