import { patchSignInPromptSchema, signInPromptSettingsSchema } from '../../contract/settings.ts';
import { defineRoute, type RouteDefinition } from '../../kernel/http/route.ts';
import type { AccountsParts } from './accounts.ts';

export function createSignInPromptRoutes({ prompts }: Pick<AccountsParts, 'prompts'>): RouteDefinition[] {
  return [
    defineRoute(
      {
        method: 'get',
        path: '/sign-in-prompt',
        summary: 'The own words for people whose account cannot be used now',
        audience: 'staff',
        permission: 'settings.manage',
        response: signInPromptSettingsSchema,
      },
      ({ em, caller, locale }) => prompts.settings(em, caller.enterpriseId, locale),
    ),
    defineRoute(
      {
        method: 'patch',
        path: '/sign-in-prompt',
        summary: 'Change them; the next sign-in shows what is saved',
        audience: 'staff',
        permission: 'settings.manage',
        ifMatch: true,
        body: patchSignInPromptSchema,
        response: signInPromptSettingsSchema,
      },
      ({ em, caller, body, version, requestId, locale }) => {
        const { enterpriseId, personId: staffId, name } = caller;
        const editor = { enterpriseId, staffId, name, requestId };
        return prompts.change(em, { version, patch: body, editor }, locale);
      },
    ),
  ];
}
