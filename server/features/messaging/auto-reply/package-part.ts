import { limits } from '../../../../config/limits.ts';
import { autoReplyPatterns, createAutoReplySchema } from '../../../contract/auto-replies.ts';
import type { ItemValues as Item } from '../../../contract/packages.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../../kernel/errors/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import { AutoReplyRule } from './auto-reply.entity.ts';
import { checkWish, tidy } from './rules.ts';
import { wordsOf } from './words.ts';

const key = 'auto_replies';
interface Write {
  readonly key: string;
  readonly before: Item | null;
  readonly after: Item;
}
const valuesSchema = createAutoReplySchema.omit({ kind: true, channelAccountIds: true }).required();

/** @throws package.part_invalid | auto_reply.* */
function ruleOf(item: Item) {
  const parsed = valuesSchema.safeParse(item);
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? '');
    throw new AppError('package.part_invalid', { status: 422, data: { part: key, field } });
  }
  const { words, replies, ...rest } = parsed.data;
  const rule = { ...rest, words: tidy(words), replies: replies.map(tidy) };
  checkWish(rule);
  return rule;
}

/** Rules have no name: what they wait for is what one calls them by. */
function keyOf(item: Item): string {
  const pattern = autoReplyPatterns.find((one) => one === item['pattern']) ?? 'sentence';
  const words = wordsOf({ words: String(item['words'] ?? ''), pattern });
  return `${pattern}:${words.sort().join('|')}`;
}

const itemOf = ({ words, pattern, replies, enabled }: AutoReplyRule): Item => ({
  ...{ words, pattern, enabled },
  replies: [...replies],
});

/**
 * Auto replies as configuration packages carry them: the public rules. Private ones are their owner's, and
 * service accounts are each enterprise's own: a new rule answers in all of them, one that is there
 * keeps those that were chosen.
 */
export function createAutoRepliesPart() {
  const rulesOf = (em: EntityManager, enterpriseId: string) =>
    em.find(
      AutoReplyRule,
      { enterpriseId, ownerId: null },
      { orderBy: { id: 'asc' }, disableIdentityMap: true },
    );
  const read = async (em: EntityManager, enterpriseId: string): Promise<Item[]> =>
    (await rulesOf(em, enterpriseId)).map(itemOf);

  return {
    key,
    version: 1,
    itemFields: [
      { key: 'words', kind: 'line' },
      { key: 'pattern', kind: 'choice', choices: autoReplyPatterns },
      { key: 'replies', kind: 'lines' },
      { key: 'enabled', kind: 'switch' },
    ],
    keyOf,
    /** Of two that wait for the same, the older answers. */
    async pack(em: EntityManager, enterpriseId: string): Promise<Item[]> {
      const items = await read(em, enterpriseId);
      return items.filter((item, at) => items.findIndex((one) => keyOf(one) === keyOf(item)) === at);
    },
    read,
    clean: (item: Item): Item => ({ ...ruleOf(item) }),
    async check(em: EntityManager, input: { enterpriseId: string; writes: readonly Write[] }): Promise<void> {
      const fresh = input.writes.filter(({ before }) => before === null).length;
      if (fresh === 0) return;
      const most = limits.autoReply.rules;
      const there = await em.count(AutoReplyRule, { enterpriseId: input.enterpriseId });
      assertThat(there + fresh <= most, 'auto_reply.too_many', 409, { most });
    },
    async write(tx: EntityManager, enterpriseId: string, writes: readonly Write[], now: Date): Promise<void> {
      const rows = await tx.find(AutoReplyRule, { enterpriseId, ownerId: null }, { orderBy: { id: 'asc' } });
      for (const { key: at, after } of writes) {
        const rule = ruleOf(after);
        const row = rows.find((one) => keyOf(itemOf(one)) === at);
        if (row === undefined)
          await tx.insert(AutoReplyRule, {
            ...{ id: newId(), enterpriseId, ...rule, ownerId: null, channelAccountIds: [] },
            ...{ createdAt: now, updatedAt: now, version: 1 },
          });
        else Object.assign(row, { ...rule, updatedAt: now });
      }
      await tx.flush();
    },
  } as const;
}
