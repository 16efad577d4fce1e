import {
  agreementsQuerySchema,
  agreementsSchema,
  appInfoSchema,
  bindingRequestCreateSchema,
  bindingResultSchema,
  bindingStartSchema,
  bindSchema,
  giveConsentSchema,
  meSchema,
  miniProgramSignInSchema,
  noticePageSchema,
  patchMeSchema,
  phoneProofSchema,
  sessionExchangeSchema,
  sessionSchema,
  smsChallengeRequestSchema,
  smsChallengeSchema,
  smsVerifySchema,
  startBindingSchema,
  switchMembershipSchema,
  webSignInStartQuerySchema,
  wechatPhoneSchema,
} from '../../contract/accounts.ts';
import { doneSchema, idSchema, pageQuerySchema } from '../../contract/common.ts';
import { z } from 'zod';
import { agreements } from '../../../config/agreements.ts';
import { limits } from '../../../config/limits.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Locale } from '../../contract/common.ts';
import { Identity, InterconnectUser } from './account.entity.ts';
import { agreementTexts } from './consents.ts';
import type { AccountsParts } from './accounts.ts';
import type { Binder } from './binding.ts';
import type { Issued } from './sign-in.ts';
import { callWechat } from './wechat-errors.ts';

const webCallbackSchema = z.object({
  code: z.string().max(512).default(''),
  state: z.string().max(128).default(''),
});
const stateCookie = (port: number) => `hl_web_state_${port}`;
const membershipParams = z.strictObject({ id: idSchema });

