import { raw } from '@mikro-orm/core';

import type { Locale } from '../../contract/common.ts';
import type { Carrier, DeliveryRow, DeliveryState, MessagePurpose } from '../../contract/messaging.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import { cutPage, decodeCursor } from '../../kernel/http/page.ts';
import { newId } from '../../kernel/ids.ts';
import { addDelivery, enqueueSend } from './delivery-queue.ts';
import { Delivery } from './messaging.entity.ts';
import type { Recipients } from './ports.ts';
import { exampleValues, purposeSpec } from './purpose-text.ts';
import { messagingText } from './reasons.ts';
import type { TemplateMappings } from './template-mappings.ts';

/** Ends that a person may answer by sending again. Who refused it is left alone. */
const resendable: readonly DeliveryState[] = ['unfollowed', 'outside_window', 'failed', 'unknown'];

/** A guide and a reply were for their moment; their words are gone. */
const momentary = ['guide', 'reply'];

export function canResend(delivery: Delivery): boolean {
  return resendable.includes(delivery.state) && !momentary.includes(delivery.purpose);
}

/** What a message is for, in words. */
export function purposeLabel(locale: Locale, purpose: string): string {
  switch (purpose) {
    case 'guide':
    case 'reply':
    case 'staff.card':
    case 'account.bound':
    case 'account.invited':
    case 'own_edition.ending':
    case 'account.phone_changed':
    case 'sms.marketing':
      return messagingText(locale, `purpose.${purpose}`);
    default:
      return purpose;
  }
}

function recipientLabel(locale: Locale, delivery: Delivery): string {
  const name =
    delivery.recipientName === ''
      ? messagingText(locale, 'recipient.follower', { tail: (delivery.openid ?? '').slice(-4) })
      : delivery.recipientName;
  return delivery.content.testOf === undefined ? name : messagingText(locale, 'recipient.test', { name });
}

export function presentDelivery(delivery: Delivery, locale: Locale): DeliveryRow {
  const { reasonKey, failure } = delivery;
  const own = (part: 'reason' | 'remedy') =>
    typeof reasonKey === 'string' ? messagingText(locale, `${part}.${reasonKey}`, { detail: '' }) : null;
  const told = (text: string | undefined) => (text === undefined || text === '' ? null : text);
  return {
    id: delivery.id,
    purpose: delivery.purpose,
    purposeLabel: purposeLabel(locale, delivery.purpose),
    recipientName: recipientLabel(locale, delivery),
    carrier: delivery.carrier ?? null,
    passedOver: delivery.passedOver.map(({ carrier, reasonKey: key }) => ({
      carrier,
      reason: messagingText(locale, `reason.${key}`, { detail: '' }),
    })),
    state: delivery.state,
    stateLabel: messagingText(locale, `state.${delivery.state}`),
    platformCode: delivery.platformCode ?? null,
    reason: own('reason') ?? told(failure?.meaning[locale]),
    remedy: own('remedy') ?? told(failure?.remedy[locale]),
    canResend: canResend(delivery),
    createdAt: delivery.createdAt.toISOString(),
    updatedAt: delivery.updatedAt.toISOString(),
  };
}

export interface DeliveryQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly state?: DeliveryState | undefined;
  /** Part of the recipient's name. */
  readonly search?: string | undefined;
  readonly purpose?: MessagePurpose | undefined;
}

