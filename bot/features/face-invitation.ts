import { Composer } from '../core/composer.ts';
import type { FollowerState } from '../core/reply.ts';
import type { FaceInvitations, GuideLinks, InvitedGuides } from './following.ts';

const stranger: FollowerState = {
  ...{ following: true, bound: false },
  ...{ contact: null, company: null, salesperson: null },
};

/**
 * A follower scans such a code: he gets the guide that names him. Whom it names stands in the
 * database, so this is work and no passive reply; who follows by the code is `following`'s.
 */
export function createFaceInvitation<Tx>(deps: {
  invitations: FaceInvitations<Tx>;
  guides: InvitedGuides<Tx>;
  links: GuideLinks;
}): Composer<Tx> {
  const scans = new Composer<Tx>().on('event:scan', async ({ account, update, inboxId, receivedAt, tx }) => {
    const invited = await deps.invitations.scanned(tx, account, update.scene, receivedAt);
    if (invited === null) return;
    const link = deps.links.forFollower(account, stranger, inboxId);
    const who = { account, openid: update.from, updateId: inboxId };
    await deps.guides.invited(tx, { ...who, invited, link, receivedAt });
  });
  return new Composer<Tx>().filter(
    (update, account) =>
      account.mayAct && update.name === 'event:scan' && deps.invitations.isInvitation(update.scene),
    scans,
  );
}
