import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import {
  PlatformError,
  PlatformUnreachableError,
  type PlatformChannel,
  type PlatformCodes,
} from './platform-error.ts';
import type { PlatformAnswer, PlatformHttp } from './platform-http.ts';
import { parsePlatformJson, redact } from './platform-json.ts';
import type { PlatformLimits } from './platform-limits.ts';
import { TokenWaitError, type TokenSource } from './token-source.ts';

export interface FormFile {
  readonly field: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** One call: `verb` is POST where there is a body. */
export interface CallSpec<T> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** In place of a body: a file, sent as a form of one field. */
  readonly file?: FormFile;
  /** What of the answer is used; everything else is dropped here. */
  readonly schema: z.ZodType<T>;
  /** Which rate limit and breaker it counts for; its own by default. */
  readonly group?: string;
  /** Without the access token: sign-in codes and the token itself carry the secret instead. */
  readonly withoutToken?: boolean;
}

export interface PlatformCaller {
  /** @throws PlatformError the platform said no. @throws PlatformUnreachableError */
  readonly call: <T>(method: string, spec: CallSpec<T>) => Promise<T>;
  /** For answers that are a picture; an error still comes as JSON (platform.md B getUnlimited). */
  readonly download: (
    method: string,
    spec: Omit<CallSpec<never>, 'schema'>,
  ) => Promise<{ bytes: Buffer; contentType: string }>;
}

/** The token is wrong, foreign or too old: a new one is worth one try (platform.md A7, C9). */
const tokenCodes = new Set([40001, 40014, 42001]);

/** What of a call must not be repeated: the token, and codes that sign people in. */
function secretsOf(spec: Pick<CallSpec<never>, 'query'>, token: string | undefined): string[] {
  const codes = [spec.query?.['code'], spec.query?.['js_code']];
  return [token, ...codes].filter((value) => typeof value === 'string');
}

function contentOf(spec: Pick<CallSpec<never>, 'body' | 'file'>) {
  if (spec.file !== undefined) return formOf(spec.file);
  if (spec.body === undefined) return undefined;
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(spec.body) };
}

