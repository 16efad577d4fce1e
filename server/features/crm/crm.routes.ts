import { z } from 'zod';

import { doneSchema, idSchema, pageQuerySchema } from '../../contract/common.ts';
import {
  analysisQuerySchema,
  analysisSchema,
  contactBodySchema,
  createPartySchema,
  crmClassesSchema,
  followUpPageSchema,
  handedOverSchema,
  handOverSchema,
  newDealSchema,
  newVisitSchema,
  ownersSchema,
  partyCountsSchema,
  partyDetailSchema,
  partyPageSchema,
  partyQuerySchema,
  partyReportSchema,
  patchPartySchema,
  putCrmClassesSchema,
  revealedSchema,
  strikeDealSchema,
  writeFollowUpSchema,
  writeReportSchema,
  type Analysis,
  type AnalysisQuery,
  type PartyKind,
} from '../../contract/crm.ts';
import { formFieldsSchema } from '../../contract/extended-fields.ts';
import type { Locale } from '../../contract/common.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Classes } from './classes.ts';
import type { Contacts } from './contacts.ts';
import { countParties } from './counts.ts';
import type { PartyView } from './crm.presenter.ts';
import type { FieldValuesService } from './fields/values.ts';
import { ownerChoices } from './owners.ts';
import type { Ownership } from './ownership.ts';
import type { Parties } from './parties.ts';
import { listParties } from './party-list.ts';
import type { Actor, CrmStaff } from './ports.ts';
import type { Deals } from './deals.ts';
import type { Reports } from './reports.ts';
import { departmentRights, looksIntoDepartments } from './visibility.ts';
import type { Visits } from './visits.ts';

export interface CrmRouteDeps {
  readonly staff: CrmStaff;
  readonly classes: Classes;
  readonly parties: Parties;
  readonly contacts: Contacts;
  readonly ownership: Ownership;
  readonly reports: Reports;
  readonly view: PartyView;
  readonly visits: Visits;
  readonly deals: Deals;
  readonly values: FieldValuesService;
  readonly analysis: (em: EntityManager, by: Actor, query: AnalysisQuery) => Promise<Analysis>;
  readonly actorOf: ActorOf;
}

const params = z.strictObject({ id: idSchema });
const contactParams = z.strictObject({ id: idSchema, contactId: idSchema });
const use = { audience: 'staff', permission: 'crm.use' } as const;
const manage = { audience: 'staff', permission: 'crm.manage' } as const;

type Asked = { em: EntityManager; caller: Caller; locale: Locale; requestId: string };
export type ActorOf = (context: Asked) => Promise<Actor>;

/** Who acts, with the departments that his rights open at this moment. */
export const createSighted =
  (staff: Pick<CrmStaff, 'departmentsSeen'>) =>
  async (em: EntityManager, who: Omit<Actor, 'departmentIds'>): Promise<Actor> => {
    const departmentIds = looksIntoDepartments(who)
      ? await staff.departmentsSeen(em, who, departmentRights)
      : new Set<string>();
    return { ...who, departmentIds };
  };

/** Who acts, as his session says. */
export function createActorOf(staff: Pick<CrmStaff, 'departmentsSeen'>): ActorOf {
  const sighted = createSighted(staff);
  return ({ em, caller, locale, requestId }) => {
    const { enterpriseId, personId, name, permissions } = caller;
    return sighted(em, { enterpriseId, personId, name, permissions, locale, requestId });
  };
}

