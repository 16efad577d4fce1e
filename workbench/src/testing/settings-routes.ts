import { accountOpeningSchema, patchAccountOpeningSchema } from '../../../server/contract/account-opening.ts';
import {
  recordChoicesSchema,
  recordDetailSchema,
  recordPageSchema,
  recordQuerySchema,
} from '../../../server/contract/records.ts';
import {
  enterpriseNamesSchema,
  patchEnterpriseNamesSchema,
  patchSignInPromptSchema,
  signInPromptSettingsSchema,
} from '../../../server/contract/settings.ts';
import { find, read, Refusal, type Route } from './fake-route.ts';

function newest(row: { version: number }, version: number): void {
  if (row.version !== version) throw new Refusal(409, 'conflict.version', '内容刚被别人修改过。');
}

/** Names, prompts and records, as the real server keeps them. */
export const settingsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/enterprise-names',
    schema: enterpriseNamesSchema,
    answer: ({ world }) => world.names,
  },
  {
    method: 'PATCH',
    path: '/enterprise-names',
    schema: enterpriseNamesSchema,
    answer: ({ world, body, version }) => {
      const { displayName = world.names.displayName, slogan = world.names.slogan } = read(
        patchEnterpriseNamesSchema,
        body,
      );
      newest(world.names, version);
      const shownName = displayName === '' ? world.names.legalName : displayName;
      world.names = { ...world.names, displayName, slogan, shownName, version: version + 1 };
      return world.names;
    },
  },
  {
    method: 'GET',
    path: '/account-opening',
    schema: accountOpeningSchema,
    answer: ({ world }) => world.opening,
  },
  {
    method: 'PATCH',
    path: '/account-opening',
    schema: accountOpeningSchema,
    answer: ({ world, body, version }) => {
      const patch = read(patchAccountOpeningSchema, body);
      newest(world.opening, version);
      const { enabled = world.opening.enabled, roles = world.opening.roles } = patch;
      const { defaultRole = world.opening.defaultRole, layouts = world.opening.layouts } = patch;
      const changed = { enabled, roles, defaultRole, layouts, version: version + 1 };
      world.opening = { ...world.opening, ...changed };
      return world.opening;
    },
  },
  {
    method: 'GET',
    path: '/sign-in-prompt',
    schema: signInPromptSettingsSchema,
    answer: ({ world }) => world.prompt,
  },
  {
    method: 'PATCH',
    path: '/sign-in-prompt',
    schema: signInPromptSettingsSchema,
    answer: ({ world, body, version }) => {
      const { enabled, text, contactName, contactPhone, alone } = read(patchSignInPromptSchema, body);
      newest(world.prompt, version);
      world.prompt = {
        ...world.prompt,
        enabled: enabled ?? world.prompt.enabled,
        text: text ?? world.prompt.text,
        contactName: contactName ?? world.prompt.contactName,
        contactPhone: contactPhone ?? world.prompt.contactPhone,
        alone: alone ?? world.prompt.alone,
        version: version + 1,
      };
      return world.prompt;
    },
  },
  {
    method: 'GET',
    path: '/operation-records',
    schema: recordPageSchema,
    answer: ({ world, query }) => {
      const { action } = read(recordQuerySchema, query);
      const items = world.records
        .filter((row) => action === undefined || row.action === action)
        .map(({ changes: _changes, requestId: _requestId, ...row }) => row);
      return { items, nextCursor: null };
    },
  },
  {
    method: 'GET',
    path: '/operation-records/filters',
    schema: recordChoicesSchema,
    answer: ({ world }) => ({
      actors: [{ value: 'system', label: '系统' }],
      actions: world.records.map(({ action, actionLabel }) => ({ value: action, label: actionLabel })),
      targets: [{ value: 'enterprise', label: '企业' }],
    }),
  },
  {
    method: 'GET',
    path: '/operation-records/:id',
    schema: recordDetailSchema,
    answer: ({ world, params }) => find(world.records, params['id']),
  },
];
