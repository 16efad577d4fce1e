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

/** Whom a salesperson's code is for. */
export interface Invited {
  readonly contact: string;
  readonly company: string;
}

/** Codes in a salesperson's hand, each for one contact (row 328). */
export interface FaceInvitations<Tx> {
  /** By its form alone: no I/O. */
  isInvitation(scene: string | null): boolean;
  /** Notes the scan for the salesperson's screen. Null: over, not of this account, or bound by now. */
  scanned(tx: Tx, account: AccountRef, scene: string, at: Date): Promise<Invited | null>;
}

export interface InvitedGuides<Tx> {
  /** The guide that names the person, within the minute of the scan; once a callback. */
  invited(
    tx: Tx,
    input: {
      account: AccountRef;
      openid: string;
      updateId: string;
      invited: Invited;
      link: GuideLink;
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
  guides: FollowGuides<Tx> & InvitedGuides<Tx>;
  followers: Followers<Tx>;
  links: GuideLinks;
  invitations: FaceInvitations<Tx>;
}): Composer<Tx> {
  const feature = new Composer<Tx>();
  /** Whom such a code names stands in the database: his guide is a message of its own. */
  const byCode = (account: AccountRef, scene: string | null): scene is string =>
    account.mayAct && deps.invitations.isInvitation(scene);
  feature.answer('event:subscribe', ({ account, update, follower, inboxId }) =>
    byCode(account, update.scene)
      ? undefined
      : deps.guides.replyFor(account, follower, deps.links.forFollower(account, follower, inboxId)),
  );
  feature.on('event:subscribe', async ({ account, update, inboxId, replied, receivedAt, tx }) => {
    const follower = await deps.followers.followed(tx, account, update.from, update.scene, receivedAt);
    const link = deps.links.forFollower(account, follower, inboxId);
    const openid = update.from;
    if (byCode(account, update.scene)) {
      const invited = await deps.invitations.scanned(tx, account, update.scene, receivedAt);
      const who = { account, openid, updateId: inboxId };
      if (invited !== null) {
        await deps.guides.invited(tx, { ...who, invited, link, receivedAt });
        return;
      }
    }
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
