import type { RegistrationField } from '../../../config/registration.ts';
import type { Locale } from '../../contract/common.ts';
import type { Me, noticePageSchema } from '../../contract/accounts.ts';
import type { deliveryPageSchema } from '../../contract/messaging.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { z } from 'zod';
import type { RecordAction } from '../records/index.ts';

/* What the accounts need of others, as small as they need it; main.ts fits these. */

/** A connected app by which people sign in. */
export interface SignInApp {
  readonly channelAccountId: string;
  readonly enterpriseId: string;
  readonly appId: string;
}

export interface WechatPerson {
  readonly openid: string;
  readonly unionid: string | null;
}

export interface WechatDoor {
  /** The mini program with this appId, if it is connected; without one: the oldest that is. */
  miniProgram(appId: string | undefined): Promise<SignInApp | null>;
  /** The service account of an enterprise; without one: the oldest that is connected. */
  serviceAccount(
    enterpriseId: string | undefined,
  ): Promise<(SignInApp & { readonly name: string; readonly originalId: string | null }) | null>;
  /** Every service account of an enterprise: those whose followers a binding shows at. */
  serviceAccounts(em: EntityManager, enterpriseId: string): Promise<readonly SignInApp[]>;
  miniPrograms(em: EntityManager, enterpriseId: string): Promise<readonly SignInApp[]>;
  /** Every app of an enterprise in which people have openids, disconnected ones too. */
  appsOf(em: EntityManager, enterpriseId: string): Promise<readonly SignInApp[]>;
  /** Whose these apps are. */
  enterprisesOf(em: EntityManager, appIds: readonly string[]): Promise<readonly string[]>;
  /** @throws PlatformError, PlatformUnreachableError */
  codeToPerson(app: SignInApp, code: string): Promise<WechatPerson>;
  /** @returns 11 digits for mainland numbers, +country and digits for others */
  phoneOf(app: SignInApp, code: string): Promise<string>;
  webAuthorizeUrl(app: SignInApp, redirectUri: string, state: string): Promise<string>;
  webPerson(app: SignInApp, code: string): Promise<WechatPerson>;
  /** Null where the platform names none (accounts that stand under no Open Platform account). */
  unionidOf(app: SignInApp, openid: string): Promise<string | null>;
  /** Picture of a code that leads to the service account. */
  followQrUrl(app: SignInApp): Promise<string>;
  appById(em: EntityManager, channelAccountId: string): Promise<SignInApp | null>;
}

/** A stored callback as a ticket needs it. */
export interface CallbackSenders {
  byId(
    em: EntityManager,
    inboxId: string,
  ): Promise<{ channelAccountId: string; openid: string; receivedAt: Date } | null>;
}

/** What other systems hear of accounts. */
export type AccountEvent = { readonly enterpriseId: string; readonly at: Date } & (
  | {
      readonly type: 'account.bound';
      readonly data: {
        readonly accountId: string;
        readonly interconnectEnterpriseId: string;
        readonly waitingForQuota: boolean;
      };
    }
  | {
      readonly type: 'account.unbound' | 'account.disabled' | 'account.enabled' | 'account.cancelled';
      readonly data: { readonly accountId: string; readonly interconnectEnterpriseId: string };
    }
);

/** Tells them, in the transaction in which it happens. */
export interface AccountEvents {
  publish(tx: EntityManager, event: AccountEvent): Promise<void>;
}

export interface Places {
  reserve(tx: EntityManager, place: Place & { readonly expiresAt: Date }): Promise<{ taken: boolean }>;
  use(tx: EntityManager, place: Place): Promise<{ taken: boolean }>;
  release(tx: EntityManager, place: Place): Promise<void>;
}
export interface Place {
  readonly enterpriseId: string;
  readonly userId: string;
  /** Once: the same cause again changes nothing. */
  readonly causeKey: string;
  readonly actor: string;
  /** What the statement says about it. */
  readonly reason:
    | 'invited'
    | 'bound'
    | 'place_found'
    | 'unbound'
    | 'disabled'
    | 'terminated'
    | 'tail_ended'
    | 'own_edition'
    | 'own_ended'
    | 'enabled';
}

