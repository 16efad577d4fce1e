import { inTransaction } from '../../kernel/data/transaction.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import { Registration, RegistrationLook } from './registration.entity.ts';

/** What a person wrote when he registered himself, and how often he looked names up. */
export const registrationPart: PersonalPart = {
  key: 'registration',
  columns: [
    ...['Registration.identityId', 'Registration.phone', 'Registration.openPhone', 'Registration.name'],
    ...['Registration.answers', 'Registration.contactId'],
    ...['RegistrationLook.identityId', 'RegistrationLook.networkHash'],
  ],

  async collect(em, { enterpriseId, identityId }) {
    const rows = await em.find(
      Registration,
      { enterpriseId, identityId },
      { orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
    return [
      {
        key: 'registrations',
        facts: rows.map(({ name, phone, customerName, answers, createdAt }) => ({
          ...{ name, phone, company: customerName, created: createdAt.toISOString() },
          ...{ email: answers.email ?? '', position: answers.position ?? '', text: answers.note ?? '' },
        })),
      },
    ];
  },

  /** One that waits would open an account for somebody who has gone. */
  async leave(tx, { enterpriseId, identityId, whole }) {
    if (!whole) return;
    const waiting = { state: { $in: ['pending' as const, 'waiting_quota' as const] } };
    await tx.nativeDelete(Registration, { enterpriseId, identityId, ...waiting });
    await tx.nativeDelete(RegistrationLook, { enterpriseId, identityId });
  },

  /** What came of it stays, so that whoever joins the same customer later comes into the same company. */
  erase: (em, { enterpriseId, identityId, userIds, pseudonym, whole }) =>
    inTransaction(em, async (tx) => {
      const his = whole ? { identityId } : { identityId, interconnectUserId: { $in: [...userIds] } };
      await tx.nativeUpdate(
        Registration,
        { enterpriseId, ...his },
        { name: pseudonym, phone: '', openPhone: null, answers: {} },
      );
      return 'done' as const;
    }),
};
