import type { z } from 'zod';

import type { Permission } from '../../../config/permissions.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../data/orm.ts';
import type { Download } from './download.ts';

/** Who may knock: everyone, a WeChat person (bound or not), a bound one, or staff with a right. */
export type Audience = 'public' | 'visitor' | 'downstream' | 'staff';

/** A signed-in caller, as the session row says; never as the request says. */
export interface Caller {
  readonly sessionId: string;
  readonly audience: 'visitor' | 'downstream' | 'staff';
  readonly enterpriseId: string;
  /** Staff.id or Identity.id. */
  readonly personId: string;
  readonly membershipId: string | null;
  readonly appId: string;
  readonly language: Locale;
  readonly permissions: ReadonlySet<string>;
  /** For operation records. */
  readonly name: string;
}

export interface RouteContext<P, Q, B, C> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Null on public routes when nobody is signed in. */
  readonly caller: C;
  /** Bound to the caller's tenant. On public routes: none; use the feature's door. */
  readonly em: C extends Caller ? EntityManager : undefined;
  readonly locale: Locale;
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
  /** The version that the caller edits; present on routes that ask for If-Match. */
  readonly version: number;
  readonly cookies: {
    get(name: string): string | undefined;
    set(name: string, value: string | null, options: { maxAgeMs?: number; path?: string }): void;
  };
  readonly redirect: (to: string) => void;
}

export interface RouteDefinition {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, with :params. */
  readonly path: string;
  readonly summary: string;
  readonly audience: Audience;
  readonly permission: Permission | undefined;
  readonly ifMatch: boolean;
  /** It signs in: a page of another address is refused, as every staff write refuses it. */
  readonly signsIn: boolean;
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  /** Undefined: the route answers with a redirect or a file. */
  readonly response: z.ZodType | undefined;
  /** Media type of the file that the route answers with; such a write knows no Idempotency-Key. */
  readonly download: string | undefined;
  readonly status: 200 | 201;
  handle(context: RouteContext<unknown, unknown, unknown, Caller | null>): Promise<unknown>;
}

interface RouteSpec<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  A extends Audience,
> {
  readonly method: RouteDefinition['method'];
  readonly path: string;
  readonly summary: string;
  readonly audience: A;
  readonly permission?: Permission;
  readonly ifMatch?: boolean;
  readonly signsIn?: boolean;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response?: R;
  readonly download?: string;
  readonly status?: 200 | 201;
}

/**
 * One endpoint: its guard (who, which right, which shapes) and its work. The response is checked
 * too, so that nothing leaves that the contract does not name.
 * @example
 * defineRoute({ method: 'get', path: '/quota', summary: '…', audience: 'staff', permission: 'quota.read',
 *   response: quotaOverviewSchema }, ({ em, locale }) => quotaOverview(em, locale))
 */
export function defineRoute<
  A extends Audience,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodUndefined,
>(
  spec: RouteSpec<P, Q, B, R, A>,
  handle: (
    context: RouteContext<z.output<P>, z.output<Q>, z.output<B>, A extends 'public' ? Caller | null : Caller>,
    // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a route that redirects answers nothing
  ) => Promise<z.input<R> | Download | void>,
): RouteDefinition {
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    audience: spec.audience,
    permission: spec.permission,
    ifMatch: spec.ifMatch ?? false,
    signsIn: spec.signsIn ?? false,
    params: spec.params,
    query: spec.query,
    body: spec.body,
    response: spec.response,
    download: spec.download,
    status: spec.status ?? 200,
    // The guard has parsed the parts with the very schemas whose outputs `handle` declares.
    handle,
  };
}
