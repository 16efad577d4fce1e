import { createHmac, randomBytes } from 'node:crypto';

/*
 * Standard Webhooks 1.0 (github.com/standard-webhooks/standard-webhooks, spec): the signed content is
 * `id.timestamp.body`, HMAC-SHA256 under the secret's bytes, base64, `v1,` before it; several
 * signatures stand in one header with a space between, so that a secret can be changed.
 */

const prefix = 'whsec_';

/** 32 random bytes, as receivers' libraries take them: `whsec_` and base64. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString('base64')}`;
}

/**
 * The three headers of an attempt.
 * @param message.at seconds of it go into the signature: receivers refuse what is five minutes old
 * @param secrets the present one first
 */
export function signedHeaders(
  message: { readonly id: string; readonly at: Date; readonly body: string },
  secrets: readonly string[],
): { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string } {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64');
    const content = `${message.id}.${timestamp}.${message.body}`;
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  });
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}

/** What a receiver sees as the message's id, for all its attempts. */
export function publicMessageId(id: string): string {
  return `msg_${id}`;
}
