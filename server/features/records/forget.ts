import type { EntityManager } from '../../kernel/data/orm.ts';
import { writeRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { maskText } from '../../kernel/log/logger.ts';
import { OperationRecord } from './record.entity.ts';

export interface Forgotten {
  readonly tenants: readonly string[];
  /** identity:<id>: what he did. */
  readonly actors: readonly string[];
  /** What was done to him, or to what he was a part of. */
  readonly targets: readonly string[];
  /** His names, numbers and addresses, wherever they stand in before and after. */
  readonly words: readonly string[];
  readonly pseudonym: string;
}

const step = 200;

function without(value: unknown, words: readonly string[], pseudonym: string): unknown {
  if (typeof value === 'string') return words.reduce((text, word) => text.replaceAll(word, pseudonym), value);
  if (Array.isArray(value)) return value.map((item: unknown) => without(item, words, pseudonym));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [key, without(item, words, pseudonym)]),
  );
}

/**
 * Puts a pseudonym in a person's place, and changes nothing else of what was done, when, and to what.
 * The one exception to «append-only»: the law obliges to delete, and records stay for their time.
 */
export async function forgetInRecords(em: EntityManager, person: Forgotten): Promise<void> {
  const { tenants, actors, targets, pseudonym } = person;
  // Records hold numbers masked.
  const words = [...new Set(person.words.flatMap((word) => [word, maskText(word)]))]
    .filter((word) => word.length > 1)
    .sort((left, right) => right.length - left.length);
  for (let after = ''; ;) {
    const rows = await em.find(
      OperationRecord,
      {
        enterpriseId: { $in: [...tenants] },
        id: { $gt: after },
        $or: [{ actor: { $in: [...actors] } }, { target: { $in: [...targets] } }],
      },
      { orderBy: { id: 'asc' }, limit: step, disableIdentityMap: true },
    );
    await inTransaction(em, async (tx) => {
      for (const row of rows) {
        const name = actors.includes(row.actor) ? pseudonym : row.actorName;
        const before = JSON.stringify(without(row.before, words, pseudonym));
        const told = JSON.stringify(without(row.after, words, pseudonym));
        await writeRows(
          tx,
          'update operation_record set actor_name = ?, `before` = ?, `after` = ? where id = ? and enterprise_id = ?',
          [name, before, told, row.id, row.enterpriseId],
        );
      }
    });
    const last = rows.at(-1);
    if (last === undefined || rows.length < step) return;
    after = last.id;
  }
}
