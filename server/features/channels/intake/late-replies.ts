import { z } from 'zod';

import type { Composer } from '../../../../bot/core/composer.ts';
import type { Reply } from '../../../../bot/core/reply.ts';
import type { AccountRef } from '../../../../bot/core/update.ts';
import type { Database, EntityManager } from '../../../kernel/data/orm.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { handle, type JobHandler } from '../../../kernel/jobs/job-handler.ts';
import { defineJob, enqueue } from '../../../kernel/jobs/job-kind.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { InboxRow } from '../inbox.entity.ts';
import { openStored, type FindAccount } from './callback-work.ts';
import { readFollower } from './followers.ts';

/** After the third try's window: 3 × 5 s, and some air (platform.md A5). */
const afterLastTryMs = 20_000;

/** A server that is behind has many of these: they share commits. Well within the time above. */
const noteAfterMs = 500;
const noteAtOnce = 200;

/** A passive reply that left too late: once the platform has given up, it goes as a customer-service message. */
export const lateReply = defineJob('callback.late-reply', z.strictObject({ inboxId: z.string() }));

/** Sends a reply that no answer carried, under the key of the reply itself: at most once. */
export interface LateReplySender {
  replyWasLate(
    tx: EntityManager,
    input: { account: AccountRef; openid: string; updateId: string; reply: Reply; receivedAt: Date },
  ): Promise<void>;
}

export interface LateReplies {
  /** An answer with a reply was not written in time. */
  wasLate(inboxId: string): void;
  /** An answer was, to a try that another, earlier one may still fail beside. Noted a moment later, with others. */
  wasGiven(inboxId: string): void;
  /** Notes what is still to be noted. */
  stop(): Promise<void>;
}

export function createLateReplies(deps: { db: Database; clock: Clock; log: Logger }): LateReplies {
  const scope = () => deps.db.acrossTenants('work: inbox and jobs');
  const given: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let noting: Promise<void> = Promise.resolve();

  async function note(write: (tx: EntityManager) => Promise<unknown>): Promise<void> {
    try {
      await inTransaction(scope(), write);
    } catch (error) {
      deps.log.error({ error }, 'how replies left could not be noted');
    }
  }

  async function noteGiven(): Promise<void> {
    timer = undefined;
    while (given.length > 0) {
      const ids = given.splice(0, noteAtOnce);
      await note((tx) => tx.nativeUpdate(InboxRow, { id: { $in: ids } }, { replyGiven: true }));
    }
  }

  return {
    wasLate(inboxId) {
      void note(async (tx) => {
        const unmarked = { id: inboxId, replyLate: false };
        if ((await tx.nativeUpdate(InboxRow, unmarked, { replyLate: true })) === 0) return;
        const now = deps.clock.now();
        await enqueue(
          tx,
          lateReply,
          { inboxId },
          {
            now,
            runAt: new Date(now.getTime() + afterLastTryMs),
            cause: inboxId,
            enterpriseId: null,
            uniqueKey: `late-reply:${inboxId}`,
          },
        );
      });
    },
    wasGiven(inboxId) {
      given.push(inboxId);
      timer ??= setTimeout(() => {
        noting = noteGiven();
      }, noteAfterMs);
    },
    async stop() {
      clearTimeout(timer);
      await noting;
      await noteGiven();
    },
  };
}

export function createLateReplyWork(deps: {
  bot: Pick<Composer<EntityManager>, 'makeAnswer'>;
  sender: LateReplySender;
  findAccount: FindAccount;
  keyring: Keyring;
}): JobHandler {
  return handle(lateReply, async ({ inboxId }, context) => {
    const { row, account, update } = await openStored(context.em, inboxId, deps);
    if (!row.replyLate || row.replyGiven || !account.mayAct) return;
    await context.commit(async (tx) => {
      const follower = await readFollower(tx, account.id, update.from);
      const reply = deps.bot.makeAnswer({ account, update, follower, inboxId });
      if (reply === undefined) return;
      const input = { account, openid: update.from, updateId: inboxId, reply, receivedAt: row.receivedAt };
      await deps.sender.replyWasLate(tx, input);
    });
  });
}
