import { Composer } from '../core/composer.ts';
import type { FollowerState, Reply } from '../core/reply.ts';
import type { AccountRef } from '../core/update.ts';
import { bindingWords } from './binding.ts';

export interface AutoReplies<Tx> {
  /** From memory, no I/O: whether any rule of the account is about this sentence. */
  isAbout(account: AccountRef, sentence: string): boolean;
  /** The first text of the rule that answers; undefined where whose rule it is has to be looked up. */
  replyFor(account: AccountRef, follower: FollowerState, sentence: string): Reply | undefined;
  /** Records what was said, and queues what a passive reply cannot carry. */
  answered(
    tx: Tx,
    input: {
      account: AccountRef;
      openid: string;
      updateId: string;
      sentence: string;
      said: string | null;
    },
  ): Promise<void>;
}

const ours = new Set(bindingWords);

/** Sentences that an enterprise has written an answer to (rows 292–303). The words of binding come first. */
export function createAutoReply<Tx>(deps: { autoReplies: AutoReplies<Tx> }): Composer<Tx> {
  const { autoReplies } = deps;
  const isOurs = (sentence: string) => ours.has(sentence.trim());
  return new Composer<Tx>()
    .answer('text', ({ account, update, follower }) =>
      isOurs(update.text) ? undefined : autoReplies.replyFor(account, follower, update.text),
    )
    .on(
      'text',
      async ({ account, update, inboxId, said, tx }) => {
        if (isOurs(update.text)) return;
        const who = { account, openid: update.from, updateId: inboxId };
        await autoReplies.answered(tx, { ...who, sentence: update.text, said });
      },
      ({ text }, account) => autoReplies.isAbout(account, text) && !isOurs(text),
    );
}
