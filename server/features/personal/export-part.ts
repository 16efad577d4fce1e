import { inTransaction } from '../../kernel/data/transaction.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import { PersonalExport } from './personal.entity.ts';

/** Files that a person has asked for are information about him as well. */
export const exportsPart: PersonalPart = {
  key: 'exports',
  columns: ['PersonalExport.identityId', 'PersonalExport.sealedFile', 'AccountCancellation.sealedPerson'],
  collect: () => Promise.resolve([]),
  async leave(tx, { enterpriseId, identityId, whole }) {
    if (whole) await tx.nativeDelete(PersonalExport, { enterpriseId, identityId });
  },
  erase: (em, { enterpriseId, identityId, whole }) =>
    inTransaction(em, async (tx) => {
      // Also one whose making was under way when he left.
      if (whole) await tx.nativeDelete(PersonalExport, { enterpriseId, identityId });
      return 'done' as const;
    }),
};
