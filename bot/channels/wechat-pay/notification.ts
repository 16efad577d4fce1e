import { TextDecoder } from 'node:util';

import { z } from 'zod';

import { readPayKeys } from './keys.ts';
import { refundNoticeSchema, transactionSchema } from './parse.ts';
import type { Merchant, PayNotification, ReadNotification } from './types.ts';
import { findSignatureFault, openSealed, type PayHeaders } from './verify.ts';

/** Notifications have some 1.5 KB; the caller's own cap is the same (reliability §2). */
export const notificationLimitBytes = 64 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

const envelopeSchema = z.object({
  id: z.string().min(1).max(128),
  event_type: z.string().min(1).max(64),
  resource_type: z.literal('encrypt-resource'),
  resource: z.object({
    original_type: z.string().max(64).default(''),
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string().min(24),
    associated_data: z.string().max(128).default(''),
    nonce: z.string().length(12),
  }),
});
type Envelope = z.output<typeof envelopeSchema>;

/** Null: not JSON, XML of version 2 included. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return null;
  }
}

const refused = (reason: Extract<ReadNotification, { ok: false }>['reason']): ReadNotification => ({
  ok: false,
  reason,
});

/**
 * Checks that a notification came from WeChat Pay for this merchant, is fresh and whole, and tells what
 * it says. Verification comes before parsing, the tag before the contents; no network is used.
 * @param input.rawBody the request's bytes; a re-serialised object will not verify
 * @param input.headers names in lower case; `wechatpay-timestamp`, `-nonce`, `-serial` and `-signature`
 *   are all needed, once each
 * @param input.now more than five minutes from the timestamp, either way, is refused
 * @returns whatever is wrong is told as a reason, never thrown. Amount, currency, app and payer are the
 *   caller's to compare with the order
 * @throws PayKeyError when the merchant's own settings cannot be read
 * @see «支付通知» and «签名验证» of WeChat Pay's API v3 (platform.md D)
 */
export function readNotification(input: {
  readonly rawBody: Buffer;
  readonly headers: PayHeaders;
  readonly merchant: Merchant;
  readonly now: Date;
}): ReadNotification {
  const keys = readPayKeys(input.merchant);
  if (input.rawBody.length === 0 || input.rawBody.length > notificationLimitBytes) return refused('body');
  const fault = findSignatureFault(keys, input.headers, input.rawBody, input.now);
  if (fault !== null) return refused(fault);
  const envelope = envelopeSchema.safeParse(parseJson(input.rawBody));
  if (!envelope.success) return refused('body');
  const { resource } = envelope.data;
  const opened = openSealed(keys.apiV3Key, {
    ciphertext: resource.ciphertext,
    nonce: resource.nonce,
    associatedData: resource.associated_data,
  });
  if (opened === null) return refused('decrypt');
  return understand(input.merchant, envelope.data, parseJson(opened));
}

const ownerSchema = z.looseObject({ mchid: z.string().optional(), sp_mchid: z.string().optional() });

function understand(merchant: Merchant, envelope: Envelope, value: unknown): ReadNotification {
  const owner = ownerSchema.safeParse(value);
  if (!owner.success) return refused('body');
  const { mchid, sp_mchid: provider } = owner.data;
  // Orders of a service provider's are not ours, whoever receives the money.
  if (provider !== undefined || (mchid !== undefined && mchid !== merchant.mchId)) return refused('merchant');
  const { id, event_type: eventType } = envelope;
  const notification = readKind(id, eventType, value, mchid);
  return notification === null ? refused('body') : { ok: true, notification };
}

/** Null: not as documented. An event that promises a payment must say that it succeeded. */
function readKind(
  id: string,
  eventType: string,
  value: unknown,
  mchid: string | undefined,
): PayNotification | null {
  if (eventType.startsWith('TRANSACTION.')) {
    const transaction = transactionSchema.safeParse(value);
    if (!transaction.success) return null;
    if (eventType !== 'TRANSACTION.SUCCESS') return { id, kind: 'other', eventType };
    const { tradeState, transactionId, totalFen } = transaction.data;
    if (tradeState !== 'SUCCESS' || transactionId === null || totalFen === null) return null;
    return { id, kind: 'paid', transaction: transaction.data };
  }
  if (eventType.startsWith('REFUND.')) {
    const refund = refundNoticeSchema.safeParse(value);
    if (!refund.success || mchid === undefined) return null;
    if (eventType !== `REFUND.${refund.data.status}`) return null;
    return { id, kind: 'refund', refund: refund.data };
  }
  return { id, kind: 'other', eventType };
}
