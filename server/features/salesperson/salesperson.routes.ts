import { z } from 'zod';

import {
  accountOpeningSchema,
  accountStatesQuerySchema,
  accountStatesSchema,
  contactStatesQuerySchema,
  contactStatesSchema,
  faceCodeSchema,
  inviteCardSchema,
  openAccountSchema,
  openingAbilitiesSchema,
  openingRunSchema,
  partyAccountSchema,
  patchAccountOpeningSchema,
  planOpeningSchema,
  smsInviteSchema,
} from '../../contract/account-opening.ts';
import { idSchema } from '../../contract/common.ts';
import { partyKindSchema, type PartyKind } from '../../contract/crm.ts';
import { Download } from '../../kernel/http/download.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import { writeSheet, type AccountDoor } from '../crm/index.ts';
import type { Abilities } from './abilities.ts';
import type { FaceInvitationService } from './invitations.ts';
import type { AccountOpening } from './opening.ts';
import { sheetColumns } from './plan.ts';
import type { Plugin } from './plugin.ts';
import type { OpeningRuns } from './runs.ts';
import { salespersonText } from './texts.ts';
import type { AccountView } from './view.ts';

export interface SalespersonRouteDeps {
  readonly crm: Pick<AccountDoor, 'actorOf'>;
  readonly plugin: Plugin;
  readonly abilities: Abilities;
  readonly opening: AccountOpening;
  readonly view: AccountView;
  readonly invitations: FaceInvitationService;
  readonly runs: OpeningRuns;
}

const params = z.strictObject({ id: idSchema });
const contactParams = z.strictObject({ id: idSchema, contactId: idSchema });
const settings = { audience: 'staff', permission: 'settings.manage' } as const;
/** What is shown beside a customer; the buttons' own rights are asked where they act, after the plug-in's switch. */
const look = { audience: 'staff', permission: 'crm.use' } as const;
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The plug-in's settings, and what does not hang on one record. */
export function createSalespersonRoutes(deps: SalespersonRouteDeps): RouteDefinition[] {
  const { plugin, abilities, view, runs } = deps;
  const { actorOf } = deps.crm;
  return [
    defineRoute(
      {
        ...{ method: 'get', path: '/account-opening', ...settings },
        summary: 'The plug-in «salesperson opens interconnect accounts»',
        response: accountOpeningSchema,
      },
      ({ em, caller, locale }) => plugin.settings(em, caller.enterpriseId, locale),
    ),
    defineRoute(
      {
        ...{ method: 'patch', path: '/account-opening', ...settings, ifMatch: true },
        summary: 'Switch it, say which roles may be given, and which departments see which button',
        body: patchAccountOpeningSchema,
        response: accountOpeningSchema,
      },
      async ({ em, caller, body, version, requestId, locale }) => {
        const { enterpriseId, personId: staffId, name } = caller;
        await plugin.change(em, version, body, { enterpriseId, staffId, name, requestId });
        return plugin.settings(em, enterpriseId, locale);
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/account-opening/abilities', ...look },
        summary: 'Which buttons the caller has, else why not and whom to ask; what is left',
        response: openingAbilitiesSchema,
      },
      async (context) => abilities.present(context.em, await actorOf(context)),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/account-opening/states', ...look },
        summary: 'How the accounts of the records of a list stand',
        query: accountStatesQuerySchema,
        response: accountStatesSchema,
      },
      async (context) => {
        const { kind, ids } = context.query;
        return { items: await view.states(context.em, await actorOf(context), kind, ids) };
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/account-opening/contact-states', ...look },
        summary: 'How the accounts of the people of a list stand',
        query: contactStatesQuerySchema,
        response: contactStatesSchema,
      },
      async (context) => ({
        items: await view.contactStates(context.em, await actorOf(context), context.query.ids),
      }),
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/account-openings/template', ...look },
        summary: 'The spreadsheet to fill in: one line a person',
        query: z.strictObject({ kind: partyKindSchema }),
        download: xlsx,
      },
      async ({ query: { kind }, locale }) => {
        const sheet = writeSheet(salespersonText(locale, `sheet.${kind}`), [sheetColumns(locale, kind)]);
        return new Download(`open-${kind}-accounts.xlsx`, one(sheet));
      },
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/account-openings', ...look, status: 201 },
        summary: 'Plan many at once: what they would take and what is left; nothing is opened yet',
        body: planOpeningSchema,
        response: openingRunSchema,
      },
      async (context) => {
        const by = await actorOf(context);
        return runs.one(context.em, by, await runs.plan(context.em, by, context.body));
      },
    ),
    defineRoute(
      {
        ...{ method: 'get', path: '/account-openings/:id', ...look },
        summary: 'A plan of one’s own: progress, and a result per row',
        params,
        response: openingRunSchema,
      },
      async (context) => runs.one(context.em, await actorOf(context), context.params.id),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: '/account-openings/:id/start', ...look },
        summary: 'Open them, each row whole or not at all',
        params,
        response: openingRunSchema,
      },
      async (context) => {
        const by = await actorOf(context);
        await runs.start(context.em, by, context.params.id);
        return runs.one(context.em, by, context.params.id);
      },
    ),
  ];
}

