import type { TemplateCard } from '../../../bot/channels/wecom/template-card.ts';
import { messagePurposes } from '../../../config/message-purposes.ts';
import { smsHoursPreset } from '../../../config/sms.ts';
import type { Locale } from '../../contract/common.ts';
import { messagePurposeSchema, type Carrier } from '../../contract/messaging.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import { withPicture, type ChatMessage } from './chat-message.ts';
import { linkMarkup, safeValue, type ChatLink } from './chat-text.ts';
import {
  SubscribeConsent,
  TemplateMapping,
  type Delivery,
  type DeliveryFailure,
} from './messaging.entity.ts';
import type {
  AccountCards,
  EnterpriseWords,
  MarketingPeople,
  Recipient,
  SaidMessage,
  Senders,
  ServiceWindow,
  StaffCardContent,
  StaffRecipients,
} from './ports.ts';
import { purposeSpec, writeValues } from './purpose-text.ts';
import { inBothLanguages, messagingText, type ReasonKey } from './reasons.ts';
import { readChatMessage } from './sealed-message.ts';
import type { SmsService } from './sms-texts.ts';
import { createMarketingGate, type Held } from './sms-marketing.ts';
import { fieldProblemText, fillFields } from './template-fields.ts';

/** A carrier that can bring the message, ready to be tried. */
export interface Attempt {
  readonly carrier: Carrier;
  readonly channelAccountId: string | null;
  readonly openid: string | null;
  /** Sent again under the same key the platform sends it once; without a key it is tried once. */
  readonly sameKey: boolean;
  /** What it says, for the record of the chat; absent: it goes to no chat. */
  readonly said?: () => Pick<SaidMessage, 'kind' | 'text'>;
  /** An acceptance that the try uses up. */
  readonly consentId?: string;
  /** Asked in the transaction that marks the try, first: why it may not leave now. */
  readonly hold?: (tx: EntityManager) => Promise<Held>;
  send(): Promise<{ readonly messageId: string | null; readonly unreachable?: boolean }>;
}

export type Choice =
  | { readonly attempt: Attempt }
  | { readonly passed: ReasonKey }
  /** The platform would refuse it: it is not asked. */
  | { readonly refused: DeliveryFailure };

export interface CarrierDeps {
  readonly senders: Senders;
  readonly windows: ServiceWindow;
  readonly accounts: AccountCards;
  readonly staff: StaffRecipients;
  readonly keyring: Keyring;
  readonly marketing: MarketingPeople;
  readonly smsService: SmsService;
  /** Where people reach us; the H5 is under /app/. */
  readonly publicUrl: string;
}

export interface CarrierContext {
  readonly em: EntityManager;
  readonly delivery: Delivery;
  readonly recipient: Recipient;
  readonly enterprise: EnterpriseWords;
  readonly now: Date;
}

/** The minute after a follow, less the time of the call itself. */
const lastMomentMs = 3_000;

