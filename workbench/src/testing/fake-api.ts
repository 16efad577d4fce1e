import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

import type { z } from 'zod';

import { errorEnvelopeSchema } from '../../../server/contract/common.ts';
import { apiRoutes, Refusal } from './fake-routes.ts';
import { buildWorld, type World } from './world.ts';

export interface SeenWrite {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly ifMatch: string | undefined;
  readonly language: string | undefined;
}

export interface FakeApi {
  readonly origin: string;
  world: World;
  /** Every write that arrived, oldest first. */
  readonly writes: SeenWrite[];
  signedIn: boolean;
  /** Answers the next call of this method and path with this refusal instead. */
  refuseNext(call: string, refusal: Refusal): void;
  /** Answers every call of this method and path with this refusal until `allow`. */
  refuse(call: string, refusal: Refusal): void;
  allow(call: string): void;
  reset(): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * A server as the console knows it: the built files under /workbench/ with index.html for deep links,
 * and the API over a world in memory. What it takes and answers is checked with the contract, so that
 * a page tested against it fits the real one.
 */
export async function startFakeApi(dist: string): Promise<FakeApi> {
  const refusals = new Map<string, { refusal: Refusal; once: boolean }>();
  const state = { world: buildWorld(), signedIn: true };
  const writes: SeenWrite[] = [];

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/api/v1/')) {
      void answer(request, response, url).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    } else {
      serveFile(dist, url.pathname, response);
    }
  });

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const path = url.pathname.slice('/api/v1'.length);
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (method !== 'GET') {
      writes.push({
        method,
        path,
        body,
        idempotencyKey: header(request, 'idempotency-key'),
        ifMatch: header(request, 'if-match'),
        language: header(request, 'accept-language'),
      });
    }
    try {
      const refused = refusals.get(`${method} ${path}`);
      if (refused !== undefined) {
        if (refused.once) refusals.delete(`${method} ${path}`);
        throw refused.refusal;
      }
      if (!state.signedIn && path !== '/sessions/staff-link') {
        throw new Refusal(401, 'session.expired', '登录已过期，请重新登录。');
      }
      for (const route of apiRoutes) {
        const params = match(route.path, path);
        if (route.method !== method || params === null) continue;
        const result = route.answer({
          world: state.world,
          params,
          query: Object.fromEntries(url.searchParams),
          body,
          version: Number((header(request, 'if-match') ?? '').replaceAll('"', '')),
        });
        if (path === '/sessions/staff-link') state.signedIn = true;
        if (path === '/staff/sign-out') state.signedIn = false;
        send(response, 200, check(route.schema, result, `${method} ${path}`));
        return;
      }
      throw new Refusal(404, 'not_found', '没有找到。');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const envelope = {
        error: {
          code: error.code,
          message: error.message,
          details: error.details,
          requestId: 'req-0123456789',
        },
      };
      send(response, error.status, check(errorEnvelopeSchema, envelope, 'error'));
    }
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port }: AddressInfo = addressOf(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    get world() {
      return state.world;
    },
    set world(world) {
      state.world = world;
    },
    get signedIn() {
      return state.signedIn;
    },
    set signedIn(signedIn) {
      state.signedIn = signedIn;
    },
    writes,
    refuseNext: (call, refusal) => refusals.set(call, { refusal, once: true }),
    refuse: (call, refusal) => refusals.set(call, { refusal, once: false }),
    allow: (call) => refusals.delete(call),
    reset: () => {
      state.world = buildWorld();
      state.signedIn = true;
      writes.length = 0;
      refusals.clear();
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The test server has no port');
  return address;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

function check(schema: z.ZodType, value: unknown, what: string): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`${what} does not fit the contract: ${parsed.error.message}`);
  return parsed.data;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}

function serveFile(dist: string, path: string, response: ServerResponse): void {
  if (!path.startsWith('/workbench/')) {
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`elsewhere: ${path}`);
    return;
  }
  const asked = join(dist, normalize(path.slice('/workbench/'.length)));
  const file = existsSync(asked) && statSync(asked).isFile() ? asked : join(dist, 'index.html');
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}
