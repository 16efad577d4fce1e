import { createHmac, randomBytes } from 'node:crypto';

import { z } from 'zod';

import { openidOf } from '../callbacks/events.ts';
import { personOfOpenid } from '../official-account/followers.ts';
import { defineApi } from '../platform/api.ts';
import { takeCode } from '../platform/codes.ts';
import { PlatformError } from '../platform/errors.ts';
import { accountOfQuery } from '../platform/tokens.ts';
import { unionIdOf } from '../platform/union.ts';
import type { Sandbox } from '../sandbox.ts';

/** The live session_key by app and person: a new login makes a new one. In memory, as secrets should be. */
const sessionKeys = new WeakMap<Sandbox, Map<string, string>>();

function keysOf(sandbox: Sandbox): Map<string, string> {
  const found = sessionKeys.get(sandbox) ?? new Map<string, string>();
  sessionKeys.set(sandbox, found);
  return found;
}

/** GET /sns/jscode2session: a code is good once, five minutes, for its app (platform.md B). */
const codeToSession = defineApi({
  method: 'GET',
  path: '/sns/jscode2session',
  kinds: ['mini-program'],
  bare: true,
  authenticate: accountOfQuery,
  handle({ sandbox, account, query }) {
    if (query.get('grant_type') !== 'authorization_code') throw new PlatformError(40002);
    const given = query.get('js_code') ?? '';
    if (given === '') throw new PlatformError(41008);
    const code = takeCode(sandbox, 'login', account, given, { used: 40163, expired: 40029 });
    const person = sandbox.store.findPerson(code.user);
    if (person === undefined) throw new PlatformError(40029);
    // 100 a minute for one person.
    if (!sandbox.limiter.take(`login:${account.id}:${person.id}`, 100, 60_000))
      throw new PlatformError(45011);
    const sessionKey = randomBytes(16).toString('base64');
    keysOf(sandbox).set(`${account.id}|${person.id}`, sessionKey);
    return { session_key: sessionKey, openid: openidOf(account, person), ...unionIdOf(account, person) };
  },
});

/** GET /wxa/checksession: hmac_sha256 of the empty text by session_key (spelling of the parameters U). */
const checkSession = defineApi({
  method: 'GET',
  path: '/wxa/checksession',
  kinds: ['mini-program'],
  handle({ sandbox, account, query }) {
    const person = personOfOpenid(sandbox, account, query.get('openid') ?? undefined);
    const sessionKey = keysOf(sandbox).get(`${account.id}|${person.id}`);
    const expected =
      sessionKey === undefined ? null : createHmac('sha256', sessionKey).update('').digest('hex');
    if (query.get('sig_method') !== 'hmac_sha256' || query.get('signature') !== expected) {
      throw new PlatformError(87009);
    }
    return {};
  },
});

/** POST /wxa/business/getuserphonenumber: its own kind of code, once, five minutes. */
const phoneNumber = defineApi({
  method: 'POST',
  path: '/wxa/business/getuserphonenumber',
  kinds: ['mini-program'],
  body: z.looseObject({ code: z.string(), openid: z.string().optional() }),
  handle({ sandbox, account }, body) {
    const code = takeCode(sandbox, 'phone', account, body.code, { used: 40029, expired: 40029 });
    const owner = body.openid === undefined ? undefined : personOfOpenid(sandbox, account, body.openid);
    if (owner !== undefined && owner.id !== code.user) throw new PlatformError(40003);
    const phone = code.phone;
    if (phone === null) throw new PlatformError(40029);
    if (!sandbox.limiter.take(`phone:${account.id}:${code.user}`, 100, 60_000))
      throw new PlatformError(45011);
    return {
      phone_info: {
        phoneNumber: phone,
        purePhoneNumber: phone,
        countryCode: 86,
        watermark: { timestamp: Math.floor(sandbox.now() / 1000), appid: account.id },
      },
    };
  },
});

export const loginApis = [codeToSession, checkSession, phoneNumber];
