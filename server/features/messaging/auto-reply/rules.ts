import { Buffer } from 'node:buffer';
import type { z } from 'zod';

import { bindingWords } from '../../../../bot/features/binding.ts';
import { limits } from '../../../../config/limits.ts';
import type {
  AutoReplyRow,
  autoReplyQuerySchema,
  createAutoReplySchema,
  patchAutoReplySchema,
  TriedAutoReply,
} from '../../../contract/auto-replies.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { EntityManager } from '../../../kernel/data/orm.ts';
import { inTransaction } from '../../../kernel/data/transaction.ts';
import { AppError, assertThat } from '../../../kernel/errors/app-error.ts';
import { newId } from '../../../kernel/ids.ts';
import type { RecordAction } from '../../records/index.ts';
import type { AccountCards, Records } from '../ports.ts';
import { AutoReplyRule } from './auto-reply.entity.ts';
import type { AutoReplyService } from './auto-replies.ts';
import { answersIn } from './rule-cache.ts';
import { compareRules, isAbout, normalise, wordsOf } from './words.ts';

export interface RuleDeps {
  readonly clock: Clock;
  readonly accounts: AccountCards;
  readonly records: Records;
  readonly autoReplies: Pick<AutoReplyService, 'refresh'>;
}

/** Who does it. */
export interface RuleEditor {
  readonly enterpriseId: string;
  readonly staffId: string;
  readonly name: string;
  readonly requestId: string;
}

type Wish = z.output<typeof createAutoReplySchema>;

const reserved = new Set(bindingWords.map(normalise));

function wishOf(rule: AutoReplyRule): Wish {
  const { words, pattern, replies, enabled, channelAccountIds } = rule;
  const kind = typeof rule.ownerId === 'string' ? 'private' : 'public';
  return { kind, words, pattern, replies, enabled, channelAccountIds };
}

const present = (rule: AutoReplyRule): AutoReplyRow => ({
  id: rule.id,
  ...wishOf(rule),
  updatedAt: rule.updatedAt.toISOString(),
  version: rule.version,
});

/** What others may read of it in the operation records: of a private rule, that there is one. */
function recorded(rule: AutoReplyRule): Record<string, unknown> {
  const { kind, enabled, words, pattern, replies } = wishOf(rule);
  return kind === 'private'
    ? { ruleKind: kind, enabled }
    : { ruleKind: kind, enabled, words, pattern, replies: replies.join('\n') };
}

/** @throws auto_reply.* with what to do */
export function checkWish({ words, pattern, replies }: Pick<Wish, 'words' | 'pattern' | 'replies'>): void {
  const { autoReply, chatTextBytes } = limits;
  const list = wordsOf({ words, pattern });
  const at = (field: string) => ({ field: `body.${field}` });
  assertThat(list.length > 0, 'auto_reply.no_words', 422, at('words'));
  const most = autoReply.words;
  assertThat(list.length <= most, 'auto_reply.words', 422, { ...at('words'), count: list.length, most });
  const longest = pattern === 'sentence' ? autoReply.sentenceLength : autoReply.wordLength;
  const long = list.find((word) => word.length > longest);
  if (long !== undefined) {
    const data = { ...at('words'), word: `${long.slice(0, 12)}…`, most: longest };
    throw new AppError('auto_reply.word_long', { status: 422, data });
  }
  const ours = pattern === 'contains_any' ? undefined : list.find((word) => reserved.has(word));
  if (ours !== undefined)
    throw new AppError('auto_reply.reserved', { status: 422, data: { ...at('words'), word: ours } });
  for (const [index, reply] of replies.entries()) {
    const bytes = Buffer.byteLength(reply, 'utf8');
    const data = { ...at('replies'), number: index + 1, bytes, most: chatTextBytes };
    assertThat(bytes <= chatTextBytes, 'auto_reply.bytes', 422, data);
  }
}

/** Line ends as a chat writes them, and no signs that its XML cannot carry. */
export const tidy = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f\ufffe\uffff]/g, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();

