import { z } from 'zod';

import { killTokens } from '../platform/tokens.ts';
import { formatSchema, modeSchema, type Account } from '../state.ts';
import { accountIdSchema, personIdSchema } from './schemas.ts';
import { ControlError, needAccount, post } from './verb.ts';

/** An account as `GET /accounts` and `GET /control/state` show it. */
export function presentAccount(account: Account) {
  const { kind, id, name, agentId, originalId, ...rest } = account;
  return {
    kind,
    name,
    ...(kind === 'wecom' ? { corpId: id, agentId, agentName: account.agentName } : { appId: id, originalId }),
    secret: rest.secret,
    token: rest.token,
    encodingAesKey: rest.encodingAesKey,
    mode: rest.mode,
    format: rest.format,
    callbackUrl: rest.callbackUrl,
    accountType: rest.accountType,
    verified: rest.verified,
    linkedMiniPrograms: rest.linkedMiniPrograms,
    h5BaseUrl: rest.h5BaseUrl,
    homeUrl: rest.homeUrl,
    ipList: rest.ipList,
    oauthDomains: rest.oauthDomains,
    openPlatform: rest.openPlatform,
    legacyContacts: rest.legacyContacts,
    quotas: rest.quotas,
    menu: rest.menu ?? null,
    templates: rest.templates,
    departments: rest.departments,
  };
}

const httpUrl = z.url({ protocol: /^https?$/ }).max(1_024);

const configureSchema = z.strictObject({
  account: accountIdSchema,
  callbackUrl: httpUrl.nullable().optional(),
  mode: modeSchema.optional(),
  token: z
    .string()
    .regex(/^[A-Za-z0-9]{3,32}$/)
    .optional(),
  encodingAesKey: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/)
    .optional(),
  format: formatSchema.optional(),
  h5BaseUrl: httpUrl.nullable().optional(),
  homeUrl: httpUrl.nullable().optional(),
  verified: z.boolean().optional(),
  ipList: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .max(200)
    .optional(),
  oauthDomains: z.array(z.string().max(260)).nullable().optional(),
  linkedMiniPrograms: z.array(z.string()).optional(),
  openPlatform: z.boolean().optional(),
  legacyContacts: z.boolean().optional(),
  quotas: z.record(z.string(), z.number().int().min(0)).optional(),
  skipCheck: z.boolean().default(false),
});

const configure = post({
  path: '/control/accounts/configure',
  summary:
    "What the platform's console would set. A new callback address, token or key is checked by GET first.",
  body: configureSchema,
  async handle({ sandbox }, body) {
    const { account: id, skipCheck, ...given } = body;
    const account = needAccount(sandbox, id);
    const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    // A base without its last slash: paths are put behind it.
    const h5BaseUrl = given.h5BaseUrl?.replace(/\/+$/, '');
    const after: Account = { ...account, ...settings, ...(h5BaseUrl === undefined ? {} : { h5BaseUrl }) };
    const touched =
      given.callbackUrl !== undefined || given.token !== undefined || given.encodingAesKey !== undefined;
    if (touched && after.callbackUrl !== null && !skipCheck) {
      const check = await sandbox.callbacks.check(after, after.callbackUrl);
      if (!check.ok) {
        throw new ControlError(
          422,
          'callback.check_failed',
          `The address did not pass: ${check.problem ?? ''}`,
          check,
        );
      }
    }
    Object.assign(account, after);
    sandbox.store.changed('accounts');
    return presentAccount(account);
  },
});

const people = post({
  path: '/control/people',
  summary: 'Adds or replaces a WeChat person.',
  body: z.strictObject({
    id: personIdSchema,
    name: z.string().trim().min(1).max(60),
    nameEn: z.string().trim().min(1).max(60).optional(),
    phones: z.array(z.string().regex(/^\+?\d{5,17}$/)).max(5),
  }),
  handle({ sandbox }, { id, name, nameEn, phones }) {
    return sandbox.store.putPerson({ id, name, phones, ...(nameEn === undefined ? {} : { nameEn }) });
  },
});

const tokenReset = post({
  path: '/control/token-reset',
  summary: 'The live access tokens of an account die at once, as if another program had refreshed them.',
  body: z.strictObject({ account: accountIdSchema }),
  handle({ sandbox }, body) {
    killTokens(sandbox, needAccount(sandbox, body.account));
    return { reset: true };
  },
});

export const accountVerbs = [configure, people, tokenReset];
