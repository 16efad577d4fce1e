import type { FollowerState, Reply } from '../../../bot/core/reply.ts';
import type { AccountRef } from '../../../bot/core/update.ts';
import type { FollowGuides, InvitedGuides } from '../../../bot/features/following.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { newId } from '../../kernel/ids.ts';
import type { Logger } from '../../kernel/log/logger.ts';
import type { News } from '../../kernel/redis/news.ts';
import type { Keyring } from '../../kernel/secrets.ts';
import type { ChatMessage } from './chat-message.ts';
import { linkMarkup, safeValue, type ChatLink } from './chat-text.ts';
import { addDelivery, enqueueSend } from './delivery-queue.ts';
import { createGuideCache } from './guide-cache.ts';
import { guideValues, writeGuide } from './guide-message.ts';
import { guidePreset } from './guide-preset.ts';
import { Delivery, FollowGuide } from './messaging.entity.ts';
import type { AccountCards, EnterpriseCards } from './ports.ts';
import { messagingText } from './reasons.ts';
import { sealChatMessage } from './sealed-message.ts';

export interface FollowGuideDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keyring: Keyring;
  readonly enterprises: EnterpriseCards;
  readonly accounts: AccountCards;
  readonly news: News;
}

/** Three messages within one minute of a follow (platform.md A8). */
export const followWindowMs = 60_000;

interface Followed {
  readonly account: AccountRef;
  readonly openid: string;
  readonly updateId: string;
  readonly follower: FollowerState;
  readonly link: ChatLink;
  readonly replied: boolean;
  readonly receivedAt: Date;
}

interface LateReply {
  readonly account: AccountRef;
  readonly openid: string;
  readonly updateId: string;
  readonly reply: Reply;
  readonly receivedAt: Date;
}

