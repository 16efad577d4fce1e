import type { Dialect, EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { assertThat } from '../../../kernel/errors/app-error.ts';
import { reviveDead } from '../../../kernel/jobs/job-table.ts';
import { enqueue } from '../../../kernel/jobs/job-kind.ts';
import type { Records } from '../accounts.ts';
import { InboxRow, type InboxState } from '../inbox.entity.ts';
import { jobsOf, targetOf } from './callback-effects.ts';
import { callbackWork } from './callback-work.ts';
import { callbackJobKind, orderKeyOfPerson } from './inbox-item.ts';

export interface Replayer {
  readonly enterpriseId: string;
  readonly actor: string;
  readonly actorName: string;
  readonly requestId: string;
  readonly now: Date;
}

/** Worked, or given up. What no feature worked on has nothing to do again, and may have come unsigned (R2). */
export const canReplay = (state: InboxState): boolean => state === 'done' || state === 'failed';

/**
 * Works a stored callback again, after what its person has waiting. Nothing is answered to the
 * platform; effects are by state or carry keys of their own, and what was counted or ended once is left
 * out (`Composer.once`). One that was given up has its own job tried again: its work was never done.
 * @throws not_found · callback.waiting · callback.no_work
 */
export async function replayCallback(
  em: EntityManager,
  id: string,
  by: Replayer,
  deps: { readonly dialect: Dialect; readonly records: Records },
): Promise<InboxRow> {
  return inTransaction(em, async (tx) => {
    const row = await tx.findOne(InboxRow, { id });
    assertThat(row, 'not_found', 404);
    const before = row.state;
    assertThat(before !== 'waiting', 'callback.waiting', 409);
    assertThat(canReplay(before), 'callback.no_work', 409);
    // Whoever comes second at the same moment finds it waiting.
    const taken = await tx.nativeUpdate(InboxRow, { id, state: before }, { state: 'waiting' });
    assertThat(taken === 1, 'callback.waiting', 409);
    const jobs = before === 'failed' ? await jobsOf(tx, row) : [];
    const dead = jobs.find(({ kind, state }) => kind === callbackJobKind && state === 'dead');
    const revived = dead !== undefined && (await reviveDead(tx, deps.dialect, dead.id, by.now));
    if (!revived) {
      await enqueue(
        tx,
        callbackWork,
        { inboxId: id, again: before === 'done' },
        {
          now: by.now,
          cause: id,
          enterpriseId: row.enterpriseId,
          orderKey: orderKeyOfPerson(row.channelAccountId, row.sender),
        },
      );
    }
    await deps.records.add(tx, {
      enterpriseId: by.enterpriseId,
      actor: by.actor,
      actorName: by.actorName,
      action: 'callback.replayed',
      target: targetOf(id),
      before: { state: before },
      after: { state: 'waiting' },
      requestId: by.requestId,
      at: by.now,
    });
    return tx.findOneOrFail(InboxRow, { id }, { refresh: true });
  });
}
