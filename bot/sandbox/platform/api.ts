import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { TextDecoder } from 'node:util';

import { z } from 'zod';

import type { Fault } from '../faults.ts';
import type { Outcome, Router, SandboxRequest, SandboxResponse } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Account } from '../state.ts';
import { PlatformError, weixinErrors, wecomErrors } from './errors.ts';
import { writeJson } from './json.ts';
import { takeDailyQuota } from './quota.ts';
import { accountOfToken } from './tokens.ts';

export type Dialect = 'weixin' | 'wecom';

export interface ApiContext {
  readonly sandbox: Sandbox;
  readonly request: SandboxRequest;
  readonly query: URLSearchParams;
  readonly account: Account;
}

/** What an API says after its errcode; bigints are written as bare numbers. */
export type ApiAnswer = Readonly<Record<string, unknown>> | SandboxResponse;

interface ApiBasics {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly kinds: readonly Account['kind'][];
  /** Needs a verified service account: others are told 48001. */
  readonly serviceOnly?: boolean;
  /** Calls a day; the platform's own figure where platform.md has one. */
  readonly dailyLimit?: number;
  /** The endpoint puts `errcode` and `errmsg` in front of a success (most do, tokens and sns do not). */
  readonly bare?: boolean;
}

/** Where an endpoint finds whose call it is. */
export type Authenticate = (sandbox: Sandbox, request: SandboxRequest, body: unknown) => Account;

export interface Api<Body> extends ApiBasics {
  /** Absent: an access_token in the query. */
  readonly authenticate?: Authenticate;
  readonly body?: z.ZodType<Body>;
  readonly handle: (context: ApiContext, body: Body) => ApiAnswer | Promise<ApiAnswer>;
}

/** An endpoint as a table row; see any file of `official-account/` for how one is added. */
export interface MountedApi {
  readonly path: string;
  handler(sandbox: Sandbox, dialect: Dialect): (request: SandboxRequest) => Promise<Outcome>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function defineApi<Body = undefined>(api: Api<Body>): MountedApi {
  return {
    path: api.path,
    handler: (sandbox, dialect) => (request) => serve(api, sandbox, request, dialect),
  };
}

/**
 * Puts endpoints under a host's prefix. The same path may stand for two kinds of account (custom
 * messages of service accounts and mini programs): then list both kinds in one `kinds`.
 */
export function mountApis(
  router: Router,
  sandbox: Sandbox,
  host: string,
  dialect: Dialect,
  apis: readonly MountedApi[],
): void {
  for (const api of apis) {
    router.add(`/${host}${api.path}`, api.handler(sandbox, dialect));
  }
}

async function serve<Body>(
  api: Api<Body>,
  sandbox: Sandbox,
  request: SandboxRequest,
  dialect: Dialect,
): Promise<Outcome> {
  const began = performance.now();
  const account = guessAccount(sandbox, request);
  const log = (errcode: number) =>
    sandbox.calls.add({
      at: sandbox.now(),
      account: account ?? null,
      method: request.method,
      path: request.path,
      errcode,
      ms: Math.round(performance.now() - began),
    });
  const fault = sandbox.faults.takeForCall(account, api.path);
  if (fault !== undefined) {
    const outcome = await applyFault(api, sandbox, request, dialect, fault);
    if (outcome !== undefined) {
      log(fault.errcode ?? fault.status ?? -1);
      return outcome;
    }
  }
  const { errcode, response } = await run(api, sandbox, request, dialect);
  log(errcode);
  return response;
}

async function run<Body>(
  api: Api<Body>,
  sandbox: Sandbox,
  request: SandboxRequest,
  dialect: Dialect,
): Promise<{ errcode: number; response: SandboxResponse }> {
  try {
    const answer = await call(api, sandbox, request);
    if (isResponse(answer)) return { errcode: 0, response: answer };
    const body = api.bare === true ? answer : { errcode: 0, errmsg: 'ok', ...answer };
    return { errcode: 0, response: platformJson(body) };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { errcode: error.errcode, response: refuse(sandbox, request, dialect, error) };
  }
}

/** 30 minutes: how long the platform may review a template message before it sends it itself. */
const reviewMs = 30 * 60_000;

async function applyFault<Body>(
  api: Api<Body>,
  sandbox: Sandbox,
  request: SandboxRequest,
  dialect: Dialect,
  fault: Fault,
): Promise<Outcome | undefined> {
  if (fault.latencyMs !== undefined) await wait(fault.latencyMs);
  const ends = fault.drop === true || fault.status !== undefined || fault.errcode !== undefined;
  if (!ends) return undefined;
  if (fault.afterwards === true) await run(api, sandbox, request, dialect);
  if (fault.errcode === 40252) {
    sandbox.schedule.after(reviewMs, async () => {
      await run(api, sandbox, request, dialect);
    });
  }
  if (fault.drop === true) return 'drop';
  if (fault.errcode !== undefined) {
    const response = refuse(sandbox, request, dialect, new PlatformError(fault.errcode, fault.errmsg));
    return { ...response, status: fault.status ?? 200 };
  }
  return {
    status: fault.status ?? 500,
    type: 'text/html; charset=utf-8',
    body: '<html><body>fault</body></html>',
  };
}

async function call<Body>(api: Api<Body>, sandbox: Sandbox, request: SandboxRequest): Promise<ApiAnswer> {
  if (api.method === 'GET' && request.method !== 'GET') throw new PlatformError(43001);
  if (api.method === 'POST' && request.method !== 'POST') throw new PlatformError(43002);
  // Whose token it is comes before what the body says, as the platforms do it.
  const early = api.authenticate === undefined ? accountOfToken(sandbox, request) : undefined;
  const parsed = api.method === 'POST' && api.body !== undefined ? readJsonBody(request) : undefined;
  const account = early ?? api.authenticate?.(sandbox, request, parsed);
  if (account === undefined) throw new PlatformError(40013);
  if (!api.kinds.includes(account.kind)) throw new PlatformError(48001);
  if (api.serviceOnly === true && (account.accountType !== 'service' || !account.verified)) {
    throw new PlatformError(48001);
  }
  takeDailyQuota(sandbox, account, api.path, api.dailyLimit);
  const context = { sandbox, request, query: request.query, account };
  return await api.handle(context, readBody(api, parsed));
}

function readBody<Body>(api: Api<Body>, parsed: unknown): Body {
  // An endpoint without a schema has `undefined` for its Body; zod says so to the compiler.
  const schema: z.ZodType<Body> = api.body ?? z.custom<Body>((value) => value === undefined);
  const result = schema.safeParse(parsed);
  if (!result.success) throw new PlatformError(47001);
  return result.data;
}

function readJsonBody(request: SandboxRequest): unknown {
  if (request.body.length === 0) throw new PlatformError(44002);
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(request.body);
    value = JSON.parse(text);
  } catch {
    throw new PlatformError(47001);
  }
  if (hasEscapedText(text)) throw new PlatformError(40033);
  if (typeof value !== 'object' || value === null) throw new PlatformError(47001);
  if (Object.hasOwn(value, 'access_token')) throw new PlatformError(47001);
  return value;
}

