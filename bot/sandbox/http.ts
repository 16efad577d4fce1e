import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

/** One request as handlers see it; the body is whole and at most {@link maxBodyBytes}, unless the path allows more. */
export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  /** Path and query as they were written: some platforms sign them. */
  readonly target: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** The caller's address without `::ffff:`. */
  readonly ip: string;
  /** `http://localhost:3100`, as the caller wrote it. */
  readonly origin: string;
}

export interface SandboxResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A response, a cut connection (a fault), or a response that the handler keeps writing (events). */
export type Outcome = SandboxResponse | 'drop' | { readonly stream: (response: ServerResponse) => void };
export type Handler = (request: SandboxRequest) => Promise<Outcome> | Outcome;

export const maxBodyBytes = 1024 * 1024;
const loopbackHost = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;

/** Exact paths, and folders for what is served from a disk. Adding an address is one call. */
export class Router {
  readonly #exact = new Map<string, Handler>();
  readonly #folders: { prefix: string; handler: Handler }[] = [];
  readonly #bodies = new Map<string, number>();

  add(path: string, handler: Handler): void {
    if (this.#exact.has(path)) throw new Error(`Two handlers for ${path}`);
    this.#exact.set(path, handler);
  }

  addFolder(prefix: string, handler: Handler): void {
    this.#folders.push({ prefix, handler });
  }

  /** Files are larger than messages. */
  allowBody(path: string, maxBytes: number): void {
    this.#bodies.set(path, maxBytes);
  }

  bodyLimit(path: string): number {
    return this.#bodies.get(path) ?? maxBodyBytes;
  }

  find(path: string): Handler | undefined {
    return this.#exact.get(path) ?? this.#folders.find(({ prefix }) => path.startsWith(prefix))?.handler;
  }
}

export function json(status: number, value: unknown): SandboxResponse {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

/** What `/control` and the server itself say when they refuse. */
export function refusal(status: number, code: string, message: string, details?: unknown): SandboxResponse {
  return json(status, { error: { code, message, ...(details === undefined ? {} : { details }) } });
}

class TooLargeError extends Error {
  readonly megabytes: number;
  constructor(limit: number) {
    super();
    this.megabytes = Math.floor(limit / 1024 / 1024);
  }
}
/** The caller went away while it was sending. */
class GoneError extends Error {}

/** So much more is read and thrown away, for a caller hears the refusal only when it has sent all. */
const drainedBytes = 8 * maxBodyBytes;

function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limit + drainedBytes) message.destroy();
    });
    let ended = false;
    message.once('end', () => {
      ended = true;
      if (size > limit) reject(new TooLargeError(limit));
      else resolve(Buffer.concat(chunks));
    });
    message.once('error', () => reject(new GoneError()));
    message.once('close', () => {
      if (!ended) reject(new GoneError());
    });
  });
}

function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const cut = part.indexOf('=');
    if (cut === -1) continue;
    const name = part.slice(0, cut).trim();
    // The first one counts, as in browsers' own order.
    if (!cookies.has(name)) cookies.set(name, safeDecode(part.slice(cut + 1).trim()));
  }
  return cookies;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function send(response: ServerResponse, outcome: SandboxResponse): void {
  const body = typeof outcome.body === 'string' ? Buffer.from(outcome.body) : outcome.body;
  response.writeHead(outcome.status, {
    'content-type': outcome.type,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...outcome.headers,
  });
  response.end(body);
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The listener: loopback Host headers only (a page elsewhere cannot reach in by rebinding a
 * name), bodies capped, no handler's failure ends the process.
 * @param onError told of what a handler threw; the caller gets a bare 500
 */
export async function listen(
  router: Router,
  options: { port: number; host: string; onError: (error: unknown, path: string) => void },
): Promise<HttpServer> {
  const server = createServer((message, response) => {
    void answer(router, message, response, options.onError);
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  router: Router,
  message: IncomingMessage,
  response: ServerResponse,
  onError: (error: unknown, path: string) => void,
): Promise<void> {
  let path = '/';
  // Read before the body: a caller that hangs up takes its address along.
  const ip = (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  try {
    const host = message.headers.host ?? '';
    if (!loopbackHost.test(host)) {
      send(response, refusal(421, 'host.not_loopback', 'The sandbox answers on localhost only'));
      return;
    }
    const target = message.url ?? '/';
    const cut = target.indexOf('?');
    path = cut === -1 ? target : target.slice(0, cut);
    const handler = router.find(path);
    if (handler === undefined) {
      message.resume();
      send(response, refusal(404, 'route.not_found', `Nothing is simulated at ${path.slice(0, 200)}`));
      return;
    }
    const outcome = await handler({
      method: message.method ?? 'GET',
      path,
      target,
      query: new URLSearchParams(cut === -1 ? '' : target.slice(cut + 1)),
      headers: message.headers,
      cookies: readCookies(message.headers.cookie),
      body: await readBody(message, router.bodyLimit(path)),
      ip,
      origin: `http://${host}`,
    });
    if (outcome === 'drop') response.destroy();
    else if ('stream' in outcome) outcome.stream(response);
    else send(response, outcome);
  } catch (error) {
    if (error instanceof GoneError || response.headersSent || response.destroyed) return;
    if (error instanceof TooLargeError) {
      send(response, refusal(413, 'request.too_large', `A body may have ${error.megabytes} MB`));
      return;
    }
    onError(error, path);
    send(response, refusal(500, 'sandbox.failed', 'The sandbox itself failed; see its log'));
  }
}
