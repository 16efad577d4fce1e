import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { z } from 'zod';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import { cutText } from './chat-text.ts';
import { Delivery, type DeliveryContent } from './messaging.entity.ts';
import type { StaffCardContent, StaffRecipients } from './ports.ts';
import type { ReasonKey } from './reasons.ts';

/** The platform knows a client_msg_id again for ten minutes (platform.md A9). */
export const sameKeyMs = 600_000;

/**
 * Sends one delivery. The waits add up to less than the ten minutes in which a template message may
 * be sent again under its key.
 */
export const deliverySend = defineJob(
  'delivery.send',
  z.strictObject({ enterpriseId: z.string(), deliveryId: z.string(), round: z.number().int() }),
  { delaysMs: [2_000, 8_000, 20_000, 60_000, 120_000, 180_000, 180_000], leaseMs: 60_000 },
);

interface NewDelivery {
  readonly enterpriseId: string;
  readonly purpose: string;
  readonly interconnectUserId?: string;
  readonly staffId?: string;
  readonly recipientName: string;
  readonly content: DeliveryContent;
  readonly causeKey: string;
  readonly now: Date;
  readonly state?: 'queued' | 'submitted' | 'outside_window' | 'failed' | 'refused_by_user';
  /** Why it does not leave, where `state` says so. */
  readonly reasonKey?: ReasonKey;
  readonly carrier?: 'passive_reply' | 'customer_service' | 'wecom';
  readonly channelAccountId?: string;
  readonly openid?: string;
  readonly sealedMessage?: string;
  readonly notAfter?: Date;
  readonly sendAt?: Date;
}

/** Writes a delivery and, where it is to be sent, its work; nothing where its cause is known. */
export async function addDelivery(tx: EntityManager, input: NewDelivery): Promise<string | null> {
  if ((await tx.count(Delivery, { causeKey: input.causeKey })) > 0) return null;
  const id = newId();
  const state = input.state ?? 'queued';
  try {
    await tx.insert(Delivery, {
      id,
      enterpriseId: input.enterpriseId,
      purpose: input.purpose,
      interconnectUserId: input.interconnectUserId ?? null,
      staffId: input.staffId ?? null,
      recipientName: cutText(input.recipientName, 60),
      content: input.content,
      sealedMessage: input.sealedMessage ?? null,
      carrier: input.carrier ?? null,
      channelAccountId: input.channelAccountId ?? null,
      openid: input.openid ?? null,
      passedOver: [],
      state,
      reasonKey: input.reasonKey ?? (state === 'outside_window' ? 'minute_over' : null),
      failure: null,
      round: 1,
      notAfter: input.notAfter ?? null,
      causeKey: input.causeKey,
      createdAt: input.now,
      updatedAt: input.now,
      version: 1,
    });
  } catch (error) {
    // Caused at the same moment by another transaction, which this one's reads do not see (MySQL). A
    // statement that fails undoes itself alone.
    if (error instanceof UniqueConstraintViolationException) return null;
    throw error;
  }
  if (state !== 'queued') return id;
  // Marketing that waits for the morning holds up no other message to the person: an order of its own.
  const person = input.content.marketing === undefined ? input : { ...input, interconnectUserId: null };
  await enqueueSend(tx, { ...person, id, round: 1 });
  return id;
}

/** Messages to one person leave in the order in which they were caused. */
export async function enqueueSend(
  tx: EntityManager,
  input: {
    id: string;
    enterpriseId: string;
    round: number;
    causeKey: string;
    now: Date;
    interconnectUserId?: string | null;
    staffId?: string | null;
    openid?: string | null;
    sendAt?: Date;
  },
): Promise<void> {
  const person = input.interconnectUserId ?? input.staffId ?? input.openid ?? input.id;
  await enqueue(
    tx,
    deliverySend,
    { enterpriseId: input.enterpriseId, deliveryId: input.id, round: input.round },
    {
      now: input.now,
      runAt: input.sendAt ?? input.now,
      cause: input.causeKey,
      enterpriseId: input.enterpriseId,
      uniqueKey: `delivery:${input.id}:${input.round}`,
      orderKey: `message:${person}`,
    },
  );
}

export interface QueueDelivery {
  readonly enterpriseId: string;
  /** A name of `config/message-purposes.ts`. */
  readonly purpose: string;
  readonly interconnectUserId: string;
  readonly recipientName: string;
  /** Of the purpose's variables; times as ISO 8601. */
  readonly values: Readonly<Record<string, string>>;
  /** Page of the mini program that a tap opens, without a slash in front; null: none. */
  readonly path: string | null;
  /** Names what happened: the same cause again causes nothing. At most 160 characters. */
  readonly causeKey: string;
  readonly now: Date;
  /** Not before: where many are caused at once they leave one after the other. */
  readonly sendAt?: Date;
}

/**
 * Causes one message to a person of a downstream, in the transaction of the effect that it tells.
 * @returns the delivery's id, or null where its cause is known already
 */
export function queueDelivery(tx: EntityManager, input: QueueDelivery): Promise<string | null> {
  const { values, path, ...rest } = input;
  return addDelivery(tx, { ...rest, content: { values, path } });
}

export interface QueueStaffCard extends StaffCardContent {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly causeKey: string;
  readonly now: Date;
}

/** Causes one card of the enterprise's WeCom application to one of its staff. */
export async function queueStaffCard(
  tx: EntityManager,
  staff: StaffRecipients,
  input: QueueStaffCard,
): Promise<string | null> {
  const { enterpriseId, staffId, causeKey, now, ...card } = input;
  const recipient = await staff.of(tx, staffId);
  return addDelivery(tx, {
    enterpriseId,
    purpose: 'staff.card',
    staffId,
    recipientName: recipient?.name ?? '',
    content: { values: {}, path: null, card },
    causeKey,
    now,
  });
}