/** `\u4f60` for what could stand as UTF-8: the platform shows such text as it is written, or refuses. */
function hasEscapedText(text: string): boolean {
  for (const match of text.matchAll(/(?<!\\)(?:\\\\)*\\u([0-9a-fA-F]{4})/g)) {
    if (parseInt(match[1] ?? '0', 16) >= 0x80) return true;
  }
  return false;
}

function isResponse(answer: ApiAnswer): answer is SandboxResponse {
  return typeof answer['status'] === 'number' && typeof answer['type'] === 'string' && 'body' in answer;
}

function platformJson(body: unknown): SandboxResponse {
  return { status: 200, type: 'application/json; encoding=utf-8', body: writeJson(body) };
}

/** Errors come with HTTP 200 and a tail that names the request (platform.md A6, C3). */
function refuse(
  sandbox: Sandbox,
  request: SandboxRequest,
  dialect: Dialect,
  { errcode, text }: PlatformError,
): SandboxResponse {
  if (dialect === 'weixin') {
    const words = text ?? weixinErrors[errcode] ?? 'system error';
    return platformJson({ errcode, errmsg: `${words} rid: ${requestId(sandbox)}` });
  }
  const words = text ?? wecomErrors[errcode] ?? 'system error';
  const hint = `${Math.floor(sandbox.now() / 1000)}${randomInt(1e6, 1e7)}${randomInt(1e6, 1e7)}`;
  const more = `https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  return platformJson({
    errcode,
    errmsg: `${words}, hint: [${hint}], from ip: ${request.ip}, more info at ${more}`,
  });
}

/** Three groups of eight hex digits, the first the second of the call. */
function requestId(sandbox: Sandbox): string {
  const time = Math.floor(sandbox.now() / 1000).toString(16);
  return `${time}-${randomBytes(4).toString('hex')}-${randomBytes(4).toString('hex')}`;
}

/** For faults and the call log only, before anything is checked. */
function guessAccount(sandbox: Sandbox, request: SandboxRequest): string | undefined {
  const { query } = request;
  const named = query.get('appid') ?? query.get('corpid');
  if (named !== null) return named;
  const token = query.get('access_token');
  if (token !== null) {
    const { tokens } = sandbox.store.state;
    return Object.hasOwn(tokens, token) ? tokens[token]?.account : undefined;
  }
  return /"appid"\s*:\s*"([\w-]{1,64})"/.exec(request.body.toString('utf8', 0, 2_000))?.[1];
}
