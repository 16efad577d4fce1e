import { z } from 'zod';

import type { DeliveryState } from '../../contract/messaging.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { handle, type JobHandler } from '../../kernel/jobs/job-handler.ts';
import { defineJob, enqueue } from '../../kernel/jobs/job-kind.ts';
import { Delivery, type DeliveryFailure } from './messaging.entity.ts';
import { inBothLanguages, messagingText, type ReasonKey } from './reasons.ts';

/**
 * A receipt whose message is not known (yet): it came before the answer of the send was stored. The
 * job's row keeps it. What is still unknown after the last look was not sent by us.
 */
export const deliveryReceipt = defineJob(
  'delivery.receipt',
  z.strictObject({
    enterpriseId: z.string(),
    channelAccountId: z.string(),
    messageId: z.string(),
    status: z.string(),
    openid: z.string().nullable(),
  }),
  { delaysMs: [1_000, 3_000, 10_000, 60_000, 600_000], leaseMs: 30_000 },
);

export interface Receipt {
  readonly channelAccountId: string;
  readonly enterpriseId: string;
  readonly messageId: string;
  /** success · failed:user block · failed: system failed (platform.md A4) */
  readonly status: string;
  /** Whom it was sent to: finds a message in review, whose refusal told no id. */
  readonly openid?: string;
  readonly at: Date;
}

interface Ended {
  readonly state: DeliveryState;
  readonly reasonKey: ReasonKey | null;
  readonly failure: DeliveryFailure | null;
}

function endedBy(status: string): Ended {
  const words = status.toLowerCase().replace(/\s+/g, '');
  if (words === 'success') return { state: 'delivered', reasonKey: null, failure: null };
  if (words.includes('userblock')) {
    return { state: 'refused_by_user', reasonKey: 'receipt_user_block', failure: null };
  }
  const detail = status.slice(0, 100);
  const failure = inBothLanguages(
    (locale) => messagingText(locale, 'reason.receipt_failed', { detail }),
    (locale) => messagingText(locale, 'remedy.receipt_failed'),
  );
  return { state: 'failed', reasonKey: null, failure };
}

/** The first receipt ends a message; later ones change nothing. True where its message is known. */
async function applyReceipt(tx: EntityManager, receipt: Omit<Receipt, 'at'>, at: Date): Promise<boolean> {
  const { enterpriseId, channelAccountId, messageId } = receipt;
  const found = await findMessage(tx, receipt);
  if (found === null) return false;
  const open: DeliveryState[] = ['submitted', 'in_review', 'unknown'];
  await tx.nativeUpdate(
    Delivery,
    { id: found.id, enterpriseId, channelAccountId, state: { $in: open } },
    { ...endedBy(receipt.status), platformCode: null, platformMessageId: messageId, updatedAt: at },
  );
  return true;
}

async function findMessage(tx: EntityManager, receipt: Omit<Receipt, 'at'>): Promise<Delivery | null> {
  const { enterpriseId, channelAccountId, messageId, openid } = receipt;
  const own = { enterpriseId, channelAccountId };
  const byId = await tx.findOne(Delivery, { ...own, platformMessageId: messageId });
  if (byId !== null || openid === undefined) return byId;
  return tx.findOne(
    Delivery,
    { ...own, openid, state: 'in_review', platformMessageId: null },
    { orderBy: { id: 'asc' } },
  );
}

/** TEMPLATESENDJOBFINISH, in the transaction of its callback. */
export async function receiptArrived(tx: EntityManager, receipt: Receipt): Promise<void> {
  if (await applyReceipt(tx, receipt, receipt.at)) return;
  const { enterpriseId, channelAccountId, messageId, status, openid } = receipt;
  await enqueue(
    tx,
    deliveryReceipt,
    { enterpriseId, channelAccountId, messageId, status: status.slice(0, 200), openid: openid ?? null },
    {
      now: receipt.at,
      runAt: new Date(receipt.at.getTime() + 1_000),
      cause: messageId,
      enterpriseId,
      uniqueKey: `receipt:${channelAccountId}:${messageId}`,
    },
  );
}

class NoSuchMessageYetError extends Error {
  constructor() {
    super('The message of a receipt is not known yet');
    this.name = 'NoSuchMessageYetError';
  }
}

export function createReceiptWork(): JobHandler {
  return handle(deliveryReceipt, async ({ openid, ...receipt }, job) => {
    const last = deliveryReceipt.retry.delaysMs[job.attempt - 1] === undefined;
    await job.commit(async (tx) => {
      const known = await applyReceipt(tx, { ...receipt, ...(openid === null ? {} : { openid }) }, job.now());
      if (!known && !last) throw new NoSuchMessageYetError();
    });
  });
}