/** What staff do with messages that were sent: look, find, send again, try a template. */
export function createDeliveries(deps: { clock: Clock; recipients: Recipients; mappings: TemplateMappings }) {
  return {
    async list(em: EntityManager, enterpriseId: string, query: DeliveryQuery, locale: Locale) {
      const after = decodeCursor(query.cursor);
      const search = (query.search ?? '').toLowerCase();
      const found = await em.find(
        Delivery,
        {
          enterpriseId,
          ...(after === undefined ? {} : { id: { $lt: after } }),
          ...(query.state === undefined ? {} : { state: query.state }),
          ...(query.purpose === undefined ? {} : { purpose: query.purpose }),
          // Not LIKE: there % and _ would mean something, and each dialect escapes them in its way.
          ...(search === ''
            ? {}
            : { [raw((alias) => `instr(lower(${alias}.recipient_name), ?)`, [search])]: { $gt: 0 } }),
        },
        { orderBy: { id: 'desc' }, limit: query.limit + 1 },
      );
      const { rows, nextCursor } = cutPage(found, query.limit);
      return { items: rows.map((row) => presentDelivery(row, locale)), nextCursor };
    },

    /** What a stored callback caused: its guide, or a reply that was too late for the answer. */
    async causedBy(em: EntityManager, updateId: string, locale: Locale): Promise<DeliveryRow[]> {
      const causeKey = { $in: [`guide:${updateId}`, `reply:${updateId}`] };
      const rows = await em.find(Delivery, { causeKey }, { orderBy: { id: 'desc' } });
      return rows.map((row) => presentDelivery(row, locale));
    },

    /** The same message once more, by a person's wish. @throws delivery.no_resend · not_found */
    async resend(em: EntityManager, id: string, locale: Locale): Promise<DeliveryRow> {
      return inTransaction(em, async (tx) => {
        const delivery = await tx.findOne(Delivery, { id });
        assertThat(delivery, 'not_found', 404);
        assertThat(canResend(delivery), 'delivery.no_resend', 409);
        const now = deps.clock.now();
        delivery.state = 'queued';
        delivery.round += 1;
        delivery.carrier = null;
        delivery.channelAccountId = null;
        delivery.openid = null;
        delivery.passedOver = [];
        delivery.reasonKey = null;
        delivery.failure = null;
        delivery.platformCode = null;
        delivery.platformMessageId = null;
        delivery.attemptedAt = null;
        delivery.updatedAt = now;
        await tx.flush();
        await enqueueSend(tx, { ...idsOf(delivery), now });
        return presentDelivery(delivery, locale);
      });
    },

    /** One message with example values, to somebody who is bound and follows. */
    async test(
      em: EntityManager,
      input: { enterpriseId: string; purpose: MessagePurpose; interconnectUserId: string },
      locale: Locale,
    ): Promise<DeliveryRow> {
      const { enterpriseId, purpose, interconnectUserId } = input;
      const mapping = await deps.mappings.forTest(em, enterpriseId, purpose);
      const recipient = await deps.recipients.of(em, interconnectUserId);
      assertThat(recipient, 'not_found', 404);
      assertThat(!recipient.waitsForProof, 'delivery.not_bound', 409);
      const account = recipient.officialAccounts.find(
        (one) => one.channelAccountId === mapping.channelAccountId,
      );
      assertThat(account, 'delivery.not_bound', 409);
      assertThat(account.following, 'delivery.not_following', 409);
      const spec = purposeSpec(purpose);
      assertThat(spec, 'not_found', 404);
      const testOf: Carrier = 'template';
      const id = await inTransaction(em, (tx) =>
        addDelivery(tx, {
          enterpriseId,
          purpose,
          interconnectUserId,
          recipientName: recipient.name,
          content: {
            values: {
              ...exampleValues(spec),
              contact: recipient.name,
              boundAt: deps.clock.now().toISOString(),
            },
            path: null,
            testOf,
          },
          causeKey: `test:${newId()}`,
          now: deps.clock.now(),
        }),
      );
      return presentDelivery(await em.findOneOrFail(Delivery, { id: id ?? '' }), locale);
    },
  };
}
export type Deliveries = ReturnType<typeof createDeliveries>;

function idsOf(delivery: Delivery) {
  const { id, enterpriseId, round, causeKey } = delivery;
  return {
    id,
    enterpriseId,
    round,
    causeKey,
    interconnectUserId: delivery.interconnectUserId ?? null,
    staffId: delivery.staffId ?? null,
  };
}
