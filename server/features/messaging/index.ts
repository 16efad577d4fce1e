import { createAutoReplies, type AutoReplyDeps } from './auto-reply/auto-replies.ts';
import { createAutoReplyRoutes } from './auto-reply/auto-reply.routes.ts';
import { createAutoRepliesPart } from './auto-reply/package-part.ts';
import { createAutoReplyRules } from './auto-reply/rules.ts';
import { createBindingTexts } from './binding-texts.ts';
import { createDeliveries } from './deliveries.ts';
import { deliverySend, queueDelivery, queueStaffCard, type QueueStaffCard } from './delivery-queue.ts';
import { createFollowGuides, type FollowGuideDeps } from './follow-guides.ts';
import { createGuidePart } from './guide-part.ts';
import { createGuideSettings } from './guide-settings.ts';
import { createMessagingRoutes } from './messaging.routes.ts';
import { createNotices } from './notices.ts';
import type { Records } from './ports.ts';
import { createSmsCampaigns, writeCampaign } from './sms-campaigns.ts';
import { createSmsMarketingRoutes } from './sms-marketing.routes.ts';
import { createSmsReplies } from './sms-replies.ts';
import { createSmsReviews, type SmsReviewDeps } from './sms-reviews.ts';
import { createSmsTexts, type SmsTextDeps } from './sms-texts.ts';
import { createSmsRoutes } from './sms.routes.ts';
import { createReceiptWork, deliveryReceipt, receiptArrived } from './receipts.ts';
import { createDeliveryWork, type DeliveryWorkDeps } from './send-delivery.ts';
import { subscribeAnswered, subscribeTemplateIds } from './subscribe-consent.ts';
import { createTemplateMappings } from './template-mappings.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';

export interface MessagingDeps
  extends DeliveryWorkDeps, FollowGuideDeps, AutoReplyDeps, Omit<SmsReviewDeps, 'enterprises'> {
  readonly records: Records;
  readonly smsService: SmsTextDeps['smsService'];
  readonly enterprises: FollowGuideDeps['enterprises'] & SmsReviewDeps['enterprises'];
}

/** Follow guides, templates, and every message that leaves: the whole feature, put together. */
export function createMessaging(deps: MessagingDeps) {
  const guides = createFollowGuides(deps);
  const autoReplies = createAutoReplies(deps);
  const autoReplyRules = createAutoReplyRules({ ...deps, autoReplies });
  const mappings = createTemplateMappings(deps);
  const deliveries = createDeliveries({ clock: deps.clock, recipients: deps.recipients, mappings });
  const settings = createGuideSettings({ ...deps, guides });
  const campaigns = createSmsCampaigns(deps);
  const replies = createSmsReplies(deps);
  return {
    guides,
    autoReplies,
    autoReplyRules,
    packagePart: createGuidePart(deps),
    autoRepliesPart: createAutoRepliesPart(),
    mappings,
    bindingTexts: createBindingTexts(guides),
    queueDelivery,
    queueStaffCard: (tx: EntityManager, input: QueueStaffCard) => queueStaffCard(tx, deps.staff, input),
    receipts: { receiptArrived },
    deliveriesCausedBy: (...args: Parameters<typeof deliveries.causedBy>) => deliveries.causedBy(...args),
    deliveriesFor: (...args: Parameters<typeof deliveries.list>) => deliveries.list(...args),
    subscribeTemplateIds,
    subscribeAnswered,
    noticesOf: createNotices(deps),
    routes: [
      ...createMessagingRoutes({
        guides: settings,
        mappings,
        deliveries,
        publicUrl: deps.publicUrl,
      }),
      ...createAutoReplyRoutes(autoReplyRules),
      ...createSmsRoutes({ texts: createSmsTexts(deps), reviews: createSmsReviews(deps), replies }),
      ...createSmsMarketingRoutes({ campaigns, replies }),
    ],
    smsReplyAddress: replies.address,
    jobKinds: [deliverySend, deliveryReceipt, writeCampaign] as const,
    jobHandlers: [createDeliveryWork(deps), createReceiptWork(), ...campaigns.handlers] as const,
  };
}
export type Messaging = ReturnType<typeof createMessaging>;

export { marketingSince } from './sms-marketing.ts';
export { liveInvitation, liveSignature } from './sms-texts.ts';
export type { QueueDelivery, QueueStaffCard } from './delivery-queue.ts';
export type { NoticePage } from './notices.ts';
export type {
  AccountCard,
  AccountCards,
  EnterpriseCards,
  MarketingPeople,
  MiniProgramSender,
  OfficialAccountSender,
  Recipient,
  Recipients,
  Records,
  SaidChats,
  SaidMessage,
  Senders,
  ServiceWindow,
  SmsSender,
  StaffCardContent,
  StaffRecipients,
  WecomSender,
} from './ports.ts';
export { createMessagesPart } from './personal-part.ts';
