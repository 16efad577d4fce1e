import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import Koa, { type Middleware } from 'koa';
import helmet from 'koa-helmet';
import send from 'koa-send';

import { boundAddress } from './kernel/http/bound-address.ts';
import { createApi, type ApiDeps } from './kernel/http/api.ts';
import { docsPage } from './kernel/http/docs-page.ts';
import { createErrorHandler } from './kernel/http/error-handler.ts';
import { createInlineScripts } from './kernel/http/inline-scripts.ts';
import { createOpenApi } from './kernel/http/openapi.ts';
import { pass } from './kernel/http/pass.ts';
import type { RouteDefinition } from './kernel/http/route.ts';
import { AppError } from './kernel/errors/app-error.ts';
import type { Logger } from './kernel/log/logger.ts';
import type { Metrics } from './kernel/log/metrics.ts';

type Problems = Readonly<Record<string, string | null>>;
export interface Readiness {
  /** Whether everything that a request needs is there: name → what is wrong, or null. */
  readonly checks: Problems;
  /** What is missing and makes things slower, no more. */
  readonly degraded?: Problems;
}

export interface AppDeps {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly publicUrl: string;
  readonly trustProxy: boolean;
  /** Pages under another name are sent to `publicUrl`. */
  readonly bound: boolean;
  /** The only foreign page that may frame ours: the sandbox's phone. Null: none may. */
  readonly sandboxOrigin: string | null;
  readonly routes: readonly RouteDefinition[];
  readonly api: Omit<ApiDeps, 'metrics' | 'publicOrigin' | 'secureCookies'>;
  readonly readiness: () => Promise<Readiness>;
  /** A process without pages tells its health and nothing else. */
  readonly serves: 'everything' | 'health';
  /** Built clients; undefined: not built, and said so. */
  readonly miniappDir: string | undefined;
  readonly workbenchDir: string | undefined;
  /** The page at `/`. */
  readonly home: Middleware;
}

/** The Koa application: health, the API, and the two clients' files. The platforms' callbacks do not come here. */
export function createApp(deps: AppDeps): Koa {
  const app = new Koa({ proxy: deps.trustProxy });
  const origin = new URL(deps.publicUrl).origin;
  app.on('error', (error: unknown) => {
    deps.log.error({ error }, 'response failed');
  });
  app.use(async (ctx, next) => {
    ctx.state['requestId'] = randomUUID();
    ctx.set('X-Request-Id', String(ctx.state['requestId']));
    await next();
  });
  app.use(createErrorHandler(deps.log));
  // WeChat's request knows no PATCH: the mini program says what it means in a header.
  app.use(async (ctx, next) => {
    if (ctx.method === 'POST' && ctx.get('x-http-method-override') === 'PATCH') ctx.method = 'PATCH';
    await next();
  });
  app.use(securityHeaders(deps));
  app.use(health(deps));
  if (deps.serves === 'health') {
    app.use(() => {
      throw new AppError('not_found', { status: 404 });
    });
    return app;
  }
  if (deps.bound) {
    const warn = () => deps.log.warn('pages are asked for under another name: does the proxy pass Host?');
    const prefixes = ['/app', '/workbench', '/b', '/i'];
    app.use(boundAddress(deps.publicUrl, { prefixes, cookieName: 'hl_sent_on', onLoop: warn }));
  }
  app.use(documents(deps));
  const api = createApi(deps.routes, {
    ...deps.api,
    metrics: deps.metrics,
    publicOrigin: origin,
    secureCookies: origin.startsWith('https:'),
  });
  app.use(api.routes());
  app.use(client('/app', deps.miniappDir, 'npm run build:miniapp'));
  app.use(client('/workbench', deps.workbenchDir, 'npm run build:workbench'));
  app.use(deps.home);
  app.use(() => {
    throw new AppError('not_found', { status: 404 });
  });
  return app;
}

function securityHeaders(deps: AppDeps): Middleware {
  const frames = ["'self'", ...(deps.sandboxOrigin === null ? [] : [deps.sandboxOrigin])];
  return helmet({
    // Framing is ruled by the policy below, which knows the sandbox.
    frameguard: false,
    hsts: deps.publicUrl.startsWith('https:'),
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-site' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Component libraries set styles from script; scripts themselves come from files only.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: [
          "'self'",
          'data:',
          'blob:',
          'https:',
          ...(deps.sandboxOrigin === null ? [] : [deps.sandboxOrigin]),
        ],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: frames,
      },
    },
  });
}

