import { z } from 'zod';

import {
  callbackCredentialsSchema,
  channelAccountPageSchema,
  channelAccountQuerySchema,
  channelAccountSchema,
  connectChannelAccountSchema,
  patchChannelAccountSchema,
} from '../../contract/channels.ts';
import { idSchema } from '../../contract/common.ts';
import { defineRoute, type Caller, type RouteDefinition } from '../../kernel/http/route.ts';
import { presentAccount } from './account-presenter.ts';
import type { Actor, ChannelAccounts } from './accounts.ts';
import type { LastCallbacks } from './last-callbacks.ts';

const params = z.strictObject({ id: idSchema });
const path = '/channel-accounts';

export function createAccountRoutes(deps: {
  accounts: ChannelAccounts;
  lastCallbacks: LastCallbacks;
  publicUrl: string;
}): RouteDefinition[] {
  const { accounts, publicUrl } = deps;
  const by = (caller: Caller, requestId: string): Actor => ({
    enterpriseId: caller.enterpriseId,
    actor: `staff:${caller.personId}`,
    actorName: caller.name,
    requestId,
    locale: caller.language,
  });
  const read = { audience: 'staff', permission: 'channels.read' } as const;
  const manage = { audience: 'staff', permission: 'channels.manage' } as const;

  return [
    defineRoute(
      {
        method: 'get',
        path,
        summary: 'Connected accounts, newest first',
        ...read,
        query: channelAccountQuerySchema,
        response: channelAccountPageSchema,
      },
      async ({ em, query, locale }) => {
        await deps.lastCallbacks.note();
        const { items, nextCursor } = await accounts.list(em, query);
        return { items: items.map((account) => presentAccount(account, publicUrl, locale)), nextCursor };
      },
    ),
    defineRoute(
      {
        method: 'post',
        path,
        summary: 'Connect an account; it is checked against its platform first',
        ...manage,
        body: connectChannelAccountSchema,
        response: channelAccountSchema,
        status: 201,
      },
      async ({ em, body, caller, requestId, locale }) =>
        presentAccount(await accounts.connect(em, body, by(caller, requestId)), publicUrl, locale),
    ),
    defineRoute(
      {
        method: 'get',
        path: `${path}/:id`,
        summary: 'One connected account',
        ...read,
        params,
        response: channelAccountSchema,
      },
      async ({ em, params: { id }, locale }) => {
        await deps.lastCallbacks.note();
        return presentAccount(await accounts.get(em, id), publicUrl, locale);
      },
    ),
    defineRoute(
      {
        method: 'patch',
        path: `${path}/:id`,
        summary: 'Change name, secret or callback mode; a new secret is tried first',
        ...manage,
        ifMatch: true,
        params,
        body: patchChannelAccountSchema,
        response: channelAccountSchema,
      },
      async ({ em, params: { id }, body, version, caller, requestId, locale }) =>
        presentAccount(await accounts.edit(em, id, version, body, by(caller, requestId)), publicUrl, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: `${path}/:id/check`,
        summary: 'Ask the platform again',
        ...manage,
        params,
        response: channelAccountSchema,
      },
      async ({ em, params: { id }, locale }) =>
        presentAccount(await accounts.check(em, id), publicUrl, locale),
    ),
    defineRoute(
      {
        method: 'get',
        path: `${path}/:id/callback-credentials`,
        summary: 'Address, Token and EncodingAESKey for the platform’s console; the reading is recorded',
        ...manage,
        params,
        response: callbackCredentialsSchema,
      },
      ({ em, params: { id }, caller, requestId }) => accounts.credentials(em, id, by(caller, requestId)),
    ),
    defineRoute(
      {
        method: 'post',
        path: `${path}/:id/rotate-callback`,
        summary: 'A new Token and EncodingAESKey; the old pair is accepted for another 24 hours',
        ...manage,
        params,
        response: callbackCredentialsSchema,
      },
      ({ em, params: { id }, caller, requestId }) => accounts.rotate(em, id, by(caller, requestId)),
    ),
    defineRoute(
      {
        method: 'post',
        path: `${path}/:id/disconnect`,
        summary: 'Stop taking callbacks and sending; everything is kept',
        ...manage,
        params,
        response: channelAccountSchema,
      },
      async ({ em, params: { id }, caller, requestId, locale }) =>
        presentAccount(await accounts.disconnect(em, id, by(caller, requestId)), publicUrl, locale),
    ),
    defineRoute(
      {
        method: 'post',
        path: `${path}/:id/reconnect`,
        summary: 'Connect a disconnected account again',
        ...manage,
        params,
        response: channelAccountSchema,
      },
      async ({ em, params: { id }, caller, requestId, locale }) =>
        presentAccount(await accounts.reconnect(em, id, by(caller, requestId)), publicUrl, locale),
    ),
  ];
}
