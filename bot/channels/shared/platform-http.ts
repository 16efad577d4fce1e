import { lookup as resolveName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';

import { PlatformUnreachableError, type PlatformChannel, type UnreachableReason } from './platform-error.ts';

/** What is told about each call, for metrics and the log: no address, no query, no body. */
export interface PlatformCallInfo {
  readonly channel: PlatformChannel;
  readonly method: string;
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  readonly ms: number;
}

export interface PlatformRequest {
  readonly channel: PlatformChannel;
  /** Ours, for errors: the address is never told, for it carries the token. */
  readonly method: string;
  readonly verb: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
}

export interface PlatformAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Names in lower case; a header that came twice is a list. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

export interface PlatformHttp {
  /** @throws PlatformUnreachableError */
  send(request: PlatformRequest): Promise<PlatformAnswer>;
  close(): Promise<void>;
}

/** The largest answer is a user list of 10 000 openids (platform.md A12), some 350 KB; ours with room. */
const answerLimitBytes = 10 * 1024 * 1024;

/** Refusals of the network before a byte of the request was written. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'EADDRREFUSED',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Node's error codes name the fault and nothing of the request. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  if ('cause' in error && error.cause !== undefined) return codeOf(error.cause);
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}

/** Refuses a name that resolves to an address we may not reach, at the moment of connecting. */
export function guardedLookup(refuse: (address: string, hostname: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        done(error, []);
        return;
      }
      const allowed = addresses.filter(({ address }) => !refuse(address, hostname));
      const first = allowed[0];
      if (first === undefined) {
        done(Object.assign(new Error('The address is not allowed'), { code: 'EADDRREFUSED' }), []);
      } else if (options.all === true) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * The one way out to the platforms: time limit, size limit, outgoing proxy (the sandbox on the
 * loopback is reached directly), no redirects, and errors that never carry an address: WeChat and
 * WeCom have tokens and secrets in their queries.
 * @param options.timeoutMs connecting and answering together; 8 s by default: the platforms answer in
 *   well under a second, and a job's lease is a minute (ours)
 * @param options.refuseAddress checked against what a name resolves to, so that a name cannot lead to
 *   an address that the URL check refuses; behind a proxy the proxy resolves
 */
export function createPlatformHttp(
  options: {
    readonly proxyUrl?: string | undefined;
    readonly timeoutMs?: number;
    readonly refuseAddress?: (address: string) => boolean;
    readonly onCall?: (info: PlatformCallInfo) => void;
  } = {},
): PlatformHttp {
  const timeoutMs = options.timeoutMs ?? 8_000;
  const refuse = options.refuseAddress;
  const direct = new Agent({
    connections: 64,
    connect: {
      timeout: timeoutMs,
      ...(refuse === undefined ? {} : { lookup: guardedLookup(refuse) }),
    },
  });
  const proxy =
    options.proxyUrl === undefined ? undefined : new ProxyAgent({ uri: options.proxyUrl, connections: 64 });

  async function sendOnce(call: PlatformRequest, signal: AbortSignal): Promise<PlatformAnswer> {
    const host = call.url.hostname;
    const literal = host.replace(/^\[|\]$/g, '');
    if (refuse !== undefined && isIP(literal) !== 0 && refuse(literal)) {
      throw Object.assign(new Error('The address is not allowed'), { code: 'EADDRREFUSED' });
    }
    const dispatcher: Dispatcher = proxy === undefined || isLoopbackHost(host) ? direct : proxy;
    const answer = await request(call.url, {
      dispatcher,
      method: call.verb,
      headers: { accept: 'application/json', 'user-agent': 'hulian', ...call.headers },
      ...(call.body === undefined ? {} : { body: call.body }),
      signal,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const body: AsyncIterable<unknown> = answer.body;
    for await (const chunk of body) {
      const bytes = chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > answerLimitBytes) {
        answer.body.destroy();
        throw fault(call, 'too-large', 'more than 10 MB', 'maybe');
      }
      chunks.push(bytes);
    }
    return {
      status: answer.statusCode,
      contentType: String(answer.headers['content-type'] ?? ''),
      headers: answer.headers,
      bytes: Buffer.concat(chunks),
    };
  }

  return {
    async send(call) {
      const startedAt = performance.now();
      const signal = AbortSignal.timeout(timeoutMs);
      const report = (status: number | null) =>
        options.onCall?.({
          channel: call.channel,
          method: call.method,
          status,
          ms: Math.round(performance.now() - startedAt),
        });
      try {
        const answer = await sendOnce(call, signal);
        report(answer.status);
        return answer;
      } catch (error) {
        report(null);
        if (error instanceof PlatformUnreachableError) throw error;
        // The library's error is dropped on purpose: its text and its parts may hold the address.
        if (signal.aborted) throw fault(call, 'timeout', `no answer within ${timeoutMs} ms`, 'maybe');
        const code = codeOf(error);
        throw fault(call, 'network', code, neverSent.has(code) ? 'no' : 'maybe');
      }
    },
    async close() {
      await direct.close();
      await proxy?.close();
    },
  };
}

function fault(
  call: PlatformRequest,
  reason: UnreachableReason,
  detail: string,
  sent: 'no' | 'maybe',
): PlatformUnreachableError {
  return new PlatformUnreachableError({ channel: call.channel, method: call.method, reason, detail, sent });
}
