import { z } from 'zod';

import { idSchema } from '../../../contract/common.ts';
import { partyDetailSchema, type PartyKind } from '../../../contract/crm.ts';
import {
  idNumberSettingSchema,
  putIdNumberSchema,
  putIdNumberSettingSchema,
  revealedIdNumberSchema,
} from '../../../contract/id-numbers.ts';
import { defineRoute, type RouteDefinition } from '../../../kernel/http/route.ts';
import type { PartyView } from '../crm.presenter.ts';
import type { ActorOf } from '../crm.routes.ts';
import type { IdNumbers } from './id-numbers.ts';

interface Doors {
  readonly idNumbers: IdNumbers;
  readonly view: Pick<PartyView, 'one'>;
  readonly actorOf: ActorOf;
}
const params = z.strictObject({ id: idSchema, contactId: idSchema });
const manage = { audience: 'staff', permission: 'crm.manage' } as const;
/** And `crm.id_numbers`, which the service asks for. */
const use = { audience: 'staff', permission: 'crm.use' } as const;

/** The enterprise's switch. */
export function createIdNumberSettingRoutes({ idNumbers, actorOf }: Omit<Doors, 'view'>): RouteDefinition[] {
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/crm-id-numbers', ...manage },
        summary: 'Whether ID numbers of contacts are kept, what for, and how many are stored',
        response: idNumberSettingSchema,
      },
      ({ em }) => idNumbers.setting(em),
    ),
    defineRoute(
      {
        ...{ method: 'put', path: '/crm-id-numbers', ...manage, ifMatch: true },
        summary: 'Keep ID numbers for a stated purpose, or keep none and say what becomes of the stored',
        body: putIdNumberSettingSchema,
        response: idNumberSettingSchema,
      },
      async (context) => {
        const by = await actorOf(context);
        await idNumbers.save(context.em, by, context.version, context.body);
        return idNumbers.setting(context.em);
      },
    ),
  ];
}

/** A contact's number, under the records of one kind. */
export function createIdNumberRoutes(
  { idNumbers, view, actorOf }: Doors,
  kind: PartyKind,
  base: `/${string}`,
): RouteDefinition[] {
  const path = `${base}/:id/contacts/:contactId/id-number` as const;
  return [
    defineRoute(
      {
        ...{ method: 'put', path, ...use, ifMatch: true },
        summary: 'Store a contact’s ID number, sealed, after his separate consent (crm.id_numbers)',
        params,
        body: putIdNumberSchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const [by, { id, contactId }] = [await actorOf(context), context.params];
        await idNumbers.put(context.em, by, { kind, id, contactId, version: context.version }, context.body);
        return view.one(context.em, by, kind, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/reveal`, ...use },
        summary: 'A contact’s ID number in full; the look is recorded (crm.id_numbers)',
        params,
        response: revealedIdNumberSchema,
      },
      async (context) => ({
        number: await idNumbers.reveal(context.em, await actorOf(context), { kind, ...context.params }),
      }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${path}/remove`, ...use, ifMatch: true },
        summary: 'Delete a contact’s ID number for good (crm.id_numbers)',
        params,
        response: partyDetailSchema,
      },
      async (context) => {
        const [by, { id, contactId }] = [await actorOf(context), context.params];
        await idNumbers.remove(context.em, by, { kind, id, contactId, version: context.version });
        return view.one(context.em, by, kind, id);
      },
    ),
  ];
}