/** The guides of service accounts: what a new follower gets, once a follow (rows 36, 37, 312). */
export function createFollowGuides(deps: FollowGuideDeps) {
  const cache = createGuideCache(deps);
  deps.news.on('follow-guides', () => {
    // What fails is looked at again with the next look.
    cache.refresh(true).catch(() => undefined);
  });

  const variantFor = (guide: Pick<FollowGuide, 'bound' | 'unbound'>, follower: FollowerState) =>
    follower.bound ? guide.bound : guide.unbound;

  /** The guide as it is in the database, for work that has the time to look. */
  async function writeStored(tx: EntityManager, guide: FollowGuide, input: Followed): Promise<ChatMessage> {
    const enterprise = await deps.enterprises.within(tx, guide.enterpriseId);
    const accounts = await deps.accounts.all(tx, guide.enterpriseId);
    const miniProgram = accounts.find((account) => account.kind === 'mini-program' && account.connected);
    const words = { brand: enterprise?.displayName ?? '', miniProgramAppId: miniProgram?.appId ?? null };
    return writeGuide(
      variantFor(guide, input.follower),
      guideValues(input.follower, words.brand),
      input.link,
      words,
    );
  }

  return {
    /** Reads the guides and keeps them fresh. Before it, nobody is answered from memory. */
    start: () => cache.start(),
    stop: () => cache.stop(),
    /**
     * After a commit that changed one: looks at the stored guides now, here and on the other processes.
     * @param everything the names that stand in them too, not only those guides that were changed
     */
    refresh(everything = false) {
      deps.news.tell('follow-guides');
      return cache.refresh(everything);
    },

    /** Gives a service account its guide, when it has none. Another commit's process sees it within 5 s. */
    async ensurePreset(
      tx: EntityManager,
      input: { enterpriseId: string; channelAccountId: string },
    ): Promise<void> {
      if ((await tx.count(FollowGuide, { channelAccountId: input.channelAccountId })) > 0) return;
      await tx.insert(FollowGuide, {
        id: newId(),
        ...input,
        enabled: true,
        ...guidePreset,
        updatedAt: deps.clock.now(),
        version: 1,
      });
    },

    /**
     * The passive reply, from memory. Undefined where the guide is off or not known yet, and for the
     * card, which is no passive reply (field rule 4): then `followed` queues it.
     */
    replyFor(account: AccountRef, follower: FollowerState, link: ChatLink): Reply | undefined {
      const guide = cache.get(account.id);
      if (guide === undefined || !guide.enabled) return undefined;
      const message = writeGuide(
        variantFor(guide, follower),
        guideValues(follower, guide.brand),
        link,
        guide,
      );
      return message.type === 'miniProgramCard' ? undefined : message;
    },

    /** What the account's guide says about binding, whatever its switch and carrier: for words in the chat. */
    wordsOf(account: AccountRef): { brand: string; miniProgramAppId: string | null } {
      const guide = cache.get(account.id);
      return { brand: guide?.brand ?? '', miniProgramAppId: guide?.miniProgramAppId ?? null };
    },

    /** Records the guide of a follow, once; what the answer did not carry is sent within the minute. */
    async followed(tx: EntityManager, input: Followed): Promise<void> {
      const { account, openid, updateId, follower, receivedAt } = input;
      const about = {
        enterpriseId: account.enterpriseId,
        purpose: 'guide',
        recipientName: follower.contact ?? '',
        content: { values: {}, path: null },
        channelAccountId: account.id,
        openid,
        causeKey: `guide:${updateId}`,
        now: deps.clock.now(),
      };
      if (input.replied) {
        await addDelivery(tx, { ...about, carrier: 'passive_reply', state: 'submitted' });
        return;
      }
      const guide = await tx.findOne(FollowGuide, { channelAccountId: account.id });
      if (guide === null || !guide.enabled || !account.mayAct) return;
      const sealedMessage = sealChatMessage(deps.keyring, await writeStored(tx, guide, input));
      const notAfter = new Date(receivedAt.getTime() + followWindowMs);
      await addDelivery(tx, { ...about, sealedMessage, notAfter });
    },

    /**
     * The guide of a salesperson's code, whatever the follow guide's own switch says: it names whom the
     * code is for, and leads to the proof of his number (row 328).
     */
    async invited(
      tx: EntityManager,
      input: Pick<Followed, 'account' | 'openid' | 'updateId' | 'link' | 'receivedAt'> & {
        invited: { readonly contact: string; readonly company: string };
      },
    ): Promise<void> {
      const { account, openid, updateId, invited, link, receivedAt } = input;
      const enterprise = await deps.enterprises.within(tx, account.enterpriseId);
      const accounts = await deps.accounts.all(tx, account.enterpriseId);
      const miniProgram = accounts.find(({ kind, connected }) => kind === 'mini-program' && connected);
      const words = messagingText('zh-CN', 'chat.bind_link');
      const text = messagingText('zh-CN', 'chat.face_invitation', {
        contact: safeValue(invited.contact),
        company: safeValue(invited.company),
        brand: safeValue(enterprise?.displayName ?? ''),
      });
      const message = `${text}\n👉 ${linkMarkup(words, link, miniProgram?.appId ?? null)}`;
      await addDelivery(tx, {
        ...{ enterpriseId: account.enterpriseId, purpose: 'guide', recipientName: invited.contact },
        ...{ content: { values: {}, path: null }, channelAccountId: account.id, openid },
        sealedMessage: sealChatMessage(deps.keyring, { type: 'text', text: message }),
        notAfter: new Date(receivedAt.getTime() + followWindowMs),
        ...{ causeKey: `guide:${updateId}`, now: deps.clock.now() },
      });
    },

    /**
     * A passive reply that no answer carried in time: one customer-service message under the same
     * delivery. Outside the window the delivery says so.
     */
    async replyWasLate(tx: EntityManager, input: LateReply): Promise<void> {
      const { account, openid, updateId, receivedAt } = input;
      const now = deps.clock.now();
      const sealedMessage = sealChatMessage(deps.keyring, input.reply);
      const said = await tx.findOne(Delivery, {
        causeKey: { $in: [`guide:${updateId}`, `reply:${updateId}`] },
      });
      if (said === null) {
        await addDelivery(tx, {
          enterpriseId: account.enterpriseId,
          purpose: 'reply',
          recipientName: '',
          content: { values: {}, path: null },
          channelAccountId: account.id,
          openid,
          sealedMessage,
          causeKey: `reply:${updateId}`,
          now,
        });
        return;
      }
      const inMinute = said.purpose === 'guide';
      const over = inMinute && now.getTime() >= receivedAt.getTime() + followWindowMs;
      const changed = await tx.nativeUpdate(
        Delivery,
        { id: said.id, state: 'submitted', carrier: 'passive_reply' },
        over
          ? { state: 'outside_window', carrier: null, reasonKey: 'minute_over', updatedAt: now }
          : {
              state: 'queued',
              carrier: null,
              sealedMessage,
              notAfter: inMinute ? new Date(receivedAt.getTime() + followWindowMs) : null,
              updatedAt: now,
            },
      );
      if (changed === 1 && !over) {
        const { id, enterpriseId, round, causeKey } = said;
        await enqueueSend(tx, { id, enterpriseId, round, causeKey, now, openid });
      }
    },
  } satisfies FollowGuides<EntityManager> & InvitedGuides<EntityManager> & Record<string, unknown>;
}
export type FollowGuideService = ReturnType<typeof createFollowGuides>;
