import { z } from 'zod';

import { idSchema } from '../../contract/common.ts';
import {
  deliveryPageSchema,
  deliveryQuerySchema,
  deliverySchema,
  followGuideListSchema,
  followGuideSchema,
  guidePreviewSchema,
  messagePurposeSchema,
  patchFollowGuideSchema,
  platformTemplateListSchema,
  previewGuideSchema,
  putTemplateMappingSchema,
  restorePresetSchema,
  templateMappingListSchema,
  templateMappingSchema,
  testTemplateSchema,
} from '../../contract/messaging.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import type { Deliveries } from './deliveries.ts';
import type { Editor, GuideSettings } from './guide-settings.ts';
import type { TemplateMappings } from './template-mappings.ts';

export interface MessagingRouteDeps {
  readonly guides: GuideSettings;
  readonly mappings: TemplateMappings;
  readonly deliveries: Deliveries;
  readonly publicUrl: string;
}

const byId = z.strictObject({ id: idSchema });
const byPurpose = z.strictObject({ purpose: messagePurposeSchema });
const staff = { audience: 'staff', permission: 'messaging.manage' } as const;

const editorOf = (caller: Caller, requestId: string): Editor => ({
  staffId: caller.personId,
  name: caller.name,
  requestId,
});

/** Every endpoint of `server/contract/messaging.ts`. */
export function createMessagingRoutes(deps: MessagingRouteDeps): RouteDefinition[] {
  const { guides, mappings, deliveries } = deps;
  return [
    defineRoute(
      {
        ...staff,
        method: 'get',
        path: '/follow-guides',
        summary: 'Follow guides',
        response: followGuideListSchema,
      },
      async ({ em, caller, locale }) => ({
        items: await guides.list(em, caller.enterpriseId, locale),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...staff,
        method: 'patch',
        path: '/follow-guides/:id',
        summary: 'Change a follow guide',
        ifMatch: true,
        params: byId,
        body: patchFollowGuideSchema,
        response: followGuideSchema,
      },
      ({ em, caller, params, body, version, locale, requestId }) =>
        guides.edit(
          em,
          { id: params.id, version, change: body, editor: editorOf(caller, requestId) },
          locale,
        ),
    ),
    defineRoute(
      {
        ...staff,
        method: 'post',
        path: '/follow-guides/:id/restore-preset',
        summary: 'The preset text of one variant again',
        params: byId,
        body: restorePresetSchema,
        response: followGuideSchema,
      },
      ({ em, caller, params, body, locale, requestId }) =>
        guides.restore(
          em,
          { id: params.id, variant: body.variant, editor: editorOf(caller, requestId) },
          locale,
        ),
    ),
    defineRoute(
      {
        ...staff,
        method: 'post',
        path: '/follow-guides/:id/preview',
        summary: 'A guide as the chat will show it, with sample values',
        params: byId,
        body: previewGuideSchema,
        response: guidePreviewSchema,
      },
      ({ em, params, body }) =>
        guides.preview(em, { id: params.id, ...body, h5Url: `${deps.publicUrl}/app/` }),
    ),
    defineRoute(
      {
        ...staff,
        method: 'get',
        path: '/channel-accounts/:id/templates',
        summary: 'The templates of an account, asked from the platform now',
        params: byId,
        response: platformTemplateListSchema,
      },
      async ({ em, caller, params, locale }) => ({
        items: await mappings.templates(em, caller.enterpriseId, params.id, locale),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...staff,
        method: 'get',
        path: '/template-mappings',
        summary: 'Which template says what',
        response: templateMappingListSchema,
      },
      async ({ em, caller, locale }) => ({
        items: await mappings.list(em, caller.enterpriseId, locale),
        nextCursor: null,
      }),
    ),
    defineRoute(
      {
        ...staff,
        method: 'put',
        path: '/template-mappings/:purpose',
        summary: 'Choose and fill the template of a purpose; If-Match "0" where there is none yet',
        ifMatch: true,
        params: byPurpose,
        body: putTemplateMappingSchema,
        response: templateMappingSchema,
      },
      ({ em, caller, params, body, version, locale, requestId }) =>
        mappings.save(
          em,
          {
            enterpriseId: caller.enterpriseId,
            purpose: params.purpose,
            ...body,
            version,
            editor: editorOf(caller, requestId),
          },
          locale,
        ),
    ),
    defineRoute(
      {
        ...staff,
        method: 'post',
        path: '/template-mappings/:purpose/test',
        summary: 'Send a template message with example values to somebody who is bound',
        params: byPurpose,
        body: testTemplateSchema,
        response: deliverySchema,
      },
      async ({ em, caller, params, body, locale }) => {
        const { enterpriseId } = caller;
        const row = await deliveries.test(em, { enterpriseId, purpose: params.purpose, ...body }, locale);
        return row;
      },
    ),
    defineRoute(
      {
        ...staff,
        method: 'get',
        path: '/deliveries',
        summary: 'Messages that were sent, newest first',
        query: deliveryQuerySchema,
        response: deliveryPageSchema,
      },
      ({ em, caller, query, locale }) => deliveries.list(em, caller.enterpriseId, query, locale),
    ),
    defineRoute(
      {
        ...staff,
        method: 'post',
        path: '/deliveries/:id/resend',
        summary: 'Send a message again, where that is possible',
        params: byId,
        response: deliverySchema,
      },
      async ({ em, params, locale }) => {
        const row = await deliveries.resend(em, params.id, locale);
        return row;
      },
    ),
  ];
}
