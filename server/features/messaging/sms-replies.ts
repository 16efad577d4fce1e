import { timingSafeEqual } from 'node:crypto';

import { stopWords } from '../../../config/sms.ts';
import type { Clock } from '../../kernel/clock.ts';
import { assertThat } from '../../kernel/errors/app-error.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import type { MarketingPeople } from './ports.ts';

/** A reply as the provider tells it; `time` in Unix seconds. */
export interface SmsReply {
  readonly mobile: string;
  readonly nationcode: string;
  readonly sign: string;
  readonly text: string;
  readonly time: number;
}

/** «r», « R。», «回复R»: people write it as they like. */
export function isStop(text: string): boolean {
  const bare = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{P}\p{S}]/gu, '');
  return stopWords.has(bare);
}

/** Eleven digits of the mainland, as accounts keep them; others with their country. */
function phoneOf({ mobile, nationcode }: SmsReply): string {
  const digits = mobile.replaceAll(/\D/g, '');
  if (nationcode.replaceAll(/\D/g, '') !== '86') return `+${nationcode.replaceAll(/\D/g, '')}${digits}`;
  return digits.length > 11 && digits.startsWith('86') ? digits.slice(2) : digits;
}

/**
 * Answers to SMS. The provider signs nothing, so the address holds a key of 128 bits that is made of
 * SECRET_KEY: the operator enters it at the provider once, and after a rotation both addresses work.
 * Only a refusal is kept; what else people write to us is not ours to store.
 */
export function createSmsReplies(deps: {
  keyring: Keyring;
  clock: Clock;
  log: Logger;
  marketing: Pick<MarketingPeople, 'stop'>;
  publicUrl: string;
}) {
  const keys = deps.keyring.keysFor('sms-replies');
  const [current] = keys;
  return {
    address: `${deps.publicUrl}/api/v1/sms-replies/${current?.toString('base64url') ?? ''}`,

    /** @throws not_found where the key is none of ours */
    async arrived(key: string, reply: SmsReply): Promise<void> {
      const given = Buffer.from(key, 'base64url');
      const known = keys.filter((own) => own.length === given.length && timingSafeEqual(own, given));
      assertThat(known.length > 0, 'not_found', 404);
      if (!isStop(reply.text)) return;
      const stopped = await deps.marketing.stop({
        ...{ phone: phoneOf(reply), signName: reply.sign, words: reply.text.trim() },
        // A clock that runs ahead of ours is no reason to doubt the wish.
        repliedAt: new Date(Math.min(reply.time * 1000, deps.clock.now().getTime())),
      });
      deps.log.info({ known: !stopped }, 'a person refuses marketing SMS');
    },
  };
}
export type SmsReplies = ReturnType<typeof createSmsReplies>;
