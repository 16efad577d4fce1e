import Router from '@koa/router';
import type { Context } from 'koa';

import type { Database } from '../data/orm.ts';
import { AppError, assertThat } from '../errors/app-error.ts';
import type { Metrics } from '../log/metrics.ts';
import { negotiateLocale } from '../i18n/translate.ts';
import { Download, sendDownload } from './download.ts';
import { parsePart, readIfMatch, readJsonBody, readQuery } from './guard.ts';
import type { createIdempotency } from './idempotency.ts';
import type { Caller, RouteDefinition } from './route.ts';

export interface ApiDeps {
  readonly db: Database;
  readonly metrics: Metrics;
  readonly publicOrigin: string;
  readonly secureCookies: boolean;
  readonly once: ReturnType<typeof createIdempotency>;
  /** Bearer token or staff cookie → caller; null when nobody is signed in. */
  readonly resolveCaller: (input: {
    bearer: string | undefined;
    staffCookie: string | undefined;
  }) => Promise<Caller | null>;
  readonly staffCookieName: string;
}

/** Mounts the route table under /api/v1. */
export function createApi(routes: readonly RouteDefinition[], deps: ApiDeps): Router {
  const router = new Router({ prefix: '/api/v1' });
  const seen = new Set<string>();
  for (const route of routes) {
    const id = `${route.method} ${route.path}`;
    if (seen.has(id)) throw new Error(`Two routes answer ${id}`);
    seen.add(id);
    router[route.method](route.path, (ctx: Context) => answer(ctx, route, deps));
  }
  return router;
}

async function answer(ctx: Context, route: RouteDefinition, deps: ApiDeps): Promise<void> {
  const stop = deps.metrics.httpSeconds.startTimer({ method: route.method, route: route.path });
  try {
    const caller = await findCaller(ctx, route, deps);
    const write = route.method !== 'get';
    const body = write ? await readJsonBody(ctx) : {};
    const context = {
      params:
        route.params === undefined ? undefined : parsePart(route.params, { ...ctx['params'] }, 'params'),
      query: parsePartOrNothing(route.query, readQuery(ctx), 'query'),
      body: write ? parsePartOrNothing(route.body, body, 'body') : undefined,
      caller,
      em: caller === null ? undefined : deps.db.tenant(caller.enterpriseId),
      locale: caller?.language ?? negotiateLocale(ctx.get('accept-language')),
      requestId: String(ctx.state['requestId']),
      ip: ctx.ip,
      userAgent: ctx.get('user-agent').slice(0, 300),
      version: route.ifMatch ? readIfMatch(ctx) : 0,
      cookies: {
        get: (name: string) => ctx.cookies.get(name),
        set: (name: string, value: string | null, options: { maxAgeMs?: number; path?: string }) => {
          ctx.cookies.set(name, value, {
            httpOnly: true,
            sameSite: 'lax',
            secure: deps.secureCookies,
            path: options.path ?? '/',
            overwrite: true,
            ...(options.maxAgeMs === undefined ? {} : { maxAge: options.maxAgeMs }),
          });
        },
      },
      redirect: (to: string) => {
        ctx.redirect(to);
      },
    };
    if (route.download !== undefined) {
      // Link previews ask for the head alone: that takes no file along.
      if (ctx.method === 'HEAD') {
        ctx.set('Allow', 'GET');
        ctx.status = 405;
        return;
      }
      const file = await route.handle(context);
      if (!(file instanceof Download)) throw new Error(`${route.method} ${route.path} answered no file`);
      ctx.set('Cache-Control', 'no-store');
      sendDownload(ctx, file, route.download);
      return;
    }
    const work = async () => {
      const result = await route.handle(context);
      return {
        status: route.status,
        body: route.response === undefined ? null : checkedResponse(route, result),
      };
    };
    const key = ctx.get('idempotency-key');
    const done =
      write && key !== '' && caller !== null
        ? await deps.once(caller.personId, key, `${route.method} ${ctx.path}\n${JSON.stringify(body)}`, work)
        : await work();
    ctx.set('Cache-Control', 'no-store');
    if (route.response !== undefined) {
      ctx.status = done.status;
      ctx.body = done.body;
    }
  } finally {
    stop({ status: String(ctx.status) });
  }
}

function parsePartOrNothing(schema: RouteDefinition['query'], value: unknown, part: string): unknown {
  if (schema !== undefined) return parsePart(schema, value, part);
  const extra = typeof value === 'object' && value !== null ? Object.keys(value)[0] : undefined;
  if (extra !== undefined) {
    throw new AppError('request.invalid', {
      status: 422,
      data: { field: `${part}.${extra}`, problem: 'unknown' },
    });
  }
  return undefined;
}

function checkedResponse(route: RouteDefinition, result: unknown): unknown {
  const parsed = route.response?.safeParse(result);
  if (parsed?.success !== true) {
    const issue = parsed?.error.issues[0];
    throw new Error(
      `The answer of ${route.method} ${route.path} is not what its contract says: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  return parsed.data;
}

async function findCaller(ctx: Context, route: RouteDefinition, deps: ApiDeps): Promise<Caller | null> {
  // What is no browser sends none.
  const origin = ctx.get('origin');
  if (route.signsIn && origin !== '' && origin !== deps.publicOrigin)
    throw new AppError('session.other_address', { status: 403, data: { address: deps.publicOrigin } });
  const bearer = /^Bearer ([\w-]{20,100})$/.exec(ctx.get('authorization'))?.[1];
  const staffCookie = ctx.cookies.get(deps.staffCookieName);
  const caller = await deps.resolveCaller({
    bearer: route.audience === 'staff' ? undefined : bearer,
    staffCookie: route.audience === 'staff' ? staffCookie : undefined,
  });
  if (caller !== null) ctx.state['locale'] = caller.language;
  if (route.audience === 'public') return caller;
  const given = route.audience === 'staff' ? staffCookie : bearer;
  assertThat(caller, given === undefined ? 'session.missing' : 'session.expired', 401);
  const fits =
    route.audience === caller.audience || (route.audience === 'visitor' && caller.audience === 'downstream');
  assertThat(fits, 'permission.denied', 403);
  if (route.audience === 'staff') {
    // A cookie is sent by the browser on its own; the page's Origin shows that our page asked.
    if (route.method !== 'get') assertThat(ctx.get('origin') === deps.publicOrigin, 'request.origin', 403);
    if (route.permission !== undefined) {
      assertThat(caller.permissions.has(route.permission), 'permission.denied', 403, {
        permission: route.permission,
      });
    }
  }
  return caller;
}