/** The doors of one kind: the same under /customers and under /partners. */
export function createPartyRoutes(
  deps: CrmRouteDeps,
  kind: PartyKind,
  base: `/${string}`,
): RouteDefinition[] {
  const { staff, classes, parties, contacts, ownership, reports, view, visits, deals, values, actorOf } =
    deps;
  const one = async (context: Asked, id: string) => view.one(context.em, await actorOf(context), kind, id);

  /** Customers buy; partners do not. */
  const dealRoutes = (): RouteDefinition[] => [
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/analysis`, ...use },
        summary: 'By owner in sight: stages, overdue visits, buyers, repeat buyers, deals, satisfaction',
        query: analysisQuerySchema,
        response: analysisSchema,
      },
      async (context) => deps.analysis(context.em, await actorOf(context), context.query),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/deals`, ...use, status: 201 },
        summary: 'Record what was bought, in fen; the first deal moves the stage',
        params,
        body: newDealSchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id } = context.params;
        await deals.add(context.em, await actorOf(context), id, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/deals/:dealId/strike`, ...use },
        summary: 'Strike a mistaken deal out; it stays readable and counts no more',
        params: z.strictObject({ id: idSchema, dealId: idSchema }),
        body: strikeDealSchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id, dealId } = context.params;
        await deals.strike(context.em, await actorOf(context), { partyId: id, dealId }, context.body.reason);
        return one(context, id);
      },
    ),
  ];

  return [
    ...(kind === 'partner' ? [] : dealRoutes()),
    defineRoute(
      {
        ...{ method: 'get', path: base, ...use },
        summary:
          'Own ones, the public pool, departments’ by their rights; leavers’ and the bin with crm.manage',
        query: partyQuerySchema,
        response: partyPageSchema,
      },
      async (context) => {
        const by = await actorOf(context);
        const { rows, nextCursor } = await listParties(
          context.em,
          { staff, visits },
          by,
          kind,
          context.query,
        );
        return { items: await view.present(context.em, rows, kind, by), nextCursor };
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
        const id = await parties.create(context.em, await actorOf(context), kind, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/counts`, ...use },
        summary: 'By class, by stage, by owner, among what the caller may see',
        response: partyCountsSchema,
      },
      async (context) => countParties(context.em, { staff, classes }, await actorOf(context), kind),
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
        await classes.save(context.em, await actorOf(context), kind, context.version, context.body.items);
        return classes.of(context.em, kind, context.locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/fields`, ...use },
        summary: 'Extended fields of the forms, those that the caller sees',
        response: formFieldsSchema,
      },
      async ({ em, caller }) => ({
        party: await values.forms(em, caller, kind),
        contact: await values.forms(em, caller, 'contact'),
      }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: `${base}/owners`, ...use },
        summary: 'Who may own one; with crm.manage also leavers who still do',
        response: ownersSchema,
      },
      async (context) => ({ items: await ownerChoices(context.em, staff, await actorOf(context)) }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/hand-over`, ...use },
        summary: 'To another owner or back to the pool: these, or all of one owner’s',
        body: handOverSchema,
        response: handedOverSchema,
      },
      async (context) => ({
        count: await ownership.handOver(context.em, await actorOf(context), kind, context.body),
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
        await parties.change(context.em, await actorOf(context), kind, id, context.version, context.body);
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
      async (context) => contacts.reveal(context.em, await actorOf(context), { kind, id: context.params.id }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/claim`, ...use },
        summary: 'Out of the public pool, to who asks; one of two at once',
        params,
        response: partyDetailSchema,
      },
      async (context) => {
        await ownership.claim(context.em, await actorOf(context), kind, context.params.id);
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
        await parties.bin(context.em, await actorOf(context), kind, context.params.id);
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
        await parties.restore(context.em, await actorOf(context), kind, context.params.id);
        return one(context, context.params.id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/contacts`, ...use, status: 201 },
        summary: 'Another contact, with mobile and e-mail',
        params,
        body: contactBodySchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id } = context.params;
        await contacts.add(context.em, await actorOf(context), { kind, id }, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'put', path: `${base}/:id/contacts/:contactId`, ...use, ifMatch: true },
        summary: 'Change a contact',
        params: contactParams,
        body: contactBodySchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id, contactId } = context.params;
        const of = { kind, id, contactId, version: context.version };
        await contacts.change(context.em, await actorOf(context), of, context.body);
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
        await contacts.remove(context.em, await actorOf(context), { kind, id, contactId });
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
      async (context) =>
        view.followUps(context.em, await actorOf(context), kind, context.params.id, context.query),
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
        await contacts.followUp(context.em, await actorOf(context), { kind, id }, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/visits`, ...use, status: 201 },
        summary: 'Plan a visit; to plan one counts as contact',
        params,
        body: newVisitSchema,
        response: partyDetailSchema,
      },
      async (context) => {
        const { id } = context.params;
        await visits.plan(context.em, await actorOf(context), { kind, id }, context.body);
        return one(context, id);
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${base}/:id/visits/:visitId/cancel`, ...use },
        summary: 'Call a planned visit off; it counts as contact no more',
        params: z.strictObject({ id: idSchema, visitId: idSchema }),
        response: partyDetailSchema,
      },
      async (context) => {
        const { id, visitId } = context.params;
        await visits.cancel(context.em, await actorOf(context), { kind, id, visitId });
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
        const by = await actorOf(context);
        const id = await reports.report(context.em, by, kind, context.params.id, context.body.reason);
        return reports.one(context.em, by, id);
      },
    ),
  ];
}
