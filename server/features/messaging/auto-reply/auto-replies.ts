import type { Reply } from '../../../../bot/core/reply.ts';
import type { AccountRef } from '../../../../bot/core/update.ts';
import type { AutoReplies } from '../../../../bot/features/auto-reply.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { News } from '../../../kernel/redis/news.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { addDelivery } from '../delivery-queue.ts';
import { sealChatMessage } from '../sealed-message.ts';
import { AutoReplyRule } from './auto-reply.entity.ts';
import { answersIn, createRuleCache } from './rule-cache.ts';
import { compareRules, isAbout, normalise } from './words.ts';

/** Who looks after a person who wrote; of the accounts. */
export interface Salespeople {
  /** Staff of the enterprise, by id; empty where he is not bound. */
  salespeopleOf(
    tx: EntityManager,
    enterpriseId: string,
    appId: string,
    openid: string,
  ): Promise<ReadonlySet<string>>;
}

export interface AutoReplyDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keyring: Keyring;
  readonly news: News;
  readonly salespeople: Salespeople;
}

/** The answer is under way to the platform while the work begins: what follows it leaves after it. */
const afterAnswerMs = 1_000;

/**
 * Answers to what people write (rows 292–303). A public rule answers from memory: its first text in
 * the passive reply, the others as customer-service messages. Where a private rule may be meant,
 * whose customer he is stands in the database: then all of them are customer-service messages.
 */
export function createAutoReplies(deps: AutoReplyDeps) {
  const cache = createRuleCache(deps);
  deps.news.on('auto-replies', () => {
    // What fails is looked at again with the next look.
    cache.refresh().catch(() => undefined);
  });

  /** As the database says now, for work that has the time to look. */
  async function ruleFor(
    tx: EntityManager,
    { account, openid, sentence, said }: Parameters<AutoReplies<EntityManager>['answered']>[1],
  ): Promise<AutoReplyRule | undefined> {
    const { enterpriseId, appId } = account;
    const wanted = normalise(sentence);
    const rules = (await tx.find(AutoReplyRule, { enterpriseId, enabled: true }))
      .filter((rule) => answersIn(rule, account.id) && isAbout(rule, wanted))
      .sort(compareRules);
    const common = rules.filter(({ ownerId }) => typeof ownerId !== 'string');
    // An answer is out: what follows it is the same rule's, or nothing where that was changed since.
    if (said !== null) return common.find(({ replies }) => replies[0] === said);
    if (common.length < rules.length) {
      const his = await deps.salespeople.salespeopleOf(tx, enterpriseId, appId, openid);
      const own = rules.find(({ ownerId }) => typeof ownerId === 'string' && his.has(ownerId));
      if (own !== undefined) return own;
    }
    return common[0];
  }

  return {
    /** Reads the rules and keeps them fresh. Before it, nobody is answered. */
    start: () => cache.start(),
    stop: () => cache.stop(),
    /** After a commit that changed one: looks now, here and on the other processes. */
    refresh() {
      deps.news.tell('auto-replies');
      return cache.refresh();
    },

    isAbout(account: AccountRef, sentence: string): boolean {
      const rules = cache.of(account);
      if (rules === undefined) return false;
      const wanted = normalise(sentence);
      return rules.findPublic(wanted) !== undefined || rules.findPrivate(wanted) !== undefined;
    },

    replyFor(account, follower, sentence): Reply | undefined {
      const rules = cache.of(account);
      if (rules === undefined) return undefined;
      const wanted = normalise(sentence);
      if (follower.bound && rules.findPrivate(wanted) !== undefined) return undefined;
      const text = rules.findPublic(wanted)?.replies[0];
      return text === undefined ? undefined : { type: 'text', text };
    },

    async answered(tx, input): Promise<void> {
      const { account, openid, updateId, said } = input;
      const now = deps.clock.now();
      const about = {
        ...{ enterpriseId: account.enterpriseId, purpose: 'reply', recipientName: '', now },
        ...{ content: { values: {}, path: null }, channelAccountId: account.id, openid },
      };
      const rule = await ruleFor(tx, input);
      const firstKey = `reply:${updateId}`;
      if (said !== null)
        await addDelivery(tx, { ...about, carrier: 'passive_reply', state: 'submitted', causeKey: firstKey });
      // One order a person: each of them leaves when the one before it has.
      for (const [at, text] of rule?.replies.entries() ?? []) {
        if (at === 0 && said !== null) continue;
        await addDelivery(tx, {
          ...about,
          sealedMessage: sealChatMessage(deps.keyring, { type: 'text', text }),
          causeKey: at === 0 ? firstKey : `${firstKey}:${at}`,
          ...(said === null ? {} : { sendAt: new Date(now.getTime() + afterAnswerMs) }),
        });
      }
    },
  } satisfies AutoReplies<EntityManager> & Record<string, unknown>;
}
export type AutoReplyService = ReturnType<typeof createAutoReplies>;
