import type { Locale } from '../../../contract/common.ts';
import type { DeliveryRow } from '../../../contract/messaging.ts';
import type { CallbackEffects } from '../../../contract/operations.ts';
import { Job } from '../../../kernel/data/kernel.entity.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { Follower } from '../channel.entity.ts';
import type { InboxRow } from '../inbox.entity.ts';
import { actionLabel } from '../../records/index.ts';
import { jobLabel } from './callback-texts.ts';
import { callbackPayload, orderKeyOfPerson } from './inbox-item.ts';

/** What of other features a callback's page shows; each fits it by shape. */
export interface EffectSources {
  /** Messages that it caused, newest first. */
  messages(em: EntityManager, inboxId: string, locale: Locale): Promise<readonly DeliveryRow[]>;
  /** Operation records that it caused, and those about it. */
  records(
    em: EntityManager,
    input: { cause: string; target: string },
  ): Promise<readonly { id: string; action: string; actorName: string; at: Date }[]>;
}

/** The name of a callback in operation records. */
export const targetOf = (inboxId: string): string => `callback:${inboxId}`;

/** The jobs of a callback: its work and replays by its person's key, its late reply by its own. */
export function jobsOf(em: EntityManager, row: InboxRow): Promise<Job[]> {
  const orderKey = orderKeyOfPerson(row.channelAccountId, row.sender);
  return em.find(
    Job,
    { $or: [{ orderKey, cause: row.id }, { uniqueKey: `late-reply:${row.id}` }] },
    { orderBy: { id: 'desc' }, limit: 50 },
  );
}

/** Of a follow and an unfollow: what became of it, and whether it was the last word. */
async function followerOf(em: EntityManager, row: InboxRow): Promise<CallbackEffects['follower']> {
  if (row.kind !== 'event:subscribe' && row.kind !== 'event:unsubscribe') return null;
  const found = await em.findOne(Follower, { channelAccountId: row.channelAccountId, openid: row.sender });
  if (found === null) return null;
  const { following, bound, followedAt, unfollowedAt } = found;
  const told = row.kind === 'event:subscribe' ? followedAt : unfollowedAt;
  const latest =
    following === (row.kind === 'event:subscribe') && told?.getTime() === row.receivedAt.getTime();
  return { following, bound, latest };
}

/** Of a callback whose work had been done before. */
const isReplay = (job: Job): boolean => callbackPayload.safeParse(job.payload).data?.again === true;

/** All that came of a callback, as far as it says whose doing it is. */
export async function effectsOf(
  em: EntityManager,
  row: InboxRow,
  sources: EffectSources,
  locale: Locale,
): Promise<CallbackEffects> {
  const jobs = await jobsOf(em, row);
  const messages = await sources.messages(em, row.id, locale);
  const records = await sources.records(em, { cause: row.id, target: targetOf(row.id) });
  return {
    jobs: jobs.map((job) => ({
      id: job.id,
      kindLabel: jobLabel(locale, isReplay(job) ? 'callback.again' : job.kind),
      state: job.state,
      attempts: job.attempts,
      lastError: job.lastError ?? null,
      createdAt: job.createdAt.toISOString(),
      finishedAt: job.finishedAt?.toISOString() ?? null,
    })),
    follower: await followerOf(em, row),
    messages: messages.map(({ id, purposeLabel, carrier, state, stateLabel, reason, updatedAt }) => ({
      ...{ id, purposeLabel, carrier, state, stateLabel, reason, updatedAt },
    })),
    records: records.map(({ id, action, actorName, at }) => ({
      id,
      actionLabel: actionLabel(locale, action),
      actorName,
      at: at.toISOString(),
    })),
  };
}
