import { randomBytes } from 'node:crypto';

import ipaddr from 'ipaddr.js';

import type { SandboxRequest } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import { at, removeWhere, type Account, type Token } from '../state.ts';
import { PlatformError } from './errors.ts';
import { chinaDay } from './quota.ts';

const lifeMs = 7_200_000;
/** Stable tokens are renewed with less than this left; an old token lives this long beside the new one. */
const overlapMs = 300_000;
const forcedPerDay = 20;
const forcedApartMs = 30_000;

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

function issue(sandbox: Sandbox, account: Account, kind: Token['kind']): IssuedToken {
  const { state } = sandbox.store;
  // As long as the platform's: 512 characters must be stored, about 140 are seen.
  const token = `${Math.floor(sandbox.now() / 1000) % 100}_${randomBytes(102).toString('base64url')}`;
  state.tokens[token] = { account: account.id, kind, expiresAt: sandbox.now() + lifeMs, supersededAt: null };
  state.liveTokens[`${kind}:${account.id}`] = token;
  sweep(sandbox);
  sandbox.store.changed('tokens');
  return { token, expiresInSeconds: lifeMs / 1000 };
}

function sweep(sandbox: Sandbox): void {
  const { tokens } = sandbox.store.state;
  // Long enough that 42001 is still told of a token that expired a while ago.
  const before = sandbox.now() - 2 * lifeMs;
  removeWhere(tokens, ({ expiresAt }) => expiresAt < before);
}

function findLive(
  sandbox: Sandbox,
  account: Account,
  kind: Token['kind'],
): { name: string; token: Token } | undefined {
  const { state } = sandbox.store;
  const name = at(state.liveTokens, `${kind}:${account.id}`);
  const token = name === undefined ? undefined : at(state.tokens, name);
  if (name === undefined || token === undefined) return undefined;
  if (token.expiresAt <= sandbox.now() || token.supersededAt !== null) return undefined;
  return { name, token };
}

function supersede(token: Token, at: number): void {
  token.supersededAt = at;
}

/** GET /cgi-bin/token: a new one each time; the one before lives five minutes on (U). */
export function issuePlainToken(sandbox: Sandbox, account: Account): IssuedToken {
  const before = findLive(sandbox, account, 'plain');
  if (before !== undefined)
    supersede(before.token, Math.min(before.token.expiresAt, sandbox.now() + overlapMs));
  return issue(sandbox, account, 'plain');
}

/**
 * POST /cgi-bin/stable_token. Normal: the same one until its last five minutes. Forced: the old one
 * dies at once; within 30 s of the last forced call nothing is refreshed; more than 20 a day → 45009
 * (the number of that refusal is U).
 */
export function issueStableToken(sandbox: Sandbox, account: Account, force: boolean): IssuedToken {
  const now = sandbox.now();
  const live = findLive(sandbox, account, 'stable');
  if (force) {
    const { forcedRefreshes } = sandbox.store.state;
    const day = chinaDay(now);
    const last = at(forcedRefreshes, account.id);
    const count = last?.day === day ? last.count : 0;
    if (last !== undefined && live !== undefined && now - last.at < forcedApartMs) return left(live, now);
    if (count >= forcedPerDay) throw new PlatformError(45009);
    forcedRefreshes[account.id] = { day, count: count + 1, at: now };
    if (live !== undefined) supersede(live.token, now);
    return issue(sandbox, account, 'stable');
  }
  if (live !== undefined && live.token.expiresAt - now >= overlapMs) return left(live, now);
  // What is left of the old one is its overlap.
  return issue(sandbox, account, 'stable');
}

/** WeCom's gettoken: the same while it is valid (U, well known). */
export function issueWecomToken(sandbox: Sandbox, account: Account): IssuedToken {
  const live = findLive(sandbox, account, 'wecom');
  return live === undefined ? issue(sandbox, account, 'wecom') : left(live, sandbox.now());
}

function left({ name, token }: { name: string; token: Token }, now: number): IssuedToken {
  return { token: name, expiresInSeconds: Math.floor((token.expiresAt - now) / 1000) };
}

/** `/control/token-reset`: as if another program had refreshed it. */
export function killTokens(sandbox: Sandbox, account: Account): void {
  for (const token of Object.values(sandbox.store.state.tokens)) {
    const lives = token.supersededAt === null || token.supersededAt > sandbox.now();
    if (token.account === account.id && lives) supersede(token, sandbox.now());
  }
  sandbox.store.changed('tokens');
}

/**
 * Whose call it is, by the query's access_token; nowhere else is it looked for.
 * @throws 41001 missing, 40014 malformed, 40001 unknown or superseded, 42001 expired, 60020 (WeCom)
 */
export function accountOfToken(sandbox: Sandbox, request: SandboxRequest): Account {
  const given = request.query.get('access_token') ?? '';
  if (given === '') throw new PlatformError(41001);
  const token = at(sandbox.store.state.tokens, given);
  if (token === undefined) throw new PlatformError(/^\d{1,2}_[\w-]{136}$/.test(given) ? 40001 : 40014);
  const now = sandbox.now();
  if (token.supersededAt !== null && token.supersededAt <= now) throw new PlatformError(40001);
  if (token.expiresAt <= now) throw new PlatformError(42001);
  const account = sandbox.store.findAccount(token.account);
  const wecom = request.path.startsWith('/qyapi');
  // A token of the other platform is not one here.
  if (account === undefined || (account.kind === 'wecom') !== wecom) throw new PlatformError(40014);
  if (wecom && !isListed(account, request.ip)) throw new PlatformError(60020);
  return account;
}

/** Addresses and CIDR ranges; an empty list lets everybody in. */
export function isListed(account: Account, ip: string): boolean {
  if (account.ipList.length === 0) return true;
  const caller = ipaddr.process(ip);
  return account.ipList.some((entry) => {
    if (!entry.includes('/'))
      return ipaddr.isValid(entry) && ipaddr.process(entry).toString() === caller.toString();
    if (!ipaddr.isValidCIDR(entry)) return false;
    const [range, bits] = ipaddr.parseCIDR(entry);
    return range.kind() === caller.kind() && caller.match(range, bits);
  });
}

/** @throws 40164 with the caller's address, from which operators read their exit IP (platform.md A7) */
export function assertListed(account: Account, ip: string): void {
  if (!isListed(account, ip))
    throw new PlatformError(40164, `invalid ip ${ip} ipv6 ::ffff:${ip}, not in whitelist`);
}

/**
 * An app by its id and secret.
 * @throws 41002, 41004 missing; 40013 unknown id; 40125 not shaped as a secret; 40001 another secret
 */
export function accountOfSecret(sandbox: Sandbox, id: string | null, secret: string | null): Account {
  if (id === null || id === '') throw new PlatformError(41002);
  if (secret === null || secret === '') throw new PlatformError(41004);
  const account = sandbox.store.findAccount(id);
  if (account === undefined) throw new PlatformError(40013);
  if (account.secret !== secret) {
    throw new PlatformError(account.kind !== 'wecom' && !/^[0-9a-f]{32}$/.test(secret) ? 40125 : 40001);
  }
  return account;
}

/** The app that the query's `appid` and `secret` name: sns endpoints, cgi-bin/token. */
export function accountOfQuery(sandbox: Sandbox, request: SandboxRequest): Account {
  const account = accountOfSecret(sandbox, request.query.get('appid'), request.query.get('secret'));
  if (account.kind === 'wecom') throw new PlatformError(40013);
  return account;
}
