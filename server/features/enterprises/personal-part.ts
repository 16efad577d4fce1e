import type { Clock } from '../../kernel/clock.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import { InvitationCode, InvitationUse } from './invitation.entity.ts';

/** By which codes a person came, and codes that were made for his number. */
export function createEnterprisesPart(deps: { clock: Clock }): PersonalPart {
  return {
    key: 'enterprises',
    columns: [
      ...['InvitationUse.identityId', 'InvitationUse.contactName', 'InvitationUse.phone'],
      ...['InvitationUse.membershipId', 'InvitationCode.contactName', 'InvitationCode.phone'],
    ],

    async collect(em, { enterpriseId, identityId }) {
      const uses = await em.find(
        InvitationUse,
        { enterpriseId, identityId },
        { orderBy: { id: 'asc' }, disableIdentityMap: true },
      );
      return [
        {
          key: 'invitations',
          facts: uses.map(({ contactName, phone, createdAt }) => ({
            ...{ name: contactName, phone, created: createdAt.toISOString() },
          })),
        },
      ];
    },

    erase: (em, { enterpriseId, identityId, userIds, phones, pseudonym, whole }) =>
      inTransaction(em, async (tx) => {
        const his = whole ? { identityId } : { identityId, membershipId: { $in: [...userIds] } };
        const nameless = { contactName: pseudonym, phone: '' };
        await tx.nativeUpdate(InvitationUse, { enterpriseId, ...his }, nameless);
        if (!whole || phones.length === 0) return 'done' as const;
        const made = { enterpriseId, phone: { $in: [...phones] } };
        // Without its number it would be anybody's.
        await tx.nativeUpdate(
          InvitationCode,
          { ...made, usedUp: false, revokedAt: null },
          { revokedAt: deps.clock.now() },
        );
        await tx.nativeUpdate(InvitationCode, made, nameless);
        return 'done' as const;
      }),
  };
}
