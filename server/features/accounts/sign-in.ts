import { LockMode } from '@mikro-orm/core';

import { limits } from '../../../config/limits.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { hashSecret, newId, newOauthState, newSecret22 } from '../../kernel/ids.ts';
import { Identity, SessionExchange } from './account.entity.ts';
import type { SignInApp, WechatDoor, WechatPerson } from './doors.ts';
import type { BoundMarks } from './bound-marks.ts';
import type { Identities } from './identities.ts';
import type { Memberships } from './memberships.ts';
import type { SessionEnder } from './unbinding.ts';
import { callWechat } from './wechat-errors.ts';

export interface SessionIssuer extends SessionEnder {
  issue(
    tx: EntityManager,
    input: {
      audience: 'downstream' | 'visitor';
      enterpriseId: string;
      personId: string;
      membershipId: string | null;
      appId: string;
      language: Locale;
    },
  ): Promise<{ token: string; expiresAt: Date }>;
  endOne(tx: EntityManager, sessionId: string): Promise<void>;
}

export interface Issued {
  readonly token: string;
  readonly expiresAt: Date;
  readonly identityId: string;
  readonly membershipId: string | null;
  readonly enterpriseId: string;
  readonly locale: Locale;
}

/** State of a web sign-in, carried by the browser that began it (OAuth state, ASVS 10.2.1). */
export interface StateKeeper {
  pack(state: { state: string; app: string; redirect: string; until: number }): string;
  unpack(text: string | undefined): { state: string; app: string; redirect: string; until: number } | null;
  safeRedirect(path: string): string;
}

export interface SignInDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly wechat: WechatDoor;
  readonly identities: Identities;
  readonly memberships: Memberships;
  readonly marks: BoundMarks;
  readonly sessions: SessionIssuer;
  readonly states: StateKeeper;
  readonly publicUrl: string;
}

export function createSignIn(deps: SignInDeps) {
  const { db, clock } = deps;

  async function ensure(app: SignInApp, person: WechatPerson, language: Locale): Promise<string> {
    return inTransaction(db.acrossTenants('door: identity'), async (tx) => {
      const now = clock.now();
      const { openid, unionid } = person;
      const identity = await deps.identities.ensure(tx, { appId: app.appId, openid, unionid, now, language });
      if (unionid !== null) await deps.marks.refresh(tx, identity.id);
      return identity.id;
    });
  }

  /** A session of a person: with the account that he chose last, or his only one, or as a visitor. */
  async function open(
    identityId: string,
    at: { enterpriseId: string; appId: string },
    choose?: { membershipId: string },
    endSession?: string,
  ): Promise<Issued> {
    return inTransaction(db.acrossTenants('door: identity'), async (tx) => {
      // Behind whoever cancels his account at this moment: of a person who is gone no session begins.
      const identity = await tx.findOne(
        Identity,
        { id: identityId },
        { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
      );
      assertThat(identity, 'sign_in.exchange_invalid', 401);
      const views = await deps.memberships.viewsOf(tx, identityId);
      const wanted = choose?.membershipId ?? identity.lastMembershipId ?? null;
      const chosen =
        views.find(({ user }) => user.id === wanted) ?? (views.length === 1 ? views[0] : undefined);
      const first = chosen ?? views.find(({ user }) => user.enterpriseId === at.enterpriseId) ?? views[0];
      const membershipId = first?.user.id ?? null;
      if (membershipId !== null && identity.lastMembershipId !== membershipId) {
        identity.lastMembershipId = membershipId;
        await tx.flush();
      }
      if (endSession !== undefined) await deps.sessions.endOne(tx, endSession);
      const enterpriseId = first?.user.enterpriseId ?? at.enterpriseId;
      const issued = await deps.sessions.issue(tx, {
        audience: membershipId === null ? 'visitor' : 'downstream',
        enterpriseId,
        personId: identityId,
        membershipId,
        appId: at.appId,
        language: identity.language,
      });
      return { ...issued, identityId, membershipId, enterpriseId, locale: identity.language };
    });
  }

  return {
    open,
    async byMiniProgram(appId: string, code: string, language: Locale): Promise<Issued> {
      const app = await deps.wechat.miniProgram(appId);
      assertThat(app, 'sign_in.app_unknown', 404);
      const person = await callWechat('sign_in.code_invalid', () => deps.wechat.codeToPerson(app, code));
      return open(await ensure(app, person, language), app);
    },

    async startWeb(redirect: string): Promise<{ url: string; cookie: string }> {
      const app = await deps.wechat.serviceAccount(undefined);
      assertThat(app, 'sign_in.not_available', 409);
      const state = newOauthState();
      const until = clock.now().getTime() + limits.oauthStateMs;
      const url = await deps.wechat.webAuthorizeUrl(
        app,
        `${deps.publicUrl}/api/v1/sessions/web/callback`,
        state,
      );
      const cookie = deps.states.pack({
        state,
        app: app.channelAccountId,
        redirect: deps.states.safeRedirect(redirect),
        until,
      });
      return { url, cookie };
    },

    /** Back from WeChat: a once-only code for the page, never the token itself in an address. */
    async finishWeb(input: {
      code: string;
      state: string;
      cookie: string | undefined;
      language: Locale;
    }): Promise<string> {
      const known = deps.states.unpack(input.cookie);
      if (known?.state !== input.state || known.until < clock.now().getTime()) {
        throw new AppError('oauth.state_mismatch', { status: 401 });
      }
      const app = await deps.wechat.serviceAccount(undefined);
      assertThat(app?.channelAccountId === known.app ? app : null, 'sign_in.not_available', 409);
      assertThat(app, 'sign_in.not_available', 409);
      const person = await callWechat('sign_in.code_invalid', () => deps.wechat.webPerson(app, input.code));
      const identityId = await ensure(app, person, input.language);
      const code = newSecret22();
      const expiresAt = new Date(clock.now().getTime() + limits.webExchangeMs);
      await inTransaction(db.installation(), (tx) =>
        tx.insert(SessionExchange, {
          id: newId(),
          codeHash: hashSecret(code),
          identityId,
          enterpriseId: app.enterpriseId,
          appId: app.appId,
          expiresAt,
        }),
      );
      const [path = '/app/', query = ''] = known.redirect.split('?');
      const params = new URLSearchParams(query);
      params.set('hl_code', code);
      return `${path}?${params.toString()}`;
    },

    async exchange(code: string): Promise<Issued> {
      const now = clock.now();
      const row = await inTransaction(db.installation(), async (tx) => {
        const used = await tx.nativeUpdate(
          SessionExchange,
          { codeHash: hashSecret(code), usedAt: null, expiresAt: { $gt: now } },
          { usedAt: now },
        );
        return used === 0 ? null : tx.findOne(SessionExchange, { codeHash: hashSecret(code) });
      });
      assertThat(row, 'sign_in.exchange_invalid', 401);
      return open(row.identityId, { enterpriseId: row.enterpriseId, appId: row.appId });
    },
  };
}
export type SignIn = ReturnType<typeof createSignIn>;
