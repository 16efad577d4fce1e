import type { Session } from '../../contract/accounts.ts';
import type { Locale } from '../../contract/common.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import type { Caller } from '../../kernel/http/route.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { z } from 'zod';
import { createAuthorizations } from './authorizations.ts';
import { createBinding, type Binder } from './binding.ts';
import { createBindingRequests } from './binding-requests.ts';
import { createBoundMarks } from './bound-marks.ts';
import { createConsents, type Parties } from './consents.ts';
import type {
  AccountEvents,
  BindingNotices,
  CallbackSenders,
  Following,
  Places,
  Records,
  SelfRegistration,
  Sms,
  StaffCards,
  WechatDoor,
} from './doors.ts';
import { createDownstreams } from './downstreams.ts';
import { createHolderNames } from './holder-names.ts';
import { createIdentities } from './identities.ts';
import { createLeaving } from './leaving.ts';
import { createGuideLinks } from './links.ts';
import { createLinkedAccounts } from './linked-accounts.ts';
import { createMarketingConsents } from './marketing-consents.ts';
import { createMe } from './me.ts';
import { createMemberships, type EnterpriseCards } from './memberships.ts';
import { createOpening } from './opening.ts';
import { createAccountsPart } from './personal-part.ts';
import { createPhoneChanges } from './phone-changes.ts';
import { createPhoneProofs, sendSmsCode } from './phone-proofs.ts';
import { createQuotaNews } from './quota-news.ts';
import { createRecipients } from './recipients.ts';
import { createSignInPrompts } from './sign-in-prompts.ts';
import { createSignIn, type SessionIssuer, type StateKeeper } from './sign-in.ts';
import { createTickets } from './tickets.ts';
import { createUnbinding } from './unbinding.ts';
import { createUserExport } from './user-export.ts';
import { createUserInvitations } from './user-invitations.ts';
import { createUsers } from './users.ts';

/** After a follow: asks the platform for the unionid, where there is one. */
export const learnUnionid = defineJob(
  'accounts.learn-unionid',
  z.strictObject({ channelAccountId: z.string(), openid: z.string() }),
);

export interface AccountsDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly publicUrl: string;
  readonly port: number;
  readonly sandboxOrigin: string | null;
  readonly operatorName: string;
  readonly enterprises: EnterpriseCards;
  readonly staff: StaffCards;
  readonly wechat: WechatDoor;
  readonly senders: CallbackSenders;
  readonly places: Places;
  readonly following: Following;
  readonly notices: BindingNotices;
  readonly records: Records;
  readonly events: AccountEvents;
  readonly sms: Sms;
  readonly sessions: SessionIssuer & {
    setLanguage(tx: EntityManager, personId: string, language: Locale): Promise<void>;
    /** All of a person's sessions, ended and gone. */
    erase(tx: EntityManager, personId: string): Promise<void>;
  };
  readonly states: StateKeeper;
  readonly registration: SelfRegistration;
}