/** The doors of one kind: the same under /customers and under /partners. */
export function createPartyAccountRoutes(
  deps: SalespersonRouteDeps,
  kind: PartyKind,
  base: `/${string}`,
): RouteDefinition[] {
  const { opening, view, invitations } = deps;
  const { actorOf } = deps.crm;
  const account = `${base}/:id/account`;
  const contact = `${base}/:id/contacts/:contactId/account`;
  return [
    defineRoute(
      {
        ...{ method: 'get', path: account, ...look },
        summary: 'Its interconnect account: opened, bound or not, last use, by person',
        params,
        response: partyAccountSchema,
      },
      async (context) => view.one(context.em, await actorOf(context), { kind, id: context.params.id }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${account}/open`, ...look },
        summary: 'Open it where it is not, with these contacts; all or nothing',
        params,
        body: openAccountSchema,
        response: partyAccountSchema,
      },
      async (context) => {
        const [by, of] = [await actorOf(context), { kind, id: context.params.id }];
        await opening.open(context.em, by, of, context.body);
        return view.one(context.em, by, of);
      },
    ),
    ...(['disable', 'enable'] as const).flatMap((verb) => [
      defineRoute(
        {
          ...{ method: 'post', path: `${account}/${verb}`, ...look },
          summary:
            verb === 'disable'
              ? 'Everybody of it is out at once; its places are free'
              : 'In again, with its places',
          params,
          response: partyAccountSchema,
        },
        async (context) => {
          const [by, of] = [await actorOf(context), { kind, id: context.params.id }];
          await opening.setCompany(context.em, by, of, verb === 'disable');
          return view.one(context.em, by, of);
        },
      ),
      defineRoute(
        {
          ...{ method: 'post', path: `${contact}/${verb}`, ...look },
          summary:
            verb === 'disable'
              ? 'The contact is out at once; his place is free'
              : 'In again, or waits for a place',
          params: contactParams,
          response: partyAccountSchema,
        },
        async (context) => {
          const { id, contactId } = context.params;
          const by = await actorOf(context);
          await opening.setUser(context.em, by, { kind, id, contactId }, verb === 'disable');
          return view.one(context.em, by, { kind, id });
        },
      ),
    ]),
    defineRoute(
      {
        ...{ method: 'post', path: `${contact}/code`, ...look },
        summary: 'A code for this contact: whoever scans it is named, and proves his number',
        params: contactParams,
        response: faceCodeSchema,
      },
      async (context) => invitations.code(context.em, await actorOf(context), { kind, ...context.params }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${contact}/card`, ...look },
        summary: 'What goes into the WeCom chat with this contact',
        params: contactParams,
        response: inviteCardSchema,
      },
      async (context) => invitations.card(context.em, await actorOf(context), { kind, ...context.params }),
    ),
    defineRoute(
      {
        ...{ method: 'post', path: `${contact}/sms`, ...look },
        summary: 'The invitation SMS, by the reviewed text; once a day at most',
        params: contactParams,
        response: smsInviteSchema,
      },
      async (context) => invitations.sms(context.em, await actorOf(context), { kind, ...context.params }),
    ),
  ];
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
