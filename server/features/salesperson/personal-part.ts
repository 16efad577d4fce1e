import { inTransaction } from '../../kernel/data/transaction.ts';
import type { PersonalPart } from '../../kernel/personal-data.ts';
import { OpeningRow } from './salesperson.entity.ts';

const step = 200;

/** Names in what salespeople opened many at once. */
export const salespersonPart: PersonalPart = {
  key: 'salesperson',
  columns: ['OpeningRow.people'],
  // The accounts that came of it are told there.
  collect: () => Promise.resolve([]),

  async erase(em, { enterpriseId, names, pseudonym, whole }) {
    if (!whole || names.length === 0) return 'done';
    for (let after = ''; ;) {
      const rows = await em.find(
        OpeningRow,
        { enterpriseId, id: { $gt: after } },
        { orderBy: { id: 'asc' }, limit: step, disableIdentityMap: true },
      );
      await inTransaction(em, async (tx) => {
        for (const { id, people } of rows) {
          if (!people.some(({ name }) => names.includes(name))) continue;
          const rest = people.map((one) => (names.includes(one.name) ? { ...one, name: pseudonym } : one));
          await tx.nativeUpdate(OpeningRow, { id, enterpriseId }, { people: rest });
        }
      });
      const last = rows.at(-1);
      if (last === undefined || rows.length < step) return 'done';
      after = last.id;
    }
  },
};
