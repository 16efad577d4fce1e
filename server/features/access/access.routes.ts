import { z } from 'zod';

import { limits } from '../../../config/limits.ts';
import {
  ownPasswordSchema,
  patchStaffMeSchema,
  putStaffAvatarSchema,
  staffAvatarSchema,
  staffLinkSchema,
  staffMeSchema,
  wecomStartQuerySchema,
} from '../../contract/access.ts';
import { doneSchema } from '../../contract/common.ts';
import type { Database } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { Enterprises } from '../enterprises/index.ts';
import { Session, Staff, StaffAvatar } from './access.entity.ts';
import type { OwnAccount } from './own-account.ts';
import type { Sessions } from './sessions.ts';
import type { StaffLinks } from './staff-links.ts';
import type { OwnRequests } from './directory/own-request.ts';
import { NotMappedError, type StaffSignIn } from './staff-sign-in.ts';

export interface AccessRouteDeps {
  readonly db: Database;
  readonly sessions: Sessions;
  readonly signIn: StaffSignIn;
  readonly links: StaffLinks;
  readonly own: OwnAccount;
  readonly enterprises: Enterprises;
  readonly staffCookieName: string;
  readonly stateCookieName: string;
  readonly requests: Pick<OwnRequests, 'cookieName' | 'cookieFor'>;
}

const callbackQuerySchema = z.object({
  code: z.string().max(512).default(''),
  state: z.string().max(128).default(''),
});

export function createAccessRoutes(deps: AccessRouteDeps): RouteDefinition[] {
  const { sessions, signIn } = deps;

  async function present(em: EntityManager, caller: Caller) {
    const staff = await em.findOne(Staff, { id: caller.personId });
    const session = await em.findOne(Session, { id: caller.sessionId });
    const avatar = await em.findOne(StaffAvatar, { id: caller.personId }, { fields: ['updatedAt'] });
    const enterprise = await deps.enterprises.byId(caller.enterpriseId);
    assertThat(staff !== null && session !== null && enterprise !== null, 'session.expired', 401);
    return {
      staff: {
        ...{ id: staff.id, name: staff.name, account: staff.account },
        ...{ nickname: staff.nickname, note: staff.note },
        hasPassword: (staff.passwordHash ?? null) !== null,
        avatarAt: avatar?.updatedAt.toISOString() ?? null,
      },
      enterprise: {
        id: enterprise.id,
        displayName: enterprise.displayName,
        legalName: enterprise.legalName,
        timeZone: enterprise.timeZone,
        demo: enterprise.demo,
        kind: enterprise.kind,
      },
      permissions: [...caller.permissions].sort(),
      language: staff.language,
      sessionExpiresAt: session.expiresAt.toISOString(),
    };
  }

  return [
    defineRoute(
      {
        method: 'get',
        path: '/oauth/wecom/start',
        summary: 'Staff sign-in: on to WeCom',
        audience: 'public',
        query: wecomStartQuerySchema,
      },
      async ({ query, cookies, redirect }) => {
        const { url, cookie } = await signIn.start({ app: query.app, redirect: query.redirect });
        cookies.set(deps.stateCookieName, cookie, {
          maxAgeMs: limits.oauthStateMs,
          path: '/api/v1/oauth',
        });
        redirect(url);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/oauth/wecom/callback',
        summary: 'Staff sign-in: back from WeCom',
        audience: 'public',
        query: callbackQuerySchema,
      },
      async ({ query, cookies, redirect, userAgent }) => {
        const cookie = cookies.get(deps.stateCookieName);
        cookies.set(deps.stateCookieName, null, { path: '/api/v1/oauth' });
        try {
          const done = await signIn.finish({ code: query.code, state: query.state, cookie, userAgent });
          cookies.set(deps.staffCookieName, done.session.token, {
            maxAgeMs: limits.staffSession.absoluteMs,
          });
          redirect(done.redirect);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          if (error instanceof NotMappedError)
            cookies.set(deps.requests.cookieName, deps.requests.cookieFor(error.asker), {
              ...{ maxAgeMs: limits.staffRequestMs, path: '/api/v1/own-staff-request' },
            });
          redirect(`/workbench/sign-in?error=${encodeURIComponent(error.code)}`);
        }
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/sessions/staff-link',
        summary: 'Staff sign-in by a one-time link of the operator',
        audience: 'public',
        body: staffLinkSchema,
        response: doneSchema,
        status: 201,
      },
      async ({ body, cookies }) => {
        const session = await deps.links.enter(body.code);
        cookies.set(deps.staffCookieName, session.token, { maxAgeMs: limits.staffSession.absoluteMs });
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/staff/me',
        summary: 'Who is signed in, and what he may do',
        audience: 'staff',
        response: staffMeSchema,
      },
      ({ em, caller }) => present(em, caller),
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/staff/me',
        summary: 'Own information and language',
        audience: 'staff',
        body: patchStaffMeSchema,
        response: staffMeSchema,
      },
      async ({ em, caller, requestId, body }) => {
        await deps.own.change(em, { ...caller, requestId }, body);
        return present(em.fork(), caller);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/staff/sign-out',
        summary: 'End this session',
        audience: 'staff',
        response: doneSchema,
      },
      async ({ em, caller, cookies }) => {
        await sessions.end(em, { id: caller.sessionId });
        cookies.set(deps.staffCookieName, null, {});
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/staff/sign-out-everywhere',
        summary: 'End every session of one’s own',
        audience: 'staff',
        response: doneSchema,
      },
      async ({ em, caller, cookies }) => {
        await deps.own.signOutEverywhere(em, caller);
        cookies.set(deps.staffCookieName, null, {});
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/staff/me/password',
        summary: 'Change one’s own password: the other sessions end',
        audience: 'staff',
        body: ownPasswordSchema,
        response: doneSchema,
      },
      async ({ em, caller, requestId, body, ip }) => {
        await deps.own.changePassword(em, { ...caller, requestId }, { ...body, ip });
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/staff/me/avatar',
        summary: 'One’s own picture',
        audience: 'staff',
        response: staffAvatarSchema,
      },
      async ({ em, caller }) => ({ dataUrl: await deps.own.avatar(em, caller) }),
    ),
    defineRoute(
      {
        method: 'put',
        path: '/staff/me/avatar',
        summary: 'Give oneself a picture, or take it away',
        audience: 'staff',
        body: putStaffAvatarSchema,
        response: staffMeSchema,
      },
      async ({ em, caller, body }) => {
        await deps.own.setAvatar(em, caller, body.content);
        return present(em.fork(), caller);
      },
    ),
  ];
}
