import { Composer } from '../core/composer.ts';
import type { AccountRef } from '../core/update.ts';

export interface DirectoryChange {
  readonly account: AccountRef;
  readonly updateId: string;
}

/** Who keeps staff and departments as WeCom has them. */
export interface DirectoryChanges<Tx> {
  /** Something of this member changed: what, is read anew. */
  memberChanged(tx: Tx, change: DirectoryChange & { readonly userId: string }): Promise<void>;
  departmentChanged(tx: Tx, change: DirectoryChange & { readonly departmentId: number }): Promise<void>;
}

/**
 * What change_contact tells is a hint: the one member or department is read anew and set as it is by
 * then. So copies, gaps and another order of the events come to the same, and fields that an
 * application is no longer told are not missed.
 */
export function createDirectoryChanges<Tx>(deps: { directory: DirectoryChanges<Tx> }): Composer<Tx> {
  const feature = new Composer<Tx>();
  feature.on('event:member', async ({ account, update, inboxId, tx }) => {
    const userId = update.newUserId ?? update.userId;
    await deps.directory.memberChanged(tx, { account, userId, updateId: inboxId });
  });
  feature.on('event:department', async ({ account, update, inboxId, tx }) => {
    const { departmentId } = update;
    await deps.directory.departmentChanged(tx, { account, departmentId, updateId: inboxId });
  });
  // The range of what an application may see can be a tag: who came to one or left it is seen or not from now on.
  feature.on('event:directory_tag', async ({ account, update, inboxId, tx }) => {
    for (const userId of update.userIds)
      await deps.directory.memberChanged(tx, { account, userId, updateId: inboxId });
    for (const departmentId of update.departmentIds)
      await deps.directory.departmentChanged(tx, { account, departmentId, updateId: inboxId });
  });
  return feature;
}
