import type { Delivery } from '../callbacks/deliver.ts';
import type { Sandbox } from '../sandbox.ts';

/** The signature in front of an SMS, as a phone shows it. */
const signOf = (text: string): string => /^【([^】]*)】/.exec(text)?.[1] ?? '';

/** The SMS that a phone got last: what a reply answers. */
export function lastSms(sandbox: Sandbox, user: string): { phone: string; sign: string } | null {
  const last = (sandbox.store.state.messages[user] ?? [])
    .filter(({ via, direction }) => via === 'sms' && direction === 'in')
    .at(-1);
  const [phone, text] = [last?.['phone'], last?.['text']];
  return typeof phone === 'string' && typeof text === 'string' ? { phone, sign: signOf(text) } : null;
}

/**
 * Tells of a reply by the provider's own callback, so many times with the same body. Its page names no
 * retries and no signature; that it tries again what was not answered by result 0 is U.
 * @see cloud.tencent.com/document/api/382/59179
 */
export async function tellOfReply(
  sandbox: Sandbox,
  reply: { phone: string; sign: string; text: string },
  times: number,
): Promise<Delivery[]> {
  const url = sandbox.sms.replyUrl;
  if (url === null) return [];
  const body = {
    ...{ extend: '', mobile: reply.phone, nationcode: '86', sign: reply.sign, text: reply.text },
    time: Math.floor(sandbox.now() / 1000),
  };
  const deliveries: Delivery[] = [];
  for (let tries = 1; tries <= times; tries += 1) {
    const { status, ms, text, problem } = await sandbox.callbacks.tell(url, body);
    const taken = status === 200 && /"result":\s*0\b/.test(text);
    deliveries.push({
      ...{ id: `sms-reply-${sandbox.store.nextNumber()}`, at: sandbox.now(), account: 'sms', event: 'reply' },
      ...{ status, ms, tries, reply: null },
      problem: problem ?? (taken ? null : 'the answer is not result 0'),
    });
  }
  return deliveries;
}
