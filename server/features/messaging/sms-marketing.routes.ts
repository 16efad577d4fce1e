import { z } from 'zod';

import { idSchema, pageQuerySchema, secret22Schema } from '../../contract/common.ts';
import {
  marketingPeopleSchema,
  smsCampaignCreateSchema,
  smsCampaignPageSchema,
  smsCampaignSchema,
  smsMarketingSchema,
  smsReplyAnswerSchema,
  smsReplySchema,
  smsResultPageSchema,
  smsResultQuerySchema,
} from '../../contract/sms.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { SmsCampaigns } from './sms-campaigns.ts';
import type { SmsReplies } from './sms-replies.ts';

const byId = z.strictObject({ id: idSchema });
const byKey = z.strictObject({ key: secret22Schema });
const staff = { audience: 'staff', permission: 'messaging.manage' } as const;

/** Marketing SMS: sending it, what became of it, and the provider's word of a reply. */
export function createSmsMarketingRoutes(deps: {
  campaigns: SmsCampaigns;
  replies: SmsReplies;
}): RouteDefinition[] {
  const { campaigns, replies } = deps;
  return [
    defineRoute(
      {
        ...{ ...staff, method: 'get', path: '/sms-marketing', response: smsMarketingSchema },
        summary: 'What marketing SMS could be sent now, and to how many',
      },
      ({ em, caller }) => campaigns.state(em, caller.enterpriseId),
    ),
    defineRoute(
      {
        ...{ ...staff, method: 'get', path: '/sms-marketing/people', query: pageQuerySchema },
        ...{ response: marketingPeopleSchema, summary: 'Bound people, and who of them has agreed' },
      },
      ({ em, caller, query }) => campaigns.people(em, caller.enterpriseId, query),
    ),
    defineRoute(
      {
        ...{ ...staff, method: 'get', path: '/sms-campaigns', query: pageQuerySchema },
        ...{ response: smsCampaignPageSchema, summary: 'Sendings of the marketing text, newest first' },
      },
      ({ em, caller, query }) => campaigns.list(em, caller.enterpriseId, query),
    ),
    defineRoute(
      {
        ...{ ...staff, method: 'post', path: '/sms-campaigns', body: smsCampaignCreateSchema },
        ...{ response: smsCampaignSchema, summary: 'Send the marketing text to those who have agreed' },
      },
      ({ em, caller, body, requestId }) => {
        const editor = { staffId: caller.personId, name: caller.name, requestId };
        return campaigns.create(em, { enterpriseId: caller.enterpriseId, editor }, body);
      },
    ),
    defineRoute(
      {
        ...{ ...staff, method: 'get', path: '/sms-campaigns/:id/results', params: byId },
        ...{ query: smsResultQuerySchema, response: smsResultPageSchema },
        summary: 'What became of each person of a sending',
      },
      ({ em, params, query, locale }) => campaigns.results(em, params.id, query, locale),
    ),
    defineRoute(
      {
        ...{ audience: 'public', method: 'post', path: '/sms-replies/:key', params: byKey },
        ...{ body: smsReplySchema, response: smsReplyAnswerSchema },
        summary: 'The SMS provider tells of a reply; R stops marketing at once',
      },
      async ({ params, body }) => {
        await replies.arrived(params.key, body);
        return { result: 0 as const, errmsg: 'OK' as const };
      },
    ),
  ];
}
