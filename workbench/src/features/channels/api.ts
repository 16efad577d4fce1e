import {
  callbackCredentialsSchema,
  channelAccountPageSchema,
  channelAccountSchema,
  channelCheckSchema,
  type CallbackCredentials,
  type CallbackMode,
  type ChannelAccountRow,
  type ChannelCheck,
  type ChannelKind,
  type ConnectChannelAccount,
} from '../../../../server/contract/channels.ts';
import { ApiError } from '../../shared/api/errors.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';

export {
  callbackModeSchema,
  channelKindSchema,
  connectChannelAccountSchema,
} from '../../../../server/contract/channels.ts';
export type {
  CallbackCredentials,
  CallbackMode,
  ChannelAccountRow,
  ChannelCheck,
  ChannelKind,
  ConnectChannelAccount,
};

export const channelsKey = ['channel-accounts'] as const;

/** All connected accounts; an enterprise has a handful of them. */
export async function listChannels(signal?: AbortSignal): Promise<readonly ChannelAccountRow[]> {
  const items: ChannelAccountRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await getJson('/channel-accounts', channelAccountPageSchema, {
      query: { limit: 200, cursor },
      ...(signal && { signal }),
    });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

export function connectChannel(
  input: ConnectChannelAccount,
  idempotencyKey: string,
): Promise<ChannelAccountRow> {
  return writeJson('/channel-accounts', channelAccountSchema, {
    method: 'POST',
    body: input,
    idempotencyKey,
  });
}

export interface ChannelPatch {
  readonly name?: string;
  readonly secret?: string;
  readonly callbackMode?: CallbackMode;
  readonly keepsChats?: boolean;
}

export function patchChannel(
  id: string,
  patch: ChannelPatch,
  version: number,
  idempotencyKey: string,
): Promise<ChannelAccountRow> {
  return writeJson(`/channel-accounts/${id}`, channelAccountSchema, {
    method: 'PATCH',
    body: patch,
    version,
    idempotencyKey,
  });
}

export type ChannelVerb = 'check' | 'disconnect' | 'reconnect';

export function actOnChannel(
  id: string,
  verb: ChannelVerb,
  idempotencyKey: string,
): Promise<ChannelAccountRow> {
  return writeJson(`/channel-accounts/${id}/${verb}`, channelAccountSchema, {
    method: 'POST',
    idempotencyKey,
  });
}

export function fetchCredentials(id: string, signal: AbortSignal): Promise<CallbackCredentials> {
  return getJson(`/channel-accounts/${id}/callback-credentials`, callbackCredentialsSchema, { signal });
}

export function rotateCallback(id: string, idempotencyKey: string): Promise<CallbackCredentials> {
  return writeJson(`/channel-accounts/${id}/rotate-callback`, callbackCredentialsSchema, {
    method: 'POST',
    idempotencyKey,
  });
}

/** The checks that a refused connection was refused for, where the server tells them. */
export function checksOf(error: unknown): readonly ChannelCheck[] {
  if (!(error instanceof ApiError)) return [];
  const parsed = channelCheckSchema.array().safeParse(error.details['checks']);
  return parsed.success ? parsed.data : [];
}
