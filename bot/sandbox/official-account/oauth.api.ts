import { randomBytes } from 'node:crypto';

import { openidOf } from '../callbacks/events.ts';
import type { SandboxRequest } from '../http.ts';
import { defineApi, type Authenticate } from '../platform/api.ts';
import { takeCode } from '../platform/codes.ts';
import { PlatformError } from '../platform/errors.ts';
import { accountOfQuery } from '../platform/tokens.ts';
import { unionIdOf } from '../platform/union.ts';
import type { Sandbox } from '../sandbox.ts';
import { at, removeWhere, type Account, type Person } from '../state.ts';

const accessLifeMs = 7_200_000;
/** U. */
const refreshLifeMs = 30 * 86_400_000;

function issueUserToken(
  sandbox: Sandbox,
  kind: 'access' | 'refresh',
  given: { account: string; person: string; scope: string },
): string {
  const { userTokens } = sandbox.store.state;
  const now = sandbox.now();
  removeWhere(userTokens, ({ expiresAt }) => expiresAt < now - accessLifeMs);
  const token = `${kind === 'access' ? '1' : '2'}_${randomBytes(66).toString('base64url')}`;
  const { account, person, scope } = given;
  const lifeMs = kind === 'access' ? accessLifeMs : refreshLifeMs;
  userTokens[token] = { kind, account, person, scope, expiresAt: now + lifeMs };
  sandbox.store.changed('tokens');
  return token;
}

function answerOf(sandbox: Sandbox, account: Account, person: Person, scope: string, refreshToken?: string) {
  const given = { account: account.id, person: person.id, scope };
  return {
    access_token: issueUserToken(sandbox, 'access', given),
    expires_in: accessLifeMs / 1000,
    refresh_token: refreshToken ?? issueUserToken(sandbox, 'refresh', given),
    openid: openidOf(account, person),
    scope,
    ...unionIdOf(account, person),
  };
}

function findPerson(sandbox: Sandbox, id: string): Person {
  const person = sandbox.store.findPerson(id);
  if (person === undefined) throw new PlatformError(40029);
  return person;
}

/** GET /sns/oauth2/access_token: not the API's token (platform.md A13). */
const accessToken = defineApi({
  method: 'GET',
  path: '/sns/oauth2/access_token',
  kinds: ['official-account'],
  serviceOnly: true,
  bare: true,
  authenticate: accountOfQuery,
  handle({ sandbox, account, query }) {
    if (query.get('grant_type') !== 'authorization_code') throw new PlatformError(40002);
    const given = query.get('code') ?? '';
    if (given === '') throw new PlatformError(41008);
    const code = takeCode(sandbox, 'oauth', account, given, { used: 40163, expired: 42003 });
    return answerOf(sandbox, account, findPerson(sandbox, code.user), code.scope);
  },
});

/** GET /sns/oauth2/refresh_token */
const refreshToken = defineApi({
  method: 'GET',
  path: '/sns/oauth2/refresh_token',
  kinds: ['official-account'],
  bare: true,
  authenticate(sandbox, request) {
    const account = sandbox.store.findAccount(request.query.get('appid') ?? '');
    if (account === undefined) throw new PlatformError(40013);
    return account;
  },
  handle({ sandbox, account, query }) {
    if (query.get('grant_type') !== 'refresh_token') throw new PlatformError(40002);
    const name = query.get('refresh_token') ?? '';
    const token = at(sandbox.store.state.userTokens, name);
    if (token === undefined || token.kind !== 'refresh' || token.account !== account.id)
      throw new PlatformError(40030);
    if (token.expiresAt <= sandbox.now()) throw new PlatformError(42002);
    return answerOf(sandbox, account, findPerson(sandbox, token.person), token.scope, name);
  },
});

function userTokenOf(sandbox: Sandbox, request: SandboxRequest) {
  const name = request.query.get('access_token') ?? '';
  if (name === '') throw new PlatformError(41001);
  const token = at(sandbox.store.state.userTokens, name);
  if (token === undefined || token.kind !== 'access') throw new PlatformError(40001);
  if (token.expiresAt <= sandbox.now()) throw new PlatformError(42001);
  return token;
}

const byUserToken: Authenticate = (sandbox, request) => {
  const account = sandbox.store.findAccount(userTokenOf(sandbox, request).account);
  if (account === undefined) throw new PlatformError(40001);
  return account;
};

function personOfToken(sandbox: Sandbox, request: SandboxRequest, account: Account): Person {
  const { person: id } = userTokenOf(sandbox, request);
  const person = findPerson(sandbox, id);
  if (request.query.get('openid') !== openidOf(account, person)) throw new PlatformError(40003);
  return person;
}

/** GET /sns/userinfo: with snsapi_userinfo's token only. */
const userInfo = defineApi({
  method: 'GET',
  path: '/sns/userinfo',
  kinds: ['official-account'],
  bare: true,
  authenticate: byUserToken,
  handle({ sandbox, account, request }) {
    if (userTokenOf(sandbox, request).scope !== 'snsapi_userinfo') throw new PlatformError(48001);
    const person = personOfToken(sandbox, request, account);
    return {
      openid: openidOf(account, person),
      nickname: person.name,
      sex: 0,
      language: '',
      city: '',
      province: '',
      country: '',
      headimgurl: '',
      privilege: [],
      ...unionIdOf(account, person),
    };
  },
});

/** GET /sns/auth: whether a person's token is good. */
const check = defineApi({
  method: 'GET',
  path: '/sns/auth',
  kinds: ['official-account'],
  authenticate: byUserToken,
  handle({ sandbox, account, request }) {
    personOfToken(sandbox, request, account);
    return {};
  },
});

export const oauthApis = [accessToken, refreshToken, userInfo, check];