/** Identities, binding, memberships: everything of the people at downstream enterprises. */
export function createAccounts(deps: AccountsDeps) {
  const identities = createIdentities();
  const consents = createConsents();
  const marketing = createMarketingConsents(deps);
  const tickets = createTickets(deps.keyring);
  const prompts = createSignInPrompts(deps);
  const memberships = createMemberships({ ...deps, prompts });
  const marks = createBoundMarks({ ...deps, identities, memberships });
  const parties = async (em: EntityManager, enterpriseId: string): Promise<Parties> => {
    const upstream = await deps.enterprises.within(em, enterpriseId);
    const asks = await deps.registration.asks(em, enterpriseId);
    return { upstream: upstream?.displayName ?? '', operator: deps.operatorName, asks };
  };
  const proofs = createPhoneProofs(deps);
  const unbinding = createUnbinding({ ...deps, marks });
  const binding = createBinding({
    ...deps,
    tickets,
    identities,
    memberships,
    consents,
    proofs,
    marks,
    parties,
    prompts,
  });
  const requests = createBindingRequests({ ...deps, proofs, consents, binding, memberships, marks });
  const signIn = createSignIn({ ...deps, identities, memberships, marks });
  const me = createMe({ ...deps, memberships, identities, consents, marketing });
  const phones = createPhoneChanges({ ...deps, marks });
  const users = createUsers({ ...deps, unbinding, phones, me, memberships });
  const opening = createOpening(deps);
  const downstreams = createDownstreams({ ...deps, opening, binding, memberships, marks });

  /** A new session in place of the one that the caller had. */
  async function reopen(caller: Caller, choose?: { membershipId: string }): Promise<Session> {
    const at = { enterpriseId: caller.enterpriseId, appId: caller.appId };
    const issued = await signIn.open(caller.personId, at, choose, caller.sessionId);
    return { token: issued.token, expiresAt: issued.expiresAt.toISOString(), me: await me.of(issued) };
  }

  /** Whose mini program a person is in, whichever account is chosen now. */
  async function binderOf(caller: Caller, locale: Locale, requestId: string): Promise<Binder> {
    const app =
      (await deps.wechat.miniProgram(caller.appId)) ?? (await deps.wechat.serviceAccount(undefined));
    return {
      identityId: caller.personId,
      enterpriseId: app?.enterpriseId ?? caller.enterpriseId,
      locale,
      requestId,
    };
  }

  const unionidHandler = handle(learnUnionid, async ({ channelAccountId, openid }, context) => {
    const app = await deps.wechat.appById(context.em, channelAccountId);
    if (app === null) return;
    const unionid = await deps.wechat.unionidOf(app, openid);
    if (unionid === null) return;
    await context.commit(async (tx) => {
      const now = context.now();
      const identity = await identities.ensure(tx, { appId: app.appId, openid, unionid, now });
      await marks.refresh(tx, identity.id);
    });
  });

  return {
    deps,
    identities,
    consents,
    marketing,
    memberships,
    prompts,
    marks,
    parties,
    proofs,
    unbinding,
    binding,
    requests,
    signIn,
    me,
    phones,
    users,
    exportUsers: createUserExport({ ...deps, users }),
    opening,
    leaving: createLeaving({ ...deps, memberships, unbinding, identities }),
    personalPart: createAccountsPart(deps),
    reopen,
    binderOf,
    downstreams,
    linked: createLinkedAccounts({ ...deps, opening, downstreams }),
    userInvitations: createUserInvitations({ ...deps, memberships }),
    links: createGuideLinks({ tickets, publicUrl: deps.publicUrl }),
    authorizations: createAuthorizations({ ...deps, identities, unbinding, consents }),
    jobKinds: [sendSmsCode, learnUnionid],
    handlers: [...proofs.jobs, unionidHandler] satisfies JobHandler[],
    holderNames: createHolderNames(deps.staff),
    recipients: createRecipients({ ...deps, identities }),
    placesChanged: createQuotaNews({ ...deps, unbinding }),
    /** For the followers' book of the channels. */
    followerIdentities: {
      boundAs: (...args: Parameters<typeof marks.boundAs>) => marks.boundAs(...args),
      salespeopleOf: (...args: Parameters<typeof marks.salespeopleOf>) => marks.salespeopleOf(...args),
      async followed(
        tx: EntityManager,
        input: { channelAccountId: string; enterpriseId: string; openid: string; at: Date; runAt?: Date },
      ): Promise<void> {
        const { channelAccountId, openid, enterpriseId, at, runAt = at } = input;
        const uniqueKey = `unionid:${channelAccountId}:${openid}:${at.getTime()}`;
        await enqueue(
          tx,
          learnUnionid,
          { channelAccountId, openid },
          { now: at, runAt, cause: uniqueKey, enterpriseId, uniqueKey },
        );
      },
    },
  };
}
export type AccountsParts = ReturnType<typeof createAccounts>;
