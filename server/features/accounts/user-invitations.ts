import { limits } from '../../../config/limits.ts';
import type { InviteResult } from '../../contract/connections.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { InterconnectUser } from './account.entity.ts';
import type { BindingNotices, Places, Records } from './doors.ts';
import { blockedBy, maskPhone, type Memberships } from './memberships.ts';
import type { UserAdmin } from './users.ts';

/** Invitations to bind, of people who have not: one, or many after a training (rows 30, 31). */
export function createUserInvitations(deps: {
  db: Database;
  clock: Clock;
  memberships: Memberships;
  places: Places;
  notices: Pick<BindingNotices, 'invited'>;
  records: Records;
}) {
  async function inviteOne(
    tx: EntityManager,
    admin: UserAdmin,
    userId: string,
    sendAt: Date,
  ): Promise<InviteResult> {
    const now = deps.clock.now();
    const user = await tx.findOne(InterconnectUser, { id: userId });
    const told = (outcome: InviteResult['outcome'], nextAt: Date | null = null): InviteResult => ({
      userId,
      name: user?.name ?? '',
      outcome,
      nextAt: nextAt?.toISOString() ?? null,
    });
    const view = user === null ? null : await deps.memberships.view(tx, user);
    if (user === null || view === null) return told('not_found');
    if (user.accountState !== 'invited' && user.accountState !== 'not_invited') return told('not_inactive');
    if (blockedBy(view, now) === 'ended') return told('ended');
    const last = user.invitedAt ?? null;
    const next = last === null ? now : new Date(last.getTime() + limits.inviteAgainMs);
    if (next > now) return told('too_soon', next);
    // The time of the last one is part of the condition: of two taps at once one invites.
    const claimed = await tx.nativeUpdate(
      InterconnectUser,
      { id: userId, invitedAt: last, accountState: { $in: ['invited', 'not_invited'] } },
      { invitedAt: now, accountState: 'invited' },
    );
    if (claimed === 0) return told('too_soon', new Date(now.getTime() + limits.inviteAgainMs));
    const cause = `${userId}:${now.getTime()}`;
    if (!view.connection.ownEdition) {
      await deps.places.reserve(tx, {
        enterpriseId: user.enterpriseId,
        userId,
        expiresAt: new Date(now.getTime() + limits.invitationReserveMs),
        causeKey: `invite:${cause}`,
        actor: `staff:${admin.staffId}`,
        reason: 'invited',
      });
    }
    await deps.notices.invited(tx, {
      enterpriseId: user.enterpriseId,
      interconnectUserId: userId,
      contactName: user.name,
      company: view.company.name,
      cause,
      at: now,
      sendAt,
    });
    await deps.records.add(tx, {
      enterpriseId: user.enterpriseId,
      actor: `staff:${admin.staffId}`,
      actorName: admin.name,
      action: 'account.invited',
      target: `interconnect_user:${userId}`,
      before: { accountState: user.accountState },
      after: { accountState: 'invited', phone: maskPhone(user.phone) },
      requestId: admin.requestId,
      at: now,
    });
    return told('queued');
  }

  return {
    /** Each in a transaction of its own: one that cannot be invited holds up no other. */
    async invite(admin: UserAdmin, userIds: readonly string[]): Promise<InviteResult[]> {
      const start = deps.clock.now().getTime();
      const results: InviteResult[] = [];
      let queued = 0;
      for (const userId of new Set(userIds)) {
        const sendAt = new Date(start + queued * limits.inviteSpacingMs);
        const result = await inTransaction(deps.db.tenant(admin.enterpriseId), (tx) =>
          inviteOne(tx, admin, userId, sendAt),
        );
        if (result.outcome === 'queued') queued += 1;
        results.push(result);
      }
      return results;
    },
  };
}
export type UserInvitations = ReturnType<typeof createUserInvitations>;