export interface Following {
  setBound(
    tx: EntityManager,
    accounts: readonly { channelAccountId: string; enterpriseId: string; openid: string }[],
    bound: { contact: string; company: string; salesperson: string | null } | null,
    at: Date,
  ): Promise<void>;
  isFollowing(em: EntityManager, channelAccountId: string, openid: string): Promise<boolean>;
}

/** What binding tells people; the messages leave after the transaction. */
export interface BindingNotices {
  bound(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      interconnectUserId: string;
      contactName: string;
      company: string;
      salespersonId: string | null;
      waiting: boolean;
      cause: string;
      at: Date;
    },
  ): Promise<void>;
  /** That an account was opened, and how to bind it (rows 25, 31); null where the cause is known already. */
  invited(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      interconnectUserId: string;
      contactName: string;
      company: string;
      cause: string;
      at: Date;
      /** Not before: many leave one after the other. */
      sendAt?: Date;
    },
  ): Promise<string | null>;
  /** The invitations that were sent, newest first, each with what came of it. */
  invitationsOf(
    em: EntityManager,
    enterpriseId: string,
    page: { cursor?: string | undefined; limit: number },
    locale: Locale,
  ): Promise<z.infer<typeof deliveryPageSchema>>;
  /** That his number on file was changed, to who is bound with the one before; nothing else reaches him. */
  phoneChanged(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      interconnectUserId: string;
      contactName: string;
      company: string;
      newPhone: string;
      cause: string;
      at: Date;
    },
  ): Promise<void>;
  helpWanted(
    tx: EntityManager,
    input: {
      enterpriseId: string;
      requestId: string;
      name: string;
      company: string;
      phoneMasked: string;
      staffIds: readonly string[];
      at: Date;
    },
  ): Promise<void>;
  noticesOf(
    em: EntityManager,
    interconnectUserId: string,
    page: { cursor?: string | undefined; limit: number },
    locale: Locale,
  ): Promise<z.infer<typeof noticePageSchema>>;
  subscribeTemplateIds(em: EntityManager, enterpriseId: string): Promise<readonly string[]>;
}

/** What a form of registration asks for beside name and phone. */
export type RegistrationAsk = RegistrationField | 'customer';

/** What people who may register themselves meet on the way of binding. */
export interface SelfRegistration {
  isOpen(em: EntityManager, enterpriseId: string): Promise<boolean>;
  /** What its form asks for, for the list of personal information (row 324). */
  asks(em: EntityManager, enterpriseId: string): Promise<readonly RegistrationAsk[]>;
  pendingOf(
    em: EntityManager,
    enterpriseId: string,
    identityId: string,
  ): Promise<NonNullable<Me['pendingRegistration']> | null>;
  /** Consent is withdrawn: what waits is dropped. */
  withdrawn(tx: EntityManager, enterpriseId: string, identityId: string): Promise<void>;
}

export interface StaffCards {
  byIds(
    em: EntityManager,
    ids: readonly string[],
  ): Promise<Map<string, { id: string; name: string; phone: string | null }>>;
  withPermission(
    em: EntityManager,
    permission: string,
    enterpriseId: string,
  ): Promise<readonly { id: string }[]>;
}

export interface Records {
  add(
    tx: EntityManager,
    record: {
      enterpriseId: string;
      actor: string;
      actorName: string;
      action: RecordAction;
      target: string;
      before: Readonly<Record<string, unknown>>;
      after: Readonly<Record<string, unknown>>;
      requestId: string;
      at: Date;
    },
  ): Promise<void>;
}

export interface Sms {
  /** False where no SMS service is configured. */
  readonly on: boolean;
  /** A code of six digits; at most once. @throws PlatformError, PlatformUnreachableError */
  sendCode(enterpriseId: string, phone: string, code: string, minutes: number): Promise<void>;
  /** Marketing SMS that an enterprise has sent since: they count in the same money cap. */
  marketingSince(em: EntityManager, enterpriseId: string, since: Date): Promise<number>;
}