/** Staff write, change, look for and try the rules: public ones are everybody's, private ones their owner's. */
export function createAutoReplyRules(deps: RuleDeps) {
  const visible = (by: RuleEditor) => ({
    enterpriseId: by.enterpriseId,
    $or: [{ ownerId: null }, { ownerId: by.staffId }],
  });

  async function find(tx: EntityManager, by: RuleEditor, id: string): Promise<AutoReplyRule> {
    const rule = await tx.findOne(AutoReplyRule, { id, ...visible(by) });
    assertThat(rule, 'not_found', 404);
    return rule;
  }

  const record = (
    tx: EntityManager,
    by: RuleEditor,
    action: RecordAction,
    change: { id: string; before: Record<string, unknown>; after: Record<string, unknown> },
  ) =>
    deps.records.add(tx, {
      ...{ enterpriseId: by.enterpriseId, actor: `staff:${by.staffId}`, actorName: by.name, action },
      ...{ target: `auto_reply:${change.id}`, before: change.before, after: change.after },
      requestId: by.requestId,
    });

  async function checkAccounts(tx: EntityManager, by: RuleEditor, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const known = new Set((await serviceAccounts(tx, by)).map(({ id }) => id));
    assertThat(
      ids.every((id) => known.has(id)),
      'auto_reply.account',
      422,
      { field: 'body.channelAccountIds' },
    );
  }

  async function checkRoom(tx: EntityManager, by: RuleEditor, kind: Wish['kind']): Promise<void> {
    const { rules, privateRules } = limits.autoReply;
    const all = await tx.count(AutoReplyRule, { enterpriseId: by.enterpriseId });
    assertThat(all < rules, 'auto_reply.too_many', 409, { most: rules });
    if (kind === 'public') return;
    const own = await tx.count(AutoReplyRule, { enterpriseId: by.enterpriseId, ownerId: by.staffId });
    assertThat(own < privateRules, 'auto_reply.too_many_private', 409, { most: privateRules });
  }

  async function serviceAccounts(em: EntityManager, { enterpriseId }: RuleEditor) {
    const all = await deps.accounts.all(em, enterpriseId);
    return all.filter(({ kind }) => kind === 'official-account').map(({ id, name }) => ({ id, name }));
  }

  return {
    async list(em: EntityManager, by: RuleEditor, query: z.output<typeof autoReplyQuerySchema>) {
      const rules = await em.find(AutoReplyRule, visible(by), { orderBy: { id: 'desc' } });
      const wanted = normalise(query.search ?? '');
      const items = rules
        .map(present)
        .filter(({ kind }) => query.kind === undefined || kind === query.kind)
        .filter(({ words, replies }) => [words, ...replies].some((text) => normalise(text).includes(wanted)));
      return { items, nextCursor: null, accounts: await serviceAccounts(em, by) };
    },

    async one(em: EntityManager, by: RuleEditor, id: string): Promise<AutoReplyRow> {
      return present(await find(em, by, id));
    },

    /** @throws auto_reply.* */
    async create(em: EntityManager, by: RuleEditor, input: Wish): Promise<AutoReplyRow> {
      const wish = { ...input, words: tidy(input.words), replies: input.replies.map(tidy) };
      checkWish(wish);
      const made = await inTransaction(em, async (tx) => {
        await checkAccounts(tx, by, wish.channelAccountIds);
        await checkRoom(tx, by, wish.kind);
        const { kind, ...values } = wish;
        const now = deps.clock.now();
        const rule = tx.create(AutoReplyRule, {
          ...{ id: newId(), enterpriseId: by.enterpriseId, ...values },
          ...{ ownerId: kind === 'private' ? by.staffId : null, createdAt: now, updatedAt: now },
        });
        await tx.flush();
        await record(tx, by, 'auto_reply.created', { id: rule.id, before: {}, after: recorded(rule) });
        return present(rule);
      });
      await deps.autoReplies.refresh();
      return made;
    },

    /** A public rule that becomes private is the caller's own from then on. @throws conflict.version · auto_reply.* */
    async change(
      em: EntityManager,
      by: RuleEditor,
      input: { id: string; version: number; patch: z.output<typeof patchAutoReplySchema> },
    ): Promise<AutoReplyRow> {
      const changed = await inTransaction(em, async (tx) => {
        const rule = await find(tx, by, input.id);
        assertThat(rule.version === input.version, 'conflict.version', 409);
        const { patch } = input;
        const was = wishOf(rule);
        const wish: Wish = {
          kind: patch.kind ?? was.kind,
          words: tidy(patch.words ?? was.words),
          pattern: patch.pattern ?? was.pattern,
          replies: (patch.replies ?? was.replies).map(tidy),
          enabled: patch.enabled ?? was.enabled,
          channelAccountIds: patch.channelAccountIds ?? was.channelAccountIds,
        };
        checkWish(wish);
        // One that is gone by now may stay chosen: it answers nobody.
        if (patch.channelAccountIds !== undefined) {
          const fresh = patch.channelAccountIds.filter((id) => !was.channelAccountIds.includes(id));
          await checkAccounts(tx, by, fresh);
        }
        if (wish.kind === 'private' && was.kind === 'public') {
          const { privateRules } = limits.autoReply;
          const own = await tx.count(AutoReplyRule, { enterpriseId: by.enterpriseId, ownerId: by.staffId });
          assertThat(own < privateRules, 'auto_reply.too_many_private', 409, { most: privateRules });
        }
        const before = recorded(rule);
        rule.ownerId = wish.kind === 'private' ? by.staffId : null;
        rule.words = wish.words;
        rule.pattern = wish.pattern;
        rule.replies = [...wish.replies];
        rule.enabled = wish.enabled;
        rule.channelAccountIds = [...wish.channelAccountIds];
        rule.updatedAt = deps.clock.now();
        await tx.flush();
        await record(tx, by, 'auto_reply.changed', { id: rule.id, before, after: recorded(rule) });
        return present(rule);
      });
      await deps.autoReplies.refresh();
      return changed;
    },

    async remove(em: EntityManager, by: RuleEditor, id: string): Promise<void> {
      await inTransaction(em, async (tx) => {
        const rule = await find(tx, by, id);
        await tx.nativeDelete(AutoReplyRule, { id });
        await record(tx, by, 'auto_reply.removed', { id, before: recorded(rule), after: {} });
      });
      await deps.autoReplies.refresh();
    },

    /** Which rule would answer a sentence, by the rules as they are saved. */
    async attempt(
      em: EntityManager,
      by: RuleEditor,
      input: { sentence: string; channelAccountId?: string | undefined },
    ): Promise<TriedAutoReply> {
      const sentence = normalise(input.sentence);
      const accountId = input.channelAccountId;
      const rules = (await em.find(AutoReplyRule, { ...visible(by), enabled: true }))
        .filter((rule) => accountId === undefined || answersIn(rule, accountId))
        .filter((rule) => isAbout(rule, sentence))
        .sort(compareRules);
      const common = rules.find(({ ownerId }) => typeof ownerId !== 'string') ?? null;
      const own = rules.find(({ ownerId }) => typeof ownerId === 'string') ?? common;
      if (bindingWords.includes(input.sentence.trim())) return { reserved: true, own: null, others: null };
      const shown = (rule: AutoReplyRule | null) => (rule === null ? null : present(rule));
      return { reserved: false, own: shown(own), others: shown(common) };
    },
  };
}
export type AutoReplyRules = ReturnType<typeof createAutoReplyRules>;
