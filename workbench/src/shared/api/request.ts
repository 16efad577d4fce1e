import type { z } from 'zod';

import { errorEnvelopeSchema } from '../../../../server/contract/common.ts';
import { currentLanguage } from '../i18n/language.ts';
import { ApiError, UnreachableError } from './errors.ts';
import { readAnswer } from './read-answer.ts';

const base = '/api/v1';
/** After this the page says that the server was not reached; longer than any of its own deadlines. */
const timeoutMs = 30_000;

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Write {
  readonly method: 'POST' | 'PATCH' | 'PUT';
  readonly body?: unknown;
  /** Sent as If-Match; the server answers 409 `conflict.version` when it is not the newest. */
  readonly version?: number;
  readonly idempotencyKey?: string;
}

/** @throws ApiError | UnreachableError | UnreadableAnswerError */
export async function getJson<S extends z.ZodType>(
  path: string,
  schema: S,
  options: { query?: Query; signal?: AbortSignal } = {},
): Promise<z.output<S>> {
  const answer = await send(`${path}${queryText(options.query)}`, { method: 'GET' }, options.signal);
  return readAnswer(schema, answer, path);
}

/** @throws ApiError | UnreachableError | UnreadableAnswerError */
export async function writeJson<S extends z.ZodType>(
  path: string,
  schema: S,
  write: Write,
): Promise<z.output<S>> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (write.version !== undefined) headers['If-Match'] = `"${write.version}"`;
  if (write.idempotencyKey !== undefined) headers['Idempotency-Key'] = write.idempotencyKey;
  const answer = await send(path, {
    method: write.method,
    headers,
    body: JSON.stringify(write.body ?? {}),
  });
  return readAnswer(schema, answer, path);
}

/** A file may take its time: it is read while it is made. */
const fileTimeoutMs = 300_000;

/** Asks for a file with a write, as exports are. @throws ApiError | UnreachableError */
export async function fetchFile(path: string, body: unknown): Promise<Blob> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), fileTimeoutMs);
  try {
    const response = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': currentLanguage() },
      credentials: 'same-origin',
      body: JSON.stringify(body),
      signal: deadline.signal,
    });
    if (!response.ok) throw refusal(response.status, await readBody(response));
    return await response.blob();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new UnreachableError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Empty values are left out: the server refuses a filter without a value. */
export function queryText(query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

async function send(path: string, init: RequestInit, signal?: AbortSignal): Promise<unknown> {
  const headers = new Headers(init.headers);
  headers.set('Accept', 'application/json');
  headers.set('Accept-Language', currentLanguage());
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const stop = () => deadline.abort();
  signal?.addEventListener('abort', stop);
  try {
    const response = await fetch(`${base}${path}`, {
      ...init,
      headers,
      credentials: 'same-origin',
      signal: deadline.signal,
    });
    const body = await readBody(response);
    if (!response.ok) throw refusal(response.status, body);
    return body;
  } catch (error) {
    if (error instanceof ApiError || signal?.aborted === true) throw error;
    throw new UnreachableError(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function refusal(status: number, body: unknown): ApiError {
  const parsed = errorEnvelopeSchema.safeParse(body);
  if (parsed.success) return new ApiError({ status, ...parsed.data.error });
  // A proxy in between answered; there is no text of ours, the page shows its own for the status.
  return new ApiError({ status, code: `http.${status}`, message: '', details: {}, requestId: '' });
}
