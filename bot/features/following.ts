import { Composer } from '../core/composer.ts';
import type { FollowerState, Reply } from '../core/reply.ts';
import type { AccountRef } from '../core/update.ts';

/** Where a guide's link leads: to bind, or, for who is bound, into the mini-app. */
export interface GuideLink {
  readonly h5Url: string;
  readonly miniProgramPath: string;
}

export interface GuideLinks {
  /** The link carries a ticket made from the callback, so a retry carries the same one. */
  forFollower(account: AccountRef, follower: FollowerState, inboxId: string): GuideLink;
}

export interface FollowGuides<Tx> {
  /** From memory, no I/O; undefined where the guide is off or does not fit into a passive reply. */
  replyFor(account: AccountRef, follower: FollowerState, link: GuideLink): Reply | undefined;
  /** Records the guide's delivery, and queues what a passive reply cannot carry. */
  followed(
    tx: Tx,
    input: {
      account: AccountRef;
      openid: string;
      updateId: string;
      follower: FollowerState;
      link: GuideLink;
      replied: boolean;
      receivedAt: Date;
    },
  ): Promise<void>;
}

export interface Followers<Tx> {
  /** Answers what the follower is now, for the guide's variant. */
  followed(
    tx: Tx,
    account: AccountRef,
    openid: string,
    scene: string | null,
    at: Date,
  ): Promise<FollowerState>;
  /** The binding is kept: who follows again is still bound (row 312). */
  unfollowed(tx: Tx, account: AccountRef, openid: string, at: Date): Promise<void>;
}

/** Follow and unfollow: who follows gets the guide, once a follow (row 37). */
export function createFollowing<Tx>(deps: {
  guides: FollowGuides<Tx>;
  followers: Followers<Tx>;
  links: GuideLinks;
}): Composer<Tx> {
  const feature = new Composer<Tx>();
  feature.answer('event:subscribe', ({ account, follower, inboxId }) =>
    deps.guides.replyFor(account, follower, deps.links.forFollower(account, follower, inboxId)),
  );
  feature.on('event:subscribe', async ({ account, update, inboxId, replied, receivedAt, tx }) => {
    const follower = await deps.followers.followed(tx, account, update.from, update.scene, receivedAt);
    const link = deps.links.forFollower(account, follower, inboxId);
    const openid = update.from;
    await deps.guides.followed(tx, {
      account,
      openid,
      updateId: inboxId,
      follower,
      link,
      replied,
      receivedAt,
    });
  });
  feature.on('event:unsubscribe', ({ account, update, receivedAt, tx }) =>
    deps.followers.unfollowed(tx, account, update.from, receivedAt),
  );
  return feature;
}
