import { raw } from '@mikro-orm/core';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import { SubscribeConsent, TemplateMapping } from './messaging.entity.ts';

/** The templates that people are asked about on taps that matter: those that are mapped and enabled. */
export async function subscribeTemplateIds(em: EntityManager, enterpriseId: string): Promise<string[]> {
  const rows = await em.find(
    TemplateMapping,
    { enterpriseId, carrier: 'subscribe', enabled: true },
    { orderBy: { purpose: 'asc' } },
  );
  return [...new Set(rows.map(({ templateId }) => templateId))];
}

/**
 * Counts what a person agreed to: one acceptance is one message (platform.md B). A refusal takes
 * nothing back: what he agreed to before stays good at the platform.
 */
export async function subscribeAnswered(
  tx: EntityManager,
  input: {
    readonly enterpriseId: string;
    readonly channelAccountId: string;
    readonly openid: string;
    /** By template id, as requestSubscribeMessage answers. */
    readonly answers: Readonly<Record<string, string>>;
    readonly now: Date;
  },
): Promise<void> {
  const { enterpriseId, channelAccountId, openid, now } = input;
  for (const [templateId, answer] of Object.entries(input.answers)) {
    if (answer !== 'accept') continue;
    const key = { channelAccountId, openid, templateId: templateId.slice(0, 80) };
    const more = { accepted: raw<object, number>('accepted + 1'), updatedAt: now };
    if ((await tx.nativeUpdate(SubscribeConsent, key, more)) > 0) continue;
    await tx.insert(SubscribeConsent, { id: newId(), enterpriseId, ...key, accepted: 1, updatedAt: now });
  }
}

/** Uses one acceptance up; false where none is left. */
export async function takeConsent(tx: EntityManager, id: string): Promise<boolean> {
  const left = { id, accepted: { $gt: 0 } };
  return (
    (await tx.nativeUpdate(SubscribeConsent, left, { accepted: raw<object, number>('accepted - 1') })) === 1
  );
}

/** The message was certainly not sent. */
export async function giveConsentBack(tx: EntityManager, id: string): Promise<void> {
  await tx.nativeUpdate(SubscribeConsent, { id }, { accepted: raw<object, number>('accepted + 1') });
}

/** The platform says that nothing is left of it (43101). */
export async function endConsent(
  tx: EntityManager,
  key: { channelAccountId: string; openid: string },
): Promise<void> {
  await tx.nativeUpdate(SubscribeConsent, key, { accepted: 0 });
}
