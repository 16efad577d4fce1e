import { Composer } from '../core/composer.ts';
import type { AccountRef, MemberUpdate } from '../core/update.ts';

export interface MemberChange {
  readonly account: AccountRef;
  readonly userId: string;
  readonly updateId: string;
  readonly at: Date;
}

export interface Members<Tx> {
  /** Whether WeCom counts him as one of the corp who may use the application. Of whom nothing is known, nothing is made. */
  changed(tx: Tx, change: MemberChange & { readonly presence: 'here' | 'gone' }): Promise<void>;
  /** The same person has another userid from now on. */
  renamed(tx: Tx, change: MemberChange & { readonly newUserId: string }): Promise<void>;
}

/** Null: the event says nothing about it. Who is not activated yet neither came nor left. */
function presenceOf({ change, status }: MemberUpdate): 'here' | 'gone' | null {
  if (change === 'delete_user' || status === 'disabled' || status === 'left') return 'gone';
  if (status === 'active' || (change === 'create_user' && status === null)) return 'here';
  return null;
}

/**
 * Members of the corp come, go and get other userids. Presence is set by what is so, and older news
 * changes nothing; a userid is changed once, for it may be another person's by the time of a replay.
 */
export function createMembers<Tx>(deps: { members: Members<Tx> }): Composer<Tx> {
  const feature = new Composer<Tx>();
  feature.once('event:member', async ({ account, update, inboxId, receivedAt, tx }) => {
    const { userId, newUserId } = update;
    if (newUserId === null || newUserId.toLowerCase() === userId.toLowerCase()) return;
    await deps.members.renamed(tx, { account, userId, newUserId, updateId: inboxId, at: receivedAt });
  });
  feature.on('event:member', async ({ account, update, inboxId, receivedAt, tx }) => {
    const presence = presenceOf(update);
    if (presence === null) return;
    const userId = update.newUserId ?? update.userId;
    await deps.members.changed(tx, { account, userId, presence, updateId: inboxId, at: receivedAt });
  });
  return feature;
}
