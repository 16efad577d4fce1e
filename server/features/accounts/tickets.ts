import { createCipheriv, createDecipheriv } from 'node:crypto';

import type { Keyring } from '../../kernel/secrets.ts';

/**
 * The one-use ticket in a guide's link: the id of the callback that the guide answers, as one
 * AES block under a key of ours. A retry of the callback carries the same ticket, nothing needs to
 * be stored until it is opened, and a guess is 2^-128: what it decrypts to is nobody's callback.
 */
export interface Tickets {
  /** 22 base64url characters. */
  of(inboxId: string): string;
  /** Ids that the ticket may stand for: one a key that is held. */
  read(ticket: string): readonly string[];
}

export function createTickets(keyring: Keyring): Tickets {
  const keys = keyring.keysFor('guide-ticket');
  const [current] = keys;
  if (current === undefined) throw new Error('The keyring is empty');
  // Without padding, a whole block goes in and comes out at once: one cipher serves for good.
  const cipher = createCipheriv('aes-128-ecb', current, null).setAutoPadding(false);
  return {
    of: (inboxId) => cipher.update(Buffer.from(inboxId.replaceAll('-', ''), 'hex')).toString('base64url'),
    read(ticket) {
      if (!/^[A-Za-z0-9_-]{22}$/.test(ticket)) return [];
      const block = Buffer.from(ticket, 'base64url');
      return keys.map((key) => {
        const decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
        const hex = Buffer.concat([decipher.update(block), decipher.final()]).toString('hex');
        return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      });
    },
  };
}