export function createCarriers(deps: CarrierDeps) {
  const hours = deps.smsService?.marketingHours ?? smsHoursPreset;
  const holdMarketing = createMarketingGate({ marketing: deps.marketing, hours });

  async function linkOf({
    em,
    delivery,
  }: CarrierContext): Promise<(ChatLink & { appId: string | null }) | null> {
    const { path } = delivery.content;
    if (path === null) return null;
    const accounts = await deps.accounts.all(em, delivery.enterpriseId);
    const miniProgram = accounts.find((account) => account.kind === 'mini-program' && account.connected);
    return {
      h5Url: `${deps.publicUrl}/app/${path}`,
      miniProgramPath: path,
      appId: miniProgram?.appId ?? null,
    };
  }

  async function mappingOf(
    { em, delivery }: CarrierContext,
    carrier: 'template' | 'subscribe',
  ): Promise<TemplateMapping | ReasonKey> {
    const { enterpriseId, purpose } = delivery;
    const mapping = await em.findOne(TemplateMapping, { enterpriseId, purpose, carrier });
    if (mapping === null) return 'not_mapped';
    return mapping.enabled || delivery.content.testOf === carrier ? mapping : 'not_enabled';
  }

  /** Templates are Chinese on the platform, so are their values. */
  function dataOf(context: CarrierContext, mapping: TemplateMapping) {
    const spec = purposeSpec(context.delivery.purpose);
    const { values } = context.delivery.content;
    const written = spec === undefined ? {} : writeValues(spec, values, 'zh-CN', context.enterprise);
    return fillFields(mapping.fields, mapping.fieldKinds, written);
  }

  function refusedField(filled: Extract<ReturnType<typeof dataOf>, { ok: false }>): Choice {
    const meaning = (locale: Locale) => {
      const problem = fieldProblemText(locale, filled.result);
      const detail = messagingText(locale, 'field.named', { field: filled.field, problem });
      return messagingText(locale, 'reason.field_value', { detail });
    };
    return { refused: inBothLanguages(meaning, (locale) => messagingText(locale, 'remedy.field_value')) };
  }

  async function template(context: CarrierContext): Promise<Choice> {
    const { em, delivery, recipient } = context;
    const mapping = await mappingOf(context, 'template');
    if (typeof mapping === 'string') return { passed: mapping };
    const { channelAccountId, templateId } = mapping;
    const person = recipient.officialAccounts.find((one) => one.channelAccountId === channelAccountId);
    if (person === undefined) return { passed: 'no_openid' };
    if (!person.following) return { passed: 'not_following' };
    const filled = dataOf(context, mapping);
    if (!filled.ok) return refusedField(filled);
    const sender = await deps.senders.officialAccount(em, channelAccountId);
    if (sender === null) return { passed: 'account_disconnected' };
    const link = await linkOf(context);
    const { openid } = person;
    return {
      attempt: {
        carrier: 'template',
        channelAccountId,
        openid,
        sameKey: true,
        said: () => saidByTemplate(mapping, filled.data),
        send: () =>
          sender.sendTemplate({
            openid,
            templateId,
            data: filled.data,
            clientMessageId: `${delivery.id}-${delivery.round}`,
            ...(link === null ? {} : { url: link.h5Url }),
            ...(link === null || link.appId === null
              ? {}
              : { miniProgram: { appId: link.appId, path: link.miniProgramPath } }),
          }),
      },
    };
  }

  async function chatTextOf(context: CarrierContext): Promise<ChatMessage | null> {
    const { purpose, content } = context.delivery;
    const { language } = context.recipient;
    const known = messagePurposeSchema.safeParse(purpose);
    if (!known.success) return null;
    const written = writeValues(messagePurposes[known.data], content.values, language, context.enterprise);
    const safe = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, safeValue(value)]));
    const text = messagingText(language, `chat.${known.data}`, safe);
    const link = await linkOf(context);
    const last =
      link === null ? [] : [`👉 ${linkMarkup(messagingText(language, 'chat.link'), link, link.appId)}`];
    return { type: 'text', text: [text, ...last].join('\n') };
  }

  async function chatAttempt(
    context: CarrierContext,
    to: { channelAccountId: string; openid: string },
    message: ChatMessage,
  ): Promise<Choice> {
    const sender = await deps.senders.officialAccount(context.em, to.channelAccountId);
    if (sender === null) return { passed: 'account_disconnected' };
    return {
      attempt: {
        carrier: 'customer_service',
        ...to,
        sameKey: false,
        said: () => saidInChat(message),
        async send() {
          await sender.sendCustomerMessage(to.openid, withPicture(message));
          return { messageId: null };
        },
      },
    };
  }

  /** A guide or a reply: the message is there word for word, and so is whom it is for. */
  async function storedChat(context: CarrierContext): Promise<Choice> {
    const { em, delivery, now } = context;
    const { channelAccountId, openid, sealedMessage, notAfter } = delivery;
    if (
      typeof channelAccountId !== 'string' ||
      typeof openid !== 'string' ||
      typeof sealedMessage !== 'string'
    ) {
      return { passed: 'no_openid' };
    }
    if (notAfter instanceof Date && now.getTime() > notAfter.getTime() - lastMomentMs)
      return { passed: 'minute_over' };
    if (!(await deps.windows.isOpen(em, channelAccountId, openid, now))) return { passed: 'window_closed' };
    return chatAttempt(context, { channelAccountId, openid }, readChatMessage(deps.keyring, sealedMessage));
  }

  async function customerService(context: CarrierContext): Promise<Choice> {
    const { em, recipient, now } = context;
    if (typeof context.delivery.sealedMessage === 'string') return storedChat(context);
    if (recipient.officialAccounts.length === 0) return { passed: 'no_openid' };
    const following = recipient.officialAccounts.filter((one) => one.following);
    if (following.length === 0) return { passed: 'not_following' };
    for (const { channelAccountId, openid } of following) {
      if (!(await deps.windows.isOpen(em, channelAccountId, openid, now))) continue;
      const message = await chatTextOf(context);
      return message === null
        ? { passed: 'no_carrier' }
        : chatAttempt(context, { channelAccountId, openid }, message);
    }
    return { passed: 'window_closed' };
  }

  async function subscribe(context: CarrierContext): Promise<Choice> {
    const { em, delivery, recipient } = context;
    const mapping = await mappingOf(context, 'subscribe');
    if (typeof mapping === 'string') return { passed: mapping };
    const { channelAccountId, templateId } = mapping;
    const person = recipient.miniPrograms.find((one) => one.channelAccountId === channelAccountId);
    if (person === undefined) return { passed: 'no_openid' };
    const { openid } = person;
    const consent = await em.findOne(SubscribeConsent, { channelAccountId, openid, templateId });
    if (consent === null || consent.accepted <= 0) return { passed: 'no_consent' };
    const filled = dataOf(context, mapping);
    if (!filled.ok) return refusedField(filled);
    const sender = await deps.senders.miniProgram(em, channelAccountId);
    if (sender === null) return { passed: 'account_disconnected' };
    const page = delivery.content.path ?? '';
    return {
      attempt: {
        carrier: 'subscribe',
        channelAccountId,
        openid,
        sameKey: false,
        said: () => saidByTemplate(mapping, filled.data),
        consentId: consent.id,
        async send() {
          await sender.sendSubscribeMessage({ openid, templateId, page, data: filled.data });
          return { messageId: null };
        },
      },
    };
  }

  /** The template of its campaign; whether it may leave is asked when it is marked. */
  async function marketingSms(context: CarrierContext): Promise<Choice> {
    const { em, delivery, recipient, enterprise, now } = context;
    const { marketing, values } = delivery.content;
    const { phone } = recipient;
    if (marketing === undefined) return { passed: 'no_carrier' };
    if (phone === null) return { passed: 'no_phone' };
    const sender = await deps.senders.smsOf(em, delivery.enterpriseId);
    if (sender === null) return { passed: 'sms_off' };
    const written: Readonly<Record<string, string>> = { ...values, brand: enterprise.displayName };
    const params = marketing.params.map((name) => written[name] ?? '');
    return {
      attempt: {
        ...{ carrier: 'sms', channelAccountId: null, openid: null, sameKey: false },
        hold: (tx) => holdMarketing(tx, delivery, now),
        async send() {
          const { serialNo } = await sender.send({ phone, templateId: marketing.templateId, params });
          return { messageId: serialNo };
        },
      },
    };
  }

  async function sms(context: CarrierContext): Promise<Choice> {
    if (context.delivery.content.marketing !== undefined) return marketingSms(context);
    const { delivery, recipient } = context;
    const spec = purposeSpec(delivery.purpose);
    const notice = await deps.senders.sms(context.em, delivery.enterpriseId, delivery.purpose);
    if (notice === null || spec === undefined) return { passed: 'sms_off' };
    const { phone } = recipient;
    if (phone === null) return { passed: 'no_phone' };
    const written = writeValues(spec, delivery.content.values, 'zh-CN', context.enterprise);
    return {
      attempt: {
        carrier: 'sms',
        channelAccountId: null,
        openid: null,
        sameKey: false,
        async send() {
          const params = (notice.params ?? spec.smsParams).map((name) => written[name] ?? '');
          const { serialNo } = await notice.sender.send({ phone, templateId: notice.templateId, params });
          return { messageId: serialNo };
        },
      },
    };
  }

  async function wecom({ em, delivery }: CarrierContext): Promise<Choice> {
    const { card } = delivery.content;
    const staff = typeof delivery.staffId === 'string' ? await deps.staff.of(em, delivery.staffId) : null;
    if (staff === null || card === undefined) return { passed: 'staff_gone' };
    const sender = await deps.senders.wecom(em, delivery.enterpriseId);
    if (sender === null) return { passed: 'wecom_not_connected' };
    const { account } = staff;
    return {
      attempt: {
        carrier: 'wecom',
        channelAccountId: null,
        openid: null,
        sameKey: false,
        async send() {
          const { messageId, invalidUsers } = await sender.sendTemplateCard({
            userIds: [account],
            card: wecomCard(card, `${delivery.id}-${delivery.round}`),
          });
          // The platform gives the accounts back in lower case (platform.md C4).
          return {
            messageId,
            unreachable: invalidUsers.some((one) => one.toLowerCase() === account.toLowerCase()),
          };
        },
      },
    };
  }

  const choosers: Readonly<Record<Carrier, ((context: CarrierContext) => Promise<Choice>) | null>> = {
    passive_reply: null,
    customer_service: customerService,
    template,
    subscribe,
    sms,
    wecom,
  };
  return {
    /** Which carriers a delivery may take, in their order. */
    orderFor(delivery: Delivery): readonly Carrier[] {
      if (delivery.content.card !== undefined) return ['wecom'];
      if (delivery.content.marketing !== undefined) return ['sms'];
      if (typeof delivery.sealedMessage === 'string') return ['customer_service'];
      if (delivery.content.testOf !== undefined) return [delivery.content.testOf];
      return purposeSpec(delivery.purpose)?.carriers ?? [];
    },
    async choose(carrier: Carrier, context: CarrierContext): Promise<Choice> {
      return (await choosers[carrier]?.(context)) ?? { passed: 'no_carrier' };
    },
  };
}

/** A template's own words are the platform's: its title, and what filled its fields. */
function saidByTemplate(
  { templateTitle }: TemplateMapping,
  data: Readonly<Record<string, string>>,
): Pick<SaidMessage, 'kind' | 'text'> {
  const lines = [templateTitle, ...Object.values(data)].filter((line) => line !== '');
  return { kind: 'template', text: lines.join('\n') };
}

function saidInChat(message: ChatMessage): Pick<SaidMessage, 'kind' | 'text'> {
  if (message.type === 'text') return { kind: 'text', text: message.text };
  if (message.type === 'miniProgramCard') return { kind: 'card', text: message.title };
  const { title, description } = message;
  return { kind: 'news', text: [title, description].filter((line) => line !== '').join('\n') };
}

function wecomCard(card: StaffCardContent, taskId: string): TemplateCard {
  const { title, description, rows, url, buttons } = card;
  const base = { title, description, rows, url };
  return buttons === undefined || buttons.length === 0
    ? { kind: 'text_notice', ...base }
    : { kind: 'button_interaction', ...base, taskId, buttons };
}

export type Carriers = ReturnType<typeof createCarriers>;
