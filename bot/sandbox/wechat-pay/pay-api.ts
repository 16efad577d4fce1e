import { setTimeout as wait } from 'node:timers/promises';

import { z } from 'zod';

import type { Fault } from '../faults.ts';
import type { Outcome, SandboxRequest, SandboxResponse } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import type { PayMerchant } from '../state.ts';
import { authorize } from './authorize.ts';
import { signerOf } from './merchants.ts';
import { isPayRefusal, PayRefusal, refusals, requestId } from './refusal.ts';
import { signatureHeaders } from './seal.ts';

/** The host's prefix; what follows is what the platform's own host would see. */
export const payHost = '/api.mch.weixin.qq.com';

export interface PayContext {
  readonly sandbox: Sandbox;
  readonly merchant: PayMerchant;
  readonly query: URLSearchParams;
  /** What the path's group caught, decoded. */
  readonly part: string;
  readonly origin: string;
}

export interface PayAnswer {
  readonly status: number;
  readonly body: string | Buffer;
  /** Files: another type, and no signature (they carry a hash elsewhere). */
  readonly file?: string;
}

interface Api<Body> {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly body: z.ZodType<Body>;
  readonly handle: (context: PayContext, body: Body) => PayAnswer | Promise<PayAnswer>;
}

/** An endpoint of WeChat Pay's API v3, as a table row. */
export interface PayApi {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  run(context: PayContext, request: SandboxRequest): Promise<PayAnswer>;
}

export const noBody = z.undefined();

export function ok(value: unknown): PayAnswer {
  return { status: 200, body: JSON.stringify(value) };
}

export function definePayApi<Body>(api: Api<Body>): PayApi {
  return {
    method: api.method,
    path: api.path,
    run: async (context, request) => api.handle(context, readBody(api, request)),
  };
}

/** @throws PayRefusal PARAM_ERROR with the field, as the platform says it */
function readBody<Body>(api: Api<Body>, request: SandboxRequest): Body {
  const parsed = api.body.safeParse(api.method === 'POST' ? parseJson(request.body) : undefined);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])];
  const field = `/${path.map(String).join('/')}`;
  throw refusals.parameter('输入源“/body”映射到字段时校验失败', {
    field,
    value: '',
    issue: issue?.message ?? 'invalid',
    location: 'body',
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw refusals.parameter('请求体不是合法的JSON');
  }
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusals.parameter('路径参数无法解码');
  }
}

/** The mchid that a request claims, before anything is checked: for faults and the call log only. */
function claimedMerchant({ headers }: SandboxRequest): string | undefined {
  return /mchid="(\d{1,32})"/.exec(headers.authorization ?? '')?.[1];
}

/** Serves the host: signature first, then what is asked, and every answer signed by the platform's key. */
export async function servePay(
  sandbox: Sandbox,
  apis: readonly PayApi[],
  request: SandboxRequest,
): Promise<Outcome> {
  const began = performance.now();
  const path = request.path.slice(payHost.length);
  const account = claimedMerchant(request);
  const log = (errcode: number) =>
    sandbox.calls.add({
      at: sandbox.now(),
      account: account ?? null,
      method: request.method,
      path: request.path,
      errcode,
      ms: Math.round(performance.now() - began),
    });
  const fault = sandbox.faults.takeForCall(account, path);
  if (fault !== undefined) {
    const outcome = await applyFault(sandbox, apis, request, fault);
    if (outcome !== undefined) {
      log(fault.status ?? -1);
      return outcome;
    }
  }
  const response = await run(sandbox, apis, request);
  log(response.status < 300 ? 0 : response.status);
  return response;
}

/** A fault's `errmsg` is the word (`SYSTEM_ERROR`), its `status` the HTTP status, 500 where none is given. */
async function applyFault(
  sandbox: Sandbox,
  apis: readonly PayApi[],
  request: SandboxRequest,
  fault: Fault,
): Promise<Outcome | undefined> {
  if (fault.latencyMs !== undefined) await wait(fault.latencyMs);
  if (fault.drop !== true && fault.status === undefined && fault.errmsg === undefined) return undefined;
  if (fault.afterwards === true) await run(sandbox, apis, request);
  if (fault.drop === true) return 'drop';
  if (fault.errmsg !== undefined) {
    return refuse(new PayRefusal(fault.status ?? 500, fault.errmsg, 'set by a fault'));
  }
  return { status: fault.status ?? 500, type: 'text/html; charset=utf-8', body: '<html>fault</html>' };
}

async function run(
  sandbox: Sandbox,
  apis: readonly PayApi[],
  request: SandboxRequest,
): Promise<SandboxResponse> {
  let merchant: PayMerchant | undefined;
  let refused: PayRefusal;
  try {
    merchant = await authorize(sandbox, request, request.target.slice(payHost.length));
    const answer = await call(sandbox, merchant, apis, request);
    return answer.file === undefined ? await sign(sandbox, merchant, request, answer) : fileOf(answer);
  } catch (error) {
    if (!isPayRefusal(error)) throw error;
    refused = error;
  }
  const response = refuse(refused);
  // Who could not be told apart gets no signature.
  if (merchant === undefined) return response;
  const signed = await sign(sandbox, merchant, request, { status: response.status, body: response.body });
  return { ...response, headers: { ...signed.headers, ...response.headers } };
}

async function call(
  sandbox: Sandbox,
  merchant: PayMerchant,
  apis: readonly PayApi[],
  request: SandboxRequest,
): Promise<PayAnswer> {
  const path = request.path.slice(payHost.length);
  const asked = request.headers['wechatpay-serial'];
  if (asked !== undefined && !isOwnSerial(merchant, asked)) {
    throw refusals.parameter('平台证书序列号Wechatpay-Serial错误');
  }
  const there = apis.filter((api) => api.path.test(path));
  const api = there.find(({ method }) => method === request.method);
  if (api === undefined) {
    throw there.length > 0
      ? new PayRefusal(405, 'PARAM_ERROR', '不支持的HTTP方法')
      : new PayRefusal(404, 'RESOURCE_NOT_EXISTS', `Nothing is simulated at ${path.slice(0, 200)}`);
  }
  const part = decodePart(api.path.exec(path)?.[1] ?? '');
  return api.run({ sandbox, merchant, query: request.query, part, origin: request.origin }, request);
}

function isOwnSerial(merchant: PayMerchant, asked: string | string[]): boolean {
  const keys = merchant.keys;
  return keys !== null && (asked === keys.certificate.serial || asked === keys.publicKey.serial);
}

async function sign(
  sandbox: Sandbox,
  merchant: PayMerchant,
  request: SandboxRequest,
  answer: PayAnswer,
): Promise<SandboxResponse> {
  const asked = request.headers['wechatpay-serial'];
  const signer = await signerOf(sandbox, merchant, typeof asked === 'string' ? asked : undefined);
  return {
    status: answer.status,
    type: 'application/json; charset=utf-8',
    body: answer.body,
    headers: {
      'request-id': requestId('0'),
      ...signatureHeaders(signer, answer.body, sandbox.now()),
    },
  };
}

function fileOf(answer: PayAnswer): SandboxResponse {
  return {
    status: answer.status,
    type: answer.file ?? 'application/octet-stream',
    body: answer.body,
    headers: { 'request-id': requestId('0') },
  };
}

function refuse(refusal: PayRefusal): SandboxResponse {
  const { code, message, detail } = refusal;
  return {
    status: refusal.status,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ code, message, ...(detail === undefined ? {} : { detail }) }),
    headers: { 'request-id': requestId(refusal.inner) },
  };
}
