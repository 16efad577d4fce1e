import type { Composer } from '../../../../bot/core/composer.ts';
import type { AccountRef, Update } from '../../../../bot/core/update.ts';
import { saidIn } from '../../../../bot/channels/official-account/reply.ts';
import { readStored } from '../../../../bot/channels/read-stored.ts';
import { crashPoint } from '../../../kernel/crash-point.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { GiveUpError, handle, type JobHandler } from '../../../kernel/jobs/job-handler.ts';
import { defineJob } from '../../../kernel/jobs/job-kind.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { InboxRow } from '../inbox.entity.ts';
import { unpackContent } from './inbox-content.ts';
import { callbackJobKind, callbackPayload } from './inbox-item.ts';

/** The work of a stored callback; its effects and its end are one transaction. */
export const callbackWork = defineJob(callbackJobKind, callbackPayload, {
  // 1 s, 5 s, 30 s, 5 min, 1 h: the database or our own fault, never a platform's.
  delaysMs: [1_000, 5_000, 30_000, 300_000, 3_600_000],
  leaseMs: 60_000,
});

/** The account that a stored callback came for, also when it is disconnected by now. */
export type FindAccount = (em: EntityManager, channelAccountId: string) => Promise<AccountRef | null>;

export interface StoredCallback {
  readonly row: InboxRow;
  readonly account: AccountRef;
  readonly update: Update;
  /** The passive reply that was given, as it was written. */
  readonly reply: string | null;
}

/** Reads a stored callback back. @throws GiveUpError where it, or its account, is gone */
export async function openStored(
  em: EntityManager,
  inboxId: string,
  deps: { findAccount: FindAccount; keyring: Keyring },
): Promise<StoredCallback> {
  const row = await em.findOne(InboxRow, { id: inboxId });
  if (row === null) throw new GiveUpError('The callback is no longer kept');
  const account = await deps.findAccount(em, row.channelAccountId);
  if (account === null) throw new GiveUpError('The account of the callback is gone');
  const { clear, reply } = unpackContent(deps.keyring.open(row.sealedContent));
  return { row, account, update: readStored(account.channel, clear), reply };
}

export function createCallbackWork(deps: {
  bot: Pick<Composer<EntityManager>, 'runWork'>;
  findAccount: FindAccount;
  keyring: Keyring;
}): JobHandler {
  return handle(
    callbackWork,
    async ({ inboxId, again = false }, context) => {
      const { row, account, update, reply } = await openStored(context.em, inboxId, deps);
      const given = reply === null ? null : saidIn(reply);
      const said = given?.kind === 'text' ? given.text : null;
      await context.commit(async (tx) => {
        const { id, receivedAt, replied } = row;
        await deps.bot.runWork({ account, update, inboxId: id, receivedAt, replied, said, again, tx });
        crashPoint('work.effects');
        await tx.nativeUpdate(InboxRow, { id }, { state: 'done' });
      });
      crashPoint('work.committed');
    },
    async ({ inboxId }, tx) => {
      await tx.nativeUpdate(InboxRow, { id: inboxId }, { state: 'failed' });
    },
  );
}
