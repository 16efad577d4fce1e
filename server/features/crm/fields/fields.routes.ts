import { z } from 'zod';

import { doneSchema, idSchema } from '../../../contract/common.ts';
import {
  extendedFieldsQuerySchema,
  extendedFieldsSchema,
  fieldStatusSchema,
  fieldUseSchema,
  moveFieldSchema,
  newExtendedFieldSchema,
  putExtendedFieldSchema,
} from '../../../contract/extended-fields.ts';
import { defineRoute, type RouteDefinition } from '../../../kernel/http/route.ts';
import type { ActorOf } from '../crm.routes.ts';
import type { ExtendedFieldsService } from './fields.ts';

const params = z.strictObject({ id: idSchema });
const keep = { audience: 'staff', permission: 'extended_fields.manage' } as const;
const done = { done: true as const };

/** The page of extended fields; what is entered in them goes with customers, partners and contacts. */
export function createFieldRoutes(fields: ExtendedFieldsService, actorOf: ActorOf): RouteDefinition[] {
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/extended-fields', ...keep },
        summary: 'Extended fields that the caller sees or keeps, in their order',
        query: extendedFieldsQuerySchema,
        response: extendedFieldsSchema,
      },
      async (context) => {
        const { object, disabled } = context.query;
        const wish = { object, disabled: disabled === 'true' };
        return fields.list(context.em, await actorOf(context), wish);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/extended-fields/:id/values', ...keep },
        summary: 'How many values would be deleted with it',
        params,
        response: fieldUseSchema,
      },
      async (context) => ({
        count: await fields.use(context.em, await actorOf(context), context.params.id),
      }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/extended-fields', ...keep, status: 201 },
        summary:
          'Make a field: public with extended_fields.global, or of departments that the caller stands in or above',
        body: newExtendedFieldSchema,
        response: z.strictObject({ id: idSchema }),
      },
      async (context) => ({
        id: await fields.create(context.em, await actorOf(context), context.body),
      }),
    ),
    defineRoute(
      {
        ...{ method: 'put', path: '/extended-fields/:id', ...keep, ifMatch: true },
        summary: 'Change a field; a type or list that what was entered does not fit asks first',
        params,
        body: putExtendedFieldSchema,
        response: doneSchema,
      },
      async (context) => {
        const { params: of, version, body } = context;
        await fields.change(context.em, await actorOf(context), of.id, version, body);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/extended-fields/:id/status', ...keep, ifMatch: true },
        summary: 'Usable, or in no form; values are kept',
        params,
        body: fieldStatusSchema,
        response: doneSchema,
      },
      async (context) => {
        const { params: of, version, body } = context;
        await fields.setUsable(context.em, await actorOf(context), of.id, version, body.usable);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/extended-fields/:id/move', ...keep, ifMatch: true },
        summary: 'Up or down by one row of those that are shown',
        params,
        body: moveFieldSchema,
        response: doneSchema,
      },
      async (context) => {
        const { params: of, version, body } = context;
        await fields.move(context.em, await actorOf(context), of.id, version, body);
        return done;
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/extended-fields/:id/remove', ...keep, ifMatch: true },
        summary: 'Delete a field with all values that were entered in it',
        params,
        response: doneSchema,
      },
      async (context) => {
        await fields.remove(context.em, await actorOf(context), context.params.id, context.version);
        return done;
      },
    ),
  ];
}
