import {
  BindingRequest,
  Consent,
  Identity,
  IdentityOpenid,
  InterconnectEnterprise,
  InterconnectUser,
  OpenedTicket,
  PhoneProof,
  SessionExchange,
  MarketingStop,
  SmsChallenge,
} from './features/accounts/account.entity.ts';
import { SignInPrompt } from './features/accounts/sign-in-prompt.entity.ts';
import { Session, SignInTry, Staff, StaffAvatar, StaffLink } from './features/access/access.entity.ts';
import { Department } from './features/access/department.entity.ts';
import {
  DirectoryConflict,
  DirectoryReport,
  DirectoryRun,
  DirectorySettings,
  StaffRequest,
} from './features/access/directory/directory.entity.ts';
import { StaffRole, StaffRoleMember } from './features/access/role.entity.ts';
import { ChannelAccount, Follower, PlatformToken } from './features/channels/channel.entity.ts';
import { Conversation, InboxRow } from './features/channels/inbox.entity.ts';
import { ReconciliationRun } from './features/channels/reconciliation/run.entity.ts';
import {
  Party,
  PartyChange,
  PartyClasses,
  PartyContact,
  PartyDeal,
  PartyFollowUp,
  PartyImport,
  PartyImportPart,
  PartyReport,
  PartyVisit,
} from './features/crm/crm.entity.ts';
import { Chat, ChatMessage } from './features/chats/chat.entity.ts';
import { ExtendedField, ExtendedValue } from './features/crm/fields/field.entity.ts';
import { ContactIdNumber, IdNumberRule } from './features/crm/id-numbers/id-number.entity.ts';
import { Connection, EditionGrant, Enterprise } from './features/enterprises/enterprise.entity.ts';
import { InvitationCode, InvitationUse } from './features/enterprises/invitation.entity.ts';
import { AutoReplyRule } from './features/messaging/auto-reply/auto-reply.entity.ts';
import {
  Delivery,
  FollowGuide,
  SubscribeConsent,
  TemplateMapping,
} from './features/messaging/messaging.entity.ts';
import { SmsCampaign, SmsContent, SmsSignatureSwitch } from './features/messaging/sms.entity.ts';
import { Invoice, InvoiceDocument, InvoiceTitle } from './features/orders/invoice.entity.ts';
import { BillCheck, BillDifference } from './features/orders/bill.entity.ts';
import {
  BankSlip,
  OrderNote,
  OrderPayment,
  OrderRefund,
  PayMerchant,
  PriceVersion,
  QuotaOrder,
} from './features/orders/order.entity.ts';
import {
  ConfigPackage,
  PackageMark,
  PackagePush,
  PackagePushTarget,
  PackageRevision,
} from './features/packages/package.entity.ts';
import { QuotaBalance, QuotaEntry, QuotaLot, QuotaPlace } from './features/quota/quota.entity.ts';
import {
  Registration,
  RegistrationLook,
  RegistrationSettings,
} from './features/registration/registration.entity.ts';
import { AccountCancellation, PersonalExport } from './features/personal/personal.entity.ts';
import { OperationRecord } from './features/records/record.entity.ts';
import {
  FaceInvitation,
  OpeningPlugin,
  OpeningRow,
  OpeningRun,
} from './features/salesperson/salesperson.entity.ts';
import {
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookMessage,
} from './features/webhooks/webhook.entity.ts';
import { IdempotencyKey, Job, Setting } from './kernel/data/kernel.entity.ts';

/*
 * Every entity, under its row class (design §9):
 * tenant: owned by one enterprise, every query bound to it; pair: two tenants, read through
 * either side's view; installation: no tenant, reached only through its feature's door.
 */
const tenantEntities = [
  InterconnectEnterprise,
  InterconnectUser,
  Consent,
  BindingRequest,
  SignInPrompt,
  Staff,
  StaffAvatar,
  Department,
  DirectorySettings,
  DirectoryRun,
  DirectoryReport,
  DirectoryConflict,
  StaffRequest,
  StaffRole,
  StaffRoleMember,
  ChannelAccount,
  Follower,
  InboxRow,
  Conversation,
  Chat,
  ChatMessage,
  ReconciliationRun,
  AutoReplyRule,
  FollowGuide,
  TemplateMapping,
  Delivery,
  SubscribeConsent,
  SmsContent,
  SmsSignatureSwitch,
  SmsCampaign,
  QuotaLot,
  QuotaEntry,
  QuotaBalance,
  QuotaPlace,
  EditionGrant,
  InvitationCode,
  InvitationUse,
  QuotaOrder,
  OrderPayment,
  OrderRefund,
  OrderNote,
  BankSlip,
  InvoiceTitle,
  Invoice,
  InvoiceDocument,
  OperationRecord,
  AccountCancellation,
  PersonalExport,
  WebhookEndpoint,
  WebhookMessage,
  WebhookDelivery,
  WebhookAttempt,
  ConfigPackage,
  PackageRevision,
  PackagePush,
  PackagePushTarget,
  PackageMark,
  Party,
  ExtendedField,
  ExtendedValue,
  ContactIdNumber,
  IdNumberRule,
  PartyContact,
  PartyDeal,
  PartyFollowUp,
  PartyChange,
  PartyClasses,
  PartyReport,
  PartyVisit,
  PartyImport,
  PartyImportPart,
  RegistrationSettings,
  Registration,
  RegistrationLook,
  OpeningPlugin,
  FaceInvitation,
  OpeningRun,
  OpeningRow,
] as const;
const pairEntities = [Connection] as const;
const installationEntities = [
  Enterprise,
  Identity,
  IdentityOpenid,
  OpenedTicket,
  PhoneProof,
  SmsChallenge,
  MarketingStop,
  SessionExchange,
  Session,
  StaffLink,
  SignInTry,
  PlatformToken,
  IdempotencyKey,
  Setting,
  Job,
  PriceVersion,
  PayMerchant,
  BillCheck,
  BillDifference,
] as const;

export const entities = [...tenantEntities, ...pairEntities, ...installationEntities] as const;

export const entitiesByRowClass = {
  tenant: tenantEntities.map((entity) => entity.meta.className),
  pair: pairEntities.map((entity) => entity.meta.className),
  installation: installationEntities.map((entity) => entity.meta.className),
} as const;