/** What the mini-app (weapp and H5) speaks. */
export function createAccountRoutes(parts: AccountsParts): RouteDefinition[] {
  const { deps, signIn, me, binding, consents, proofs, requests, binderOf, reopen } = parts;
  const cookieName = stateCookie(deps.port);

  async function session(issued: Issued) {
    return { token: issued.token, expiresAt: issued.expiresAt.toISOString(), me: await me.of(issued) };
  }
  const whoIs = (caller: Caller, locale: Locale) => ({
    identityId: caller.personId,
    membershipId: caller.membershipId,
    enterpriseId: caller.enterpriseId,
    locale,
  });
  const appOf = async (caller: Caller) => {
    const app = await deps.wechat.miniProgram(caller.appId);
    assertThat(app, 'sign_in.app_unknown', 404);
    return app;
  };

  /** Nobody has to agree to anything in order to leave; whatever else a proof is used for asks for consent itself. */
  async function mayProve(binder: Binder, purpose: 'bind' | 'own_account'): Promise<void> {
    if (purpose === 'own_account') return;
    const em = deps.db.acrossTenants('door: identity');
    await consents.demand(em, binder.enterpriseId, binder.identityId);
  }

  return [
    defineRoute(
      {
        method: 'get',
        path: '/app-info',
        summary: 'Whose mini-app this is',
        audience: 'public',
        response: appInfoSchema,
      },
      async () => {
        const app = await deps.wechat.miniProgram(undefined);
        const em = deps.db.installation();
        const upstream = app === null ? null : await deps.enterprises.within(em, app.enterpriseId);
        return {
          miniProgramAppId: app?.appId ?? null,
          upstream: { displayName: upstream?.displayName ?? '', slogan: upstream?.slogan ?? '' },
          sandboxOrigin: deps.sandboxOrigin,
        };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/sessions/mini-program',
        summary: 'Sign in by the code of wx.login',
        audience: 'public',
        body: miniProgramSignInSchema,
        response: sessionSchema,
        status: 201,
      },
      async ({ body, locale }) => session(await signIn.byMiniProgram(body.appId, body.code, locale)),
    ),
    defineRoute(
      {
        method: 'get',
        path: '/sessions/web/start',
        summary: 'Sign in on a page inside WeChat: on to WeChat',
        audience: 'public',
        query: webSignInStartQuerySchema,
      },
      async ({ query, cookies, redirect }) => {
        const { url, cookie } = await signIn.startWeb(query.redirect);
        cookies.set(cookieName, cookie, { maxAgeMs: limits.oauthStateMs, path: '/api/v1/sessions/web' });
        redirect(url);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/sessions/web/callback',
        summary: 'Sign in on a page inside WeChat: back from WeChat',
        audience: 'public',
        query: webCallbackSchema,
      },
      async ({ query, cookies, redirect, locale }) => {
        const cookie = cookies.get(cookieName);
        cookies.set(cookieName, null, { path: '/api/v1/sessions/web' });
        try {
          redirect(
            await signIn.finishWeb({ code: query.code, state: query.state, cookie, language: locale }),
          );
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          redirect(`/app/?error=${encodeURIComponent(error.code)}`);
        }
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/sessions/exchange',
        summary: 'The once-only code of a web sign-in becomes a session',
        audience: 'public',
        body: sessionExchangeSchema,
        response: sessionSchema,
        status: 201,
      },
      async ({ body }) => session(await signIn.exchange(body.code)),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/sessions/switch',
        summary: 'Choose another of my accounts',
        audience: 'visitor',
        body: switchMembershipSchema,
        response: sessionSchema,
      },
      async ({ caller, body }) => {
        const em = deps.db.acrossTenants('door: identity');
        const mine = await em.count(InterconnectUser, { id: body.membershipId, identityId: caller.personId });
        assertThat(mine > 0, 'not_found', 404);
        return reopen(caller, { membershipId: body.membershipId });
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/sessions/sign-out',
        summary: 'End this session',
        audience: 'visitor',
        response: doneSchema,
      },
      async ({ caller }) => {
        await inTransaction(deps.db.installation(), (tx) => deps.sessions.endOne(tx, caller.sessionId));
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/me',
        summary: 'Who I am here, and what I may use',
        audience: 'visitor',
        response: meSchema,
      },
      ({ caller, locale }) => me.of(whoIs(caller, locale)),
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/me',
        summary: 'Own settings: language',
        audience: 'visitor',
        body: patchMeSchema,
        response: meSchema,
      },
      async ({ caller, body }) => {
        await inTransaction(deps.db.installation(), async (tx) => {
          await tx.nativeUpdate(Identity, { id: caller.personId }, { language: body.language });
          await deps.sessions.setLanguage(tx, caller.personId, body.language);
        });
        return me.of(whoIs(caller, body.language));
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/agreements',
        summary: 'What one agrees to',
        audience: 'visitor',
        query: agreementsQuerySchema,
        response: agreementsSchema,
      },
      async ({ caller, query, locale, requestId }) => {
        const { enterpriseId } = await binderOf(caller, locale, requestId);
        return agreementTexts(
          query.lang ?? locale,
          await parts.parties(deps.db.tenant(enterpriseId), enterpriseId),
        );
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/consents',
        summary: 'Agree to the texts of a version',
        audience: 'visitor',
        body: giveConsentSchema,
        response: doneSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const { enterpriseId, identityId } = await binderOf(caller, locale, requestId);
        await inTransaction(deps.db.acrossTenants('door: identity'), async (tx) => {
          const known = await parts.parties(tx, enterpriseId);
          const now = deps.clock.now();
          await consents.give(tx, {
            enterpriseId,
            identityId,
            locale,
            parties: known,
            version: body.version,
            now,
          });
        });
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/consents/withdraw',
        summary: 'Withdraw consent: unbinds, and messages stop',
        audience: 'visitor',
        response: sessionSchema,
      },
      async ({ caller, locale, requestId }) => {
        const { enterpriseId, identityId } = await binderOf(caller, locale, requestId);
        await inTransaction(deps.db.acrossTenants('door: identity'), async (tx) => {
          const by = { actor: `identity:${identityId}`, actorName: '', cause: requestId, requestId };
          const users = await tx.find(InterconnectUser, { identityId, enterpriseId });
          for (const user of users) await parts.unbinding.unbind(tx, user, by);
          await consents.withdraw(tx, enterpriseId, identityId, deps.clock.now());
          await parts.identities.forgetProofs(tx, identityId);
          await deps.registration.withdrawn(tx, enterpriseId, identityId);
        });
        return reopen(caller);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/binding/start',
        summary: 'Opens the guide’s ticket, and tells what binding needs',
        audience: 'visitor',
        body: startBindingSchema,
        response: bindingStartSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const binder = await binderOf(caller, locale, requestId);
        const ticket =
          body.ticket === undefined
            ? ('none' as const)
            : await binding.openTicket(binder, body.ticket, {
                scene: body.scene,
                confirmed: body.confirmForwarded === true,
              });
        const em = deps.db.acrossTenants('door: identity');
        const upstream = await deps.enterprises.within(em, binder.enterpriseId);
        const known = await parts.parties(em, binder.enterpriseId);
        return {
          ticket,
          upstream: { displayName: upstream?.displayName ?? '', slogan: upstream?.slogan ?? '' },
          controllerName: upstream?.legalName ?? known.upstream,
          processorName: known.operator,
          consent: {
            requiredVersion: agreements.version,
            givenVersion: await consents.given(em, binder.enterpriseId, binder.identityId),
          },
          registrationOpen: await deps.registration.isOpen(em, binder.enterpriseId),
          smsOffered: deps.sms.on,
        };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/phone-proofs/wechat',
        summary: 'Prove a phone by the code of WeChat’s button',
        audience: 'visitor',
        body: wechatPhoneSchema,
        response: phoneProofSchema,
        status: 201,
      },
      async ({ caller, body, locale, requestId }) => {
        await mayProve(await binderOf(caller, locale, requestId), body.purpose);
        return proofs.byWechat(await appOf(caller), caller.personId, body.code);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/phone-proofs/sms',
        summary: 'Send a code by SMS; answers alike for every number',
        audience: 'visitor',
        body: smsChallengeRequestSchema,
        response: smsChallengeSchema,
        status: 201,
      },
      async ({ caller, body, ip, locale, requestId }) => {
        const binder = await binderOf(caller, locale, requestId);
        const { enterpriseId, identityId } = binder;
        await mayProve(binder, body.purpose);
        return proofs.startSms({ enterpriseId, identityId, phone: body.phone, ip });
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/phone-proofs/sms/verify',
        summary: 'Prove a phone by the code of the SMS',
        audience: 'visitor',
        body: smsVerifySchema,
        response: phoneProofSchema,
        status: 201,
      },
      ({ caller, body }) => proofs.finishSms(caller.personId, body.challengeId, body.code),
    ),
    defineRoute(
      {
        method: 'post',
        path: '/bindings',
        summary: 'Bind the account that waits for a proved phone',
        audience: 'visitor',
        body: bindSchema,
        response: bindingResultSchema,
      },
      async ({ caller, body, locale, requestId }) => {
        const result = await binding.bind(
          await binderOf(caller, locale, requestId),
          body.proofId,
          body.accountIds,
        );
        if (result.outcome === 'bound') {
          return {
            outcome: 'bound' as const,
            session: await reopen(caller, { membershipId: result.membershipId }),
          };
        }
        if (result.outcome === 'not_found') {
          const em = deps.db.acrossTenants('door: phone');
          const ownPrompt = await parts.prompts.of(em, caller.enterpriseId, locale);
          const { enterpriseId } = await binderOf(caller, locale, requestId);
          const registrationOpen = await deps.registration.isOpen(em, enterpriseId);
          return { ...result, canAskSalesperson: true, registrationOpen, ownPrompt };
        }
        const em = deps.db.acrossTenants('door: phone');
        const accounts = [];
        for (const view of result.accounts) {
          const upstream = await deps.enterprises.within(em, view.user.enterpriseId);
          accounts.push({
            id: view.user.id,
            contactName: view.user.name,
            upstreamName: upstream?.displayName ?? '',
            downstreamName: view.company.name,
            available: binding.isFor(view, caller.personId),
          });
        }
        return { outcome: 'choose' as const, phoneMasked: result.phoneMasked, accounts };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/bindings/:id/unbind',
        summary: 'Undo the binding of one of my accounts',
        audience: 'visitor',
        params: membershipParams,
        response: sessionSchema,
      },
      async ({ caller, params, requestId }) => {
        await inTransaction(deps.db.acrossTenants('door: identity'), async (tx) => {
          const user = await tx.findOne(InterconnectUser, { id: params.id, identityId: caller.personId });
          assertThat(user, 'binding.not_bound', 404);
          const by = {
            actor: `identity:${caller.personId}`,
            actorName: user.name,
            cause: requestId,
            requestId,
          };
          await parts.unbinding.unbind(tx, user, by);
        });
        return reopen(caller);
      },
    ),
    defineRoute(
      {
        method: 'post',
        path: '/binding-requests',
        summary: 'Ask the salesperson: my proved phone is not the one on file',
        audience: 'visitor',
        body: bindingRequestCreateSchema,
        response: meSchema,
        status: 201,
      },
      async ({ caller, body, locale, requestId }) => {
        await requests.ask(await binderOf(caller, locale, requestId), body);
        return me.of(whoIs(caller, locale));
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/notices',
        summary: 'Messages that were sent to my account',
        audience: 'downstream',
        query: pageQuerySchema,
        response: noticePageSchema,
      },
      async ({ caller, em, query, locale }) => {
        assertThat(caller.membershipId, 'not_found', 404);
        return deps.notices.noticesOf(em, caller.membershipId, query, locale);
      },
    ),
    defineRoute(
      {
        method: 'get',
        path: '/service-account-code',
        summary: 'Picture of the code that leads to the service account',
        audience: 'public',
      },
      async ({ redirect }) => {
        const app = await deps.wechat.serviceAccount(undefined);
        assertThat(app, 'not_found', 404);
        redirect(await callWechat('not_found', () => deps.wechat.followQrUrl(app)));
      },
    ),
  ];
}
