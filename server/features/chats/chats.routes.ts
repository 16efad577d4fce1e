import { z } from 'zod';

import { chatHistorySchema, chatPageSchema, chatQuerySchema } from '../../contract/chats.ts';
import { idSchema, pageQuerySchema } from '../../contract/common.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Chats } from './chats.ts';

export function createChatRoutes(deps: { chats: Chats }): RouteDefinition[] {
  const { chats } = deps;
  const params = z.strictObject({ id: idSchema });
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/chats', audience: 'staff', permission: 'chats.read' },
        summary: 'Chats in sight, the last that were heard of first',
        query: chatQuerySchema,
        response: chatPageSchema,
      },
      ({ em, caller, query, locale }) => chats.list(em, caller, query, { colleagues: false, locale }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/chat-history', audience: 'staff', permission: 'chat_history.read' },
        summary: 'Chats in sight that others look after: of subordinates, and by department rights',
        query: chatQuerySchema,
        response: chatPageSchema,
      },
      ({ em, caller, query, locale }) => chats.list(em, caller, query, { colleagues: true, locale }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/chats/:id/messages', audience: 'staff', permission: 'chat_history.view' },
        summary: 'What was said in a chat in sight, newest first',
        params,
        query: pageQuerySchema,
        response: chatHistorySchema,
      },
      ({ em, caller, params: { id }, query, locale }) => chats.history(em, caller, id, { ...query, locale }),
    ),
  ];
}