/** `filelength` beside the name, as WeCom's documentation writes the field and WeChat's names it. */
function formOf({ field, name, contentType, bytes }: FormFile) {
  const boundary = `----${randomBytes(16).toString('hex')}`;
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"; ` +
    `filelength=${bytes.length}\r\nContent-Type: ${contentType}\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

const outcomeSchema = z.object({
  errcode: z.coerce.number().int().optional(),
  errmsg: z.string().optional(),
});

/**
 * Everything that calls of WeChat and WeCom have in common: rate limit, token in the query and one
 * try with a new one, raw UTF-8 JSON (40033 otherwise), «200 with errcode» turned into PlatformError.
 */
export function createPlatformCaller(deps: {
  channel: PlatformChannel;
  /** Without a slash at its end; may have a path (sandbox, relay). */
  baseUrl: string;
  http: PlatformHttp;
  codes: PlatformCodes;
  limits: PlatformLimits;
  token: () => TokenSource;
  /** Never told, even where the platform repeats them. */
  secrets: readonly string[];
}): PlatformCaller {
  const { channel } = deps;
  const fault = (
    method: string,
    reason: PlatformUnreachableError['reason'],
    detail: string,
    sent: 'no' | 'maybe',
  ) => new PlatformUnreachableError({ channel, method, reason, detail, sent });

  function addressOf(spec: Pick<CallSpec<never>, 'path' | 'query'>, token: string | undefined): URL {
    const url = new URL(`${deps.baseUrl}${spec.path}`);
    if (token !== undefined) url.searchParams.set('access_token', token);
    for (const [name, value] of Object.entries(spec.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  function readJson(method: string, answer: PlatformAnswer): unknown {
    // «Too many» is said before anything is done, by the platform or by what stands before it.
    if (answer.status === 429) throw fault(method, 'status', 'HTTP 429', 'no');
    if (answer.status >= 500 || (answer.status >= 300 && answer.status < 400)) {
      throw fault(method, 'status', `HTTP ${answer.status}`, 'maybe');
    }
    try {
      return parsePlatformJson(answer.bytes.toString('utf8'));
    } catch {
      throw fault(method, 'not-json', `HTTP ${answer.status}, ${answer.bytes.length} bytes`, 'maybe');
    }
  }

  /** The one place where «200 with errcode» becomes an error. */
  function checkOutcome(method: string, json: unknown, sent: readonly string[]): void {
    const outcome = outcomeSchema.safeParse(json);
    if (!outcome.success) throw fault(method, 'unexpected', 'not an object', 'maybe');
    const code = outcome.data.errcode ?? 0;
    if (code === 0) return;
    throw new PlatformError({
      channel,
      method,
      code,
      errmsg: redact(outcome.data.errmsg ?? '', [...deps.secrets, ...sent]),
      codes: deps.codes,
    });
  }

  async function getToken(method: string): Promise<string> {
    try {
      return await deps.token().get();
    } catch (error) {
      if (error instanceof TokenWaitError) throw fault(method, 'token-wait', error.message, 'no');
      throw error;
    }
  }

  async function once<T>(
    method: string,
    spec: Omit<CallSpec<never>, 'schema'>,
    token: string | undefined,
    read: (answer: PlatformAnswer) => T,
  ): Promise<T> {
    const group = spec.group ?? method;
    await deps.limits.take(group, method);
    const content = contentOf(spec);
    const answer = await deps.http.send({
      channel,
      method,
      verb: content === undefined ? 'GET' : 'POST',
      url: addressOf(spec, token),
      ...content,
    });
    try {
      const result = read(answer);
      deps.limits.accepted(group);
      return result;
    } catch (error) {
      if (error instanceof PlatformError) deps.limits.refused(group, error);
      throw error;
    }
  }

  async function withToken<T>(
    method: string,
    spec: Omit<CallSpec<never>, 'schema'>,
    read: (answer: PlatformAnswer, token: string | undefined) => T,
  ): Promise<T> {
    if (spec.withoutToken === true) return once(method, spec, undefined, (answer) => read(answer, undefined));
    const isTokenFault = (error: unknown) =>
      error instanceof PlatformError && typeof error.code === 'number' && tokenCodes.has(error.code);
    const first = await getToken(method);
    try {
      return await once(method, spec, first, (answer) => read(answer, first));
    } catch (error) {
      if (!isTokenFault(error)) throw error;
    }
    await deps.token().refused(first).catch(noteWait(method));
    const second = await getToken(method);
    try {
      return await once(method, spec, second, (answer) => read(answer, second));
    } catch (error) {
      // Twice refused: the next call gets a token that was forced, this one is over.
      if (isTokenFault(error) && second === first) await deps.token().refused(second).catch(noteWait(method));
      throw error;
    }
  }

  function noteWait(method: string) {
    return (error: unknown): never => {
      if (error instanceof TokenWaitError) throw fault(method, 'token-wait', error.message, 'no');
      throw error;
    };
  }

  return {
    call: (method, spec) =>
      withToken(method, spec, (answer, token) => {
        const json = readJson(method, answer);
        checkOutcome(method, json, secretsOf(spec, token));
        const parsed = spec.schema.safeParse(json);
        if (!parsed.success) {
          const where = parsed.error.issues[0]?.path.join('.') ?? '';
          throw fault(method, 'unexpected', `the field ${where} is not as documented`, 'maybe');
        }
        return parsed.data;
      }),
    download: (method, spec) =>
      withToken(method, spec, (answer, token) => {
        if (answer.status === 200 && !/json/i.test(answer.contentType)) {
          return { bytes: answer.bytes, contentType: answer.contentType };
        }
        checkOutcome(method, readJson(method, answer), secretsOf(spec, token));
        throw fault(method, 'unexpected', 'JSON in place of a picture', 'maybe');
      }),
  };
}
