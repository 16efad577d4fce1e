import Taro from '@tarojs/taro';

import { ApiError, readErrorBody } from './api-error.ts';
import { currentLanguage, currentTexts } from './i18n.ts';
import { randomKey } from './random.ts';
import { sessionStore } from './session.ts';

/** A person on a phone waits this long at most; the server answers in far less (design.md §3). */
const timeoutMs = 10_000;

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Under /api/v1, with a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  /** `none`: a door before sign-in. `once`: with the token, but a 401 is not repaired. */
  readonly auth?: 'required' | 'once' | 'none';
}

/** Signs in again and answers whether there is a new token. Set by the sign-in feature. */
let renewSession: () => Promise<boolean> = () => Promise.resolve(false);
export function onUnauthorized(handler: () => Promise<boolean>): void {
  renewSession = handler;
}

/** Keys of writes whose outcome is not known: the same act again must carry the same key. */
const openKeys = new Map<string, string>();
/** Writes on their way, with the key they carry. */
const inFlight = new Map<string, { readonly key: string; readonly settled: Promise<void> }>();

function urlOf(call: ApiCall): string {
  const pairs = Object.entries(call.query ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
  );
  return `${HL_API_BASE}/api/v1${call.path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}

/** An address as the server writes it, for pictures: weapp has no origin that it could be relative to. */
export function absoluteUrl(url: string): string {
  return url.startsWith('/') ? `${HL_API_BASE}${url}` : url;
}

function headersOf(call: ApiCall, idempotencyKey: string | null): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': currentLanguage() };
  const { token } = sessionStore.get();
  if (call.auth !== 'none' && token !== null) headers.Authorization = `Bearer ${token}`;
  if (idempotencyKey !== null) headers['Idempotency-Key'] = idempotencyKey;
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  // wx.request knows no PATCH; the server takes the meaning from this header.
  if (call.method === 'PATCH' && process.env.TARO_ENV === 'weapp')
    headers['X-HTTP-Method-Override'] = 'PATCH';
  return headers;
}

function failure(reason: unknown): ApiError {
  const text =
    typeof reason === 'object' && reason !== null && 'errMsg' in reason
      ? String(reason.errMsg)
      : String(reason);
  const texts = currentTexts().errors;
  return /time.?out|abort/i.test(text)
    ? new ApiError(texts.timeout, { kind: 'timeout' })
    : new ApiError(texts.unreachable, { kind: 'unreachable' });
}

async function send<T>(call: ApiCall, idempotencyKey: string | null): Promise<T> {
  const method = call.method === 'PATCH' && process.env.TARO_ENV === 'weapp' ? 'POST' : call.method;
  const response = await Taro.request<T>({
    url: urlOf(call),
    method,
    header: headersOf(call, idempotencyKey),
    ...(call.body === undefined ? {} : { data: JSON.stringify(call.body) }),
    timeout: timeoutMs,
    dataType: 'json',
  }).catch((reason: unknown) => {
    throw failure(reason);
  });
  const { statusCode, data } = response;
  if (statusCode >= 200 && statusCode < 300 && typeof data === 'object' && data !== null) return data;
  throw (
    readErrorBody(statusCode, data) ??
    new ApiError(currentTexts().errors.broken, { kind: 'broken', status: statusCode })
  );
}

/** Until whoever asked has put what came into its place; promises alone are overtaken. */
function afterCallers(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/**
 * Binding, unbinding and switching end the session that they answer with a new one. A call that set
 * out before is told 401 for it, and goes on with the new one instead of signing in again. Reads
 * wait for the writes under way; writes do not, as two would wait for each other.
 */
async function hasNewToken(call: ApiCall, sentWith: string | null): Promise<boolean> {
  if (call.method === 'GET' && inFlight.size > 0) {
    await Promise.all([...inFlight.values()].map(({ settled }) => settled));
    await afterCallers();
  }
  const { token } = sessionStore.get();
  return token !== null && token !== sentWith;
}

async function sendRenewing<T>(call: ApiCall, idempotencyKey: string | null): Promise<T> {
  const { token } = sessionStore.get();
  try {
    return await send<T>(call, idempotencyKey);
  } catch (error) {
    const refused = error instanceof ApiError && error.status === 401;
    if (!refused || call.auth === 'none') throw error;
    if (await hasNewToken(call, token)) return send<T>(call, idempotencyKey);
    if (call.auth === 'once' || !(await renewSession())) throw error;
    return send<T>(call, idempotencyKey);
  }
}

/**
 * A double tap waits for the first one and then repeats it with the same key, so that it is given
 * the first one's answer and nothing is done twice.
 */
async function sendWrite<T>(call: ApiCall): Promise<T> {
  const act = `${call.method} ${call.path} ${JSON.stringify(call.body ?? null)}`;
  const twin = inFlight.get(act);
  const key = twin?.key ?? openKeys.get(act) ?? randomKey();
  if (twin !== undefined) {
    await twin.settled;
    await afterCallers();
  }
  openKeys.set(act, key);
  const sending = sendRenewing<T>(call, key);
  const entry = { key, settled: sending.then(() => undefined).catch(() => undefined) };
  inFlight.set(act, entry);
  try {
    const answer = await sending;
    openKeys.delete(act);
    return answer;
  } catch (error) {
    if (!(error instanceof ApiError) || !error.outcomeUnknown) openKeys.delete(act);
    throw error;
  } finally {
    if (inFlight.get(act) === entry) inFlight.delete(act);
  }
}

/**
 * Calls the server. Writes carry an `Idempotency-Key` that stays the same while the outcome of
 * that very act (method, path, body) is unknown, so that trying again does nothing twice.
 * @throws ApiError always: its `message` can be shown as it is
 */
export async function api<T>(call: ApiCall): Promise<T> {
  return call.method === 'GET' ? sendRenewing<T>(call, null) : sendWrite<T>(call);
}
