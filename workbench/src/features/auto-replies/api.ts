import {
  autoReplyListSchema,
  autoReplySchema,
  triedAutoReplySchema,
  type AutoReplyRow,
  type TriedAutoReply,
} from '../../../../server/contract/auto-replies.ts';
import { doneSchema } from '../../../../server/contract/common.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export { autoReplyKinds, autoReplyPatterns, mostReplies } from '../../../../server/contract/auto-replies.ts';
export type { AutoReplyRow, TriedAutoReply };

export const autoRepliesKey = ['auto-replies'] as const;

export type RuleInput = Omit<AutoReplyRow, 'id' | 'updatedAt' | 'version'>;

export function listRules(query: Query, signal: AbortSignal) {
  return getJson('/auto-replies', autoReplyListSchema, { query, signal });
}

/** Service accounts that a rule may be for. */
export const accountsQuery = {
  queryKey: [...autoRepliesKey, 'accounts'],
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await listRules({}, signal)).accounts,
};

export function fetchRule(id: string): Promise<AutoReplyRow> {
  return getJson(`/auto-replies/${id}`, autoReplySchema, {});
}

/** @throws ApiError auto_reply.* */
export function createRule(body: RuleInput, idempotencyKey: string): Promise<AutoReplyRow> {
  return writeJson('/auto-replies', autoReplySchema, { method: 'POST', body, idempotencyKey });
}

/** @throws ApiError conflict.version | auto_reply.* */
export function changeRule(
  id: string,
  body: RuleInput,
  version: number,
  idempotencyKey: string,
): Promise<AutoReplyRow> {
  return writeJson(`/auto-replies/${id}`, autoReplySchema, {
    ...{ method: 'PATCH' as const, body, version, idempotencyKey },
  });
}

export function removeRule(id: string, idempotencyKey: string) {
  return writeJson(`/auto-replies/${id}/remove`, doneSchema, { method: 'POST', idempotencyKey });
}

export function trySentence(sentence: string, idempotencyKey: string): Promise<TriedAutoReply> {
  return writeJson('/auto-replies/try', triedAutoReplySchema, {
    ...{ method: 'POST' as const, body: { sentence }, idempotencyKey },
  });
}
