import { z } from 'zod';

import { doneSchema, idSchema, pageQuerySchema } from '../../contract/common.ts';
import {
  contactInputSchema,
  createPartySchema,
  crmClassesSchema,
  followUpPageSchema,
  handedOverSchema,
  handOverSchema,
  ownersSchema,
  partyCountsSchema,
  partyDetailSchema,
  partyPageSchema,
  partyQuerySchema,
  partyReportSchema,
  patchPartySchema,
  putCrmClassesSchema,
  revealedSchema,
  writeFollowUpSchema,
  writeReportSchema,
  type PartyKind,
} from '../../contract/crm.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Classes } from './classes.ts';
import type { Contacts } from './contacts.ts';
import { countParties } from './counts.ts';
import type { PartyView } from './crm.presenter.ts';
import { ownerChoices } from './owners.ts';
import type { Ownership } from './ownership.ts';
import type { Parties } from './parties.ts';
import { listParties } from './party-list.ts';
import type { Actor, CrmStaff } from './ports.ts';
import type { Reports } from './reports.ts';

export interface CrmRouteDeps {
  readonly staff: CrmStaff;
  readonly classes: Classes;
  readonly parties: Parties;
  readonly contacts: Contacts;
  readonly ownership: Ownership;
  readonly reports: Reports;
  readonly view: PartyView;
}

const params = z.strictObject({ id: idSchema });
const contactParams = z.strictObject({ id: idSchema, contactId: idSchema });
const use = { audience: 'staff', permission: 'crm.use' } as const;
const manage = { audience: 'staff', permission: 'crm.manage' } as const;

export const actorOf = (context: { caller: Caller; locale: Locale; requestId: string }): Actor => {
  const { enterpriseId, personId, name, permissions } = context.caller;
  return { enterpriseId, personId, name, permissions, locale: context.locale, requestId: context.requestId };
};

/** The doors of one kind: the same under /customers and under /partners. */
export function createPartyRoutes(
  deps: CrmRouteDeps,
  kind: PartyKind,
  base: `/${string}`,
): RouteDefinition[] {
  const { staff, classes, parties, contacts, ownership, reports, view } = deps;
  type Asked = { em: EntityManager; caller: Caller; locale: Locale; requestId: string };
  const one = (context: Asked, id: string) => view.one(context.em, actorOf(context), kind, id);

  return [
    defineRoute(
      {
        ...{ method: 'get', path: base, ...use },
        summary: 'Own ones, the public pool; all, leavers’ and the bin with crm.manage',
        query: partyQuerySchema,
        response: partyPageSchema,
      },
      async (context) => {
        const by = actorOf(context);
        const { rows, nextCursor } = await listParties(context.em, staff, by, kind, context.query);
        return { items: await view.present(context.em, rows, kind, by.locale), nextCursor };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: base, ...use, status: 201 },
        summary: 'Enter one with its first contact; complete, and not entered before',
        body: createPartySchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const id = await parties.create(context.em, actorOf(context), kind, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/counts`, ...use },
        summary: 'By class, by stage, by owner, among what the caller may see',
        response: partyCountsSchema,
      },
      (context) => countParties(context.em, { staff, classes }, actorOf(context), kind),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/classes`, ...use },
        summary: 'The enterprise’s classes; the preset before it has saved its own',
        response: crmClassesSchema,
      },
      ({ em, locale }) => classes.of(em, kind, locale),
    ),
    defineRoute(
      {
        ...{ method: 'put', path: `${base}/classes`, ...manage, ifMatch: true },
        summary: 'Keep the classes; one in use cannot be left out',
        body: putCrmClassesSchema,
        response: crmClassesSchema,
      },
      async (context) => {
        await classes.save(context.em, actorOf(context), kind, context.version, context.body.items);
        return classes.of(context.em, kind, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/owners`, ...use },
        summary: 'Who may own one; with crm.manage also leavers who still do',
        response: ownersSchema,
      },
      async (context) => ({ items: await ownerChoices(context.em, staff, actorOf(context)) }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/hand-over`, ...use },
        summary: 'To another owner or back to the pool: these, or all of one owner’s',
        body: handOverSchema,
        response: handedOverSchema,
      },
      async (context) => ({
        count: await ownership.handOver(context.em, actorOf(context), kind, context.body),
      }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/:id`, ...use },
        summary: 'One with contacts, follow-ups and history',
        params,
        response: partyDetailSchema,
      },
      (context) => one(context, context.params.id),
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: `${base}/:id`, ...use, ifMatch: true },
        summary: 'Change what is sent; stage and class leave a step of history',
        params,
        body: patchPartySchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id } = context.params;
        await parties.change(context.em, actorOf(context), kind, id, context.version, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/reveal`, ...use },
        summary: 'Numbers and addresses in full; the look is recorded',
        params,
        response: revealedSchema,
      },
      (context) => contacts.reveal(context.em, actorOf(context), { kind, id: context.params.id }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/claim`, ...use },
        summary: 'Out of the public pool, to who asks; one of two at once',
        params,
        response: partyDetailSchema,
      },
      async (context) => {
        await ownership.claim(context.em, actorOf(context), kind, context.params.id);
        return one(context, context.params.id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/bin`, ...use },
        summary: 'Into the recycle bin; its name and number may be entered anew',
        params,
        response: doneSchema,
      },
      async (context) => {
        await parties.bin(context.em, actorOf(context), kind, context.params.id);
        return { done: true as const };
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/restore`, ...manage },
        summary: 'Out of the recycle bin, unless another took its place',
        params,
        response: partyDetailSchema,
      },
      async (context) => {
        await parties.restore(context.em, actorOf(context), kind, context.params.id);
        return one(context, context.params.id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/contacts`, ...use, status: 201 },
        summary: 'Another contact, with mobile and e-mail',
        params,
        body: contactInputSchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id } = context.params;
        await contacts.add(context.em, actorOf(context), { kind, id }, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'put', path: `${base}/:id/contacts/:contactId`, ...use, ifMatch: true },
        summary: 'Change a contact',
        params: contactParams,
        body: contactInputSchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id, contactId } = context.params;
        const of = { kind, id, contactId, version: context.version };
        await contacts.change(context.em, actorOf(context), of, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/contacts/:contactId/remove`, ...use },
        summary: 'Remove a contact; one must stay',
        params: contactParams,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id, contactId } = context.params;
        await contacts.remove(context.em, actorOf(context), { kind, id, contactId });
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/:id/follow-ups`, ...use },
        summary: 'Follow-ups, newest first',
        params,
        query: pageQuerySchema,
        response: followUpPageSchema,
      },
      (context) => view.followUps(context.em, actorOf(context), kind, context.params.id, context.query),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/follow-ups`, ...use, status: 201 },
        summary: 'Note that somebody was in touch; never changed afterwards',
        params,
        body: writeFollowUpSchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id } = context.params;
        await contacts.followUp(context.em, actorOf(context), { kind, id }, context.body.text);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/reports`, ...use, status: 201 },
        summary: 'Report that it should be one’s own; who manages customers decides',
        params,
        body: writeReportSchema,
        response: partyReportSchema,
      },
      async (context) => {
        const by = actorOf(context);
        const id = await reports.report(context.em, by, kind, context.params.id, context.body.reason);
        return reports.one(context.em, by, id);
      },
    ),
  ];
}
