import {
  chatHistorySchema,
  chatKindSchema,
  chatPageSchema,
  type ChatCarrier,
  type ChatHistory,
  type ChatMessageRow,
  type ChatRow,
} from '../../../../server/contract/chats.ts';
import { getJson, type Query } from '../../shared/api/request.ts';

export type { ChatCarrier, ChatHistory, ChatMessageRow, ChatRow };
export const chatKinds = chatKindSchema.options;

export const chatsKey = ['chats'] as const;

/** Everybody's in sight, or those that others look after. */
export function listChats(which: 'chats' | 'chat-history', query: Query, signal: AbortSignal) {
  return getJson(`/${which}`, chatPageSchema, { query, signal });
}

export function fetchHistory(id: string, cursor: string | undefined, signal: AbortSignal) {
  return getJson(`/chats/${id}/messages`, chatHistorySchema, { query: { cursor, limit: 50 }, signal });
}
