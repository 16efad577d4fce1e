import { z } from 'zod';

import {
  autoReplyListSchema,
  autoReplyQuerySchema,
  autoReplySchema,
  createAutoReplySchema,
  patchAutoReplySchema,
  triedAutoReplySchema,
  tryAutoReplySchema,
} from '../../../contract/auto-replies.ts';
import { doneSchema, idSchema } from '../../../contract/common.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../../kernel/http/route.ts';
import type { AutoReplyRules, RuleEditor } from './rules.ts';

const params = z.strictObject({ id: idSchema });
const staff = { audience: 'staff', permission: 'auto_reply.manage' } as const;

const editorOf = ({ caller, requestId }: { caller: Caller; requestId: string }): RuleEditor => ({
  ...{ enterpriseId: caller.enterpriseId, staffId: caller.personId, name: caller.name, requestId },
});

/** Every endpoint of `server/contract/auto-replies.ts`. */
export function createAutoReplyRoutes(rules: AutoReplyRules): RouteDefinition[] {
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/auto-replies', ...staff },
        summary: 'Rules of auto reply: the public ones and one’s own, found by word and by content',
        query: autoReplyQuerySchema,
        response: autoReplyListSchema,
      },
      (context) => rules.list(context.em, editorOf(context), context.query),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/auto-replies', ...staff, status: 201 },
        summary: 'Add a rule',
        body: createAutoReplySchema,
        response: autoReplySchema,
      },
      (context) => rules.create(context.em, editorOf(context), context.body),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/auto-replies/try', ...staff },
        summary: 'Which rule would answer a sentence; nothing is sent',
        body: tryAutoReplySchema,
        response: triedAutoReplySchema,
      },
      (context) => rules.attempt(context.em, editorOf(context), context.body),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/auto-replies/:id', ...staff },
        summary: 'One rule',
        params,
        response: autoReplySchema,
      },
      (context) => rules.one(context.em, editorOf(context), context.params.id),
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/auto-replies/:id', ...staff, ifMatch: true },
        summary: 'Change a rule; it works so from the next message on',
        params,
        body: patchAutoReplySchema,
        response: autoReplySchema,
      },
      ({ params: { id }, version, body: patch, ...context }) =>
        rules.change(context.em, editorOf(context), { id, version, patch }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/auto-replies/:id/remove', ...staff },
        summary: 'Remove a rule; it answers nobody any more',
        params,
        response: doneSchema,
      },
      async (context) => {
        await rules.remove(context.em, editorOf(context), context.params.id);
        return { done: true as const };
      },
    ),
  ];
}
