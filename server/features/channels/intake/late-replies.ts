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
}

export function createLateReplies(deps: { db: Database; clock: Clock; log: Logger }): LateReplies {
  const scope = () => deps.db.acrossTenants('work: inbox and jobs');
  return {
    wasLate(inboxId) {
      const noted = inTransaction(scope(), async (tx) => {
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
      noted.catch((error: unknown) => {
        deps.log.error({ error, inboxId }, 'that a reply left too late could not be noted');
      });
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