function health(deps: AppDeps): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'GET') return pass(next);
    if (ctx.path === '/healthz') {
      ctx.body = { ok: true };
    } else if (ctx.path === '/readyz') {
      const readiness = await deps.readiness();
      const ok = Object.values(readiness.checks).every((problem) => problem === null);
      ctx.status = ok ? 200 : 503;
      ctx.body = { ok, ...readiness };
    } else if (ctx.path === '/metrics') {
      ctx.set('Content-Type', deps.metrics.registry.contentType);
      ctx.body = await deps.metrics.registry.metrics();
    } else {
      return pass(next);
    }
    ctx.set('Cache-Control', 'no-store');
    return undefined;
  };
}

function documents(deps: AppDeps): Middleware {
  // Made when it is first asked for: all schemas at once take a tenth of a second of every start.
  let made: object | undefined;
  const openapi = () => (made ??= createOpenApi(deps.routes, deps.publicUrl));
  return async (ctx, next) => {
    if (ctx.method !== 'GET') return pass(next);
    if (ctx.path === '/api/openapi.json') {
      ctx.body = openapi();
    } else if (ctx.path === '/api/docs') {
      ctx.type = 'html';
      ctx.body = docsPage(openapi());
    } else if (ctx.path === '/b') {
      // Printed for ever: where guides and codes lead to bind.
      ctx.redirect(`/app/pages/bind/index${ctx.querystring === '' ? '' : `?${ctx.querystring}`}`);
    } else if (/^\/i\/[A-Za-z0-9_-]{22}$/.test(ctx.path)) {
      // Printed for ever: where invitation codes lead.
      ctx.redirect(`/app/pages/invitation/index?c=${ctx.path.slice('/i/'.length)}`);
    } else {
      return pass(next);
    }
    return undefined;
  };
}

/** A client's files below a prefix; paths without a file are its own routes, answered with its page. */
function client(prefix: string, dir: string | undefined, buildCommand: string): Middleware {
  const inlineScripts = dir === undefined ? undefined : createInlineScripts(join(dir, 'index.html'));
  return async (ctx, next) => {
    const inside = ctx.path === prefix || ctx.path.startsWith(`${prefix}/`);
    if (!inside || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return pass(next);
    if (ctx.path === prefix) {
      ctx.redirect(`${prefix}/${ctx.search}`);
      return undefined;
    }
    if (dir === undefined) {
      ctx.status = 503;
      ctx.type = 'text';
      ctx.body = `${prefix} is not built. Run: ${buildCommand}\n`;
      return undefined;
    }
    const path = ctx.path.slice(prefix.length + 1);
    const isFile = /\.[a-z0-9]{1,8}$/i.test(path);
    if (isFile) {
      const hashed = /[.-][0-9a-zA-Z_-]{8,}\.[a-z0-9]+$/.test(path);
      try {
        await send(ctx, path, { root: dir, maxAge: hashed ? 31_536_000_000 : 0, immutable: hashed });
        return undefined;
      } catch (error) {
        const status: unknown = error instanceof Error ? Reflect.get(error, 'status') : undefined;
        // 403: a path that leads out of the build.
        if (status !== 404 && status !== 400 && status !== 403) throw error;
        throw new AppError('not_found', { status: 404, cause: error });
      }
    }
    try {
      const hashes = (await inlineScripts?.()) ?? [];
      if (hashes.length > 0) {
        // What the build itself wrote into its page may run; whatever else came into it may not.
        const policy = ctx.response.get('Content-Security-Policy');
        ctx.set('Content-Security-Policy', `${policy};script-src 'self' ${hashes.join(' ')}`);
      }
      await send(ctx, 'index.html', { root: dir });
    } catch (cause) {
      // It is being built anew.
      throw new AppError('service.unavailable', { status: 503, cause });
    }
    ctx.set('Cache-Control', 'no-store');
    return undefined;
  };
}

/** Where the builds lie, below the project's folder. */
export function clientDirs(root: string) {
  return { miniapp: join(root, 'miniapp/dist/h5'), workbench: join(root, 'workbench/dist') };
}
