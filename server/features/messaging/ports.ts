import type { MiniProgramClient } from '../../../bot/channels/mini-program/client.ts';
import type { OfficialAccountClient } from '../../../bot/channels/official-account/client.ts';
import type { SmsClient } from '../../../bot/channels/sms/client.ts';
import type { WecomClient } from '../../../bot/channels/wecom/client.ts';
import type { ChannelKind } from '../../contract/channels.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { RecordAction } from '../records/index.ts';

/*
 * What messaging needs of others: small, and fitted by shape where the server is put together.
 * `em` is a scope that holds the tenant's rows, inside a transaction or not; nothing of these may
 * call a platform, but for the senders.
 */

/** A person of a downstream, as far as messages need to know him. */
export interface Recipient {
  readonly name: string;
  readonly phone: string | null;
  readonly language: Locale;
  /** His number was changed and he has not proved the new one: only that is told to him (row 315). */
  readonly waitsForProof: boolean;
  /** His openids in the enterprise's service accounts; empty where he is not bound. */
  readonly officialAccounts: readonly {
    readonly channelAccountId: string;
    readonly openid: string;
    readonly following: boolean;
  }[];
  readonly miniPrograms: readonly { readonly channelAccountId: string; readonly openid: string }[];
}
export interface Recipients {
  /** Null where the account is gone or may not be written to. */
  of(em: EntityManager, interconnectUserId: string): Promise<Recipient | null>;
}

/** Staff by id: `account` is the WeCom userid. Null where he is gone or disabled. */
export interface StaffRecipients {
  of(em: EntityManager, staffId: string): Promise<{ readonly name: string; readonly account: string } | null>;
}

/** Whether a customer-service message may be sent to a person now. */
export interface ServiceWindow {
  isOpen(em: EntityManager, channelAccountId: string, openid: string, now: Date): Promise<boolean>;
}

export interface AccountCard {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly appId: string;
  /** False: kept, and not to be used. */
  readonly connected: boolean;
}
/** The enterprise's connected accounts. */
export interface AccountCards {
  all(em: EntityManager, enterpriseId: string): Promise<readonly AccountCard[]>;
}

export interface EnterpriseWords {
  readonly displayName: string;
  readonly timeZone: string;
}
/** The tenant in the words that its people know; inside a transaction only by `within`. */
export interface EnterpriseCards {
  byId(id: string): Promise<EnterpriseWords | null>;
  within(tx: EntityManager, id: string): Promise<EnterpriseWords | null>;
}

export interface RecordEntry {
  readonly enterpriseId: string;
  /** staff:<id> */
  readonly actor: string;
  readonly actorName: string;
  readonly action: RecordAction;
  readonly target: string;
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly requestId: string;
}
/** Operation records, in the transaction of what they tell. */
export interface Records {
  add(tx: EntityManager, entry: RecordEntry): Promise<void>;
}

/** A service account's own calls. Errors are PlatformError and PlatformUnreachableError. */
export type OfficialAccountSender = Pick<
  OfficialAccountClient,
  'sendCustomerMessage' | 'sendTemplate' | 'listTemplates'
>;
export type MiniProgramSender = Pick<MiniProgramClient, 'sendSubscribeMessage'>;
export type WecomSender = Pick<WecomClient, 'sendTemplateCard'>;

/** What was said to a person in his chat with an account. */
export interface SaidMessage {
  readonly id: string;
  readonly enterpriseId: string;
  readonly channelAccountId: string;
  readonly openid: string;
  readonly kind: 'text' | 'news' | 'card' | 'template';
  readonly carrier: 'customer_service' | 'template' | 'subscribe';
  readonly text: string;
  readonly at: Date;
}

/** Where chats are kept; the chats feature fits it by shape. */
export interface SaidChats {
  /** Whether the account keeps its chats. */
  keeps(em: EntityManager, channelAccountId: string): Promise<boolean>;
  /** In the transaction in which the delivery ends. */
  said(tx: EntityManager, message: SaidMessage): Promise<void>;
}

/** A card of the WeCom application: at most 6 rows and 6 buttons. */
export interface StaffCardContent {
  readonly title: string;
  readonly description: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  /** Where a tap leads: an address of the workbench. */
  readonly url: string;
  readonly buttons?: readonly { readonly key: string; readonly text: string }[];
}
export type SmsSender = Pick<SmsClient, 'send'>;

/** The platforms' clients by connected account. Null where nothing (fitting) is connected. */
export interface Senders {
  officialAccount(em: EntityManager, channelAccountId: string): Promise<OfficialAccountSender | null>;
  miniProgram(em: EntityManager, channelAccountId: string): Promise<MiniProgramSender | null>;
  wecom(em: EntityManager, enterpriseId: string): Promise<WecomSender | null>;
  /**
   * SMS notices: which template says what a purpose says; null: off.
   * `params`: the variables of an upstream's own text, in its order; absent: those of the purpose.
   */
  sms(
    em: EntityManager,
    enterpriseId: string,
    purpose: string,
  ): Promise<{
    readonly sender: SmsSender;
    readonly templateId: string;
    readonly params?: readonly string[];
  } | null>;
  /** SMS under the enterprise's signature, whichever template; null: off. */
  smsOf(em: EntityManager, enterpriseId: string): Promise<SmsSender | null>;
}

/** What an account's person has said about marketing SMS; of the accounts. */
export interface MarketingPeople {
  /** By account: agreed; never, or not any more; stopped by a reply from his phone. */
  standings(
    em: EntityManager,
    enterpriseId: string,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, 'agreed' | 'none' | 'stopped'>>;
  /** Bound people by id, all or those of `ids`, after `after`. */
  people(
    em: EntityManager,
    enterpriseId: string,
    which: { ids: readonly string[] | null; after: string | null; limit: number },
  ): Promise<
    readonly {
      readonly id: string;
      readonly name: string;
      readonly company: string;
      readonly phoneMasked: string;
    }[]
  >;
  /** Every account of the enterprise with this one's phone, itself among them. */
  sameNumber(em: EntityManager, enterpriseId: string, userId: string): Promise<readonly string[]>;
  /** False where this reply was known. */
  stop(reply: {
    readonly phone: string;
    readonly signName: string;
    readonly words: string;
    readonly repliedAt: Date;
  }): Promise<boolean>;
}
