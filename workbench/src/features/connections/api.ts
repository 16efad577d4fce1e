import {
  connectionDetailSchema,
  connectionOfferSchema,
  connectionPageSchema,
  createdInvitationCodeSchema,
  editionUsePageSchema,
  invitationCodePageSchema,
  invitationCodeSchema,
  inviteResultsSchema,
  upstreamConnectionPageSchema,
  type ConnectionDetail,
  type ConnectionOffer,
  type ConnectionRow,
  type CreatedInvitationCode,
  type EditionUse,
  type InvitationCodeRow,
  type InviteResult,
  type UpstreamConnection,
} from '../../../../server/contract/connections.ts';
import { mobilePhoneSchema } from '../../../../server/contract/accounts.ts';
import { doneSchema, secret22Schema } from '../../../../server/contract/common.ts';
import { deliveryPageSchema } from '../../../../server/contract/messaging.ts';
import { getJson, writeJson, type Query } from '../../shared/api/request.ts';

export { connectionPhaseSchema } from '../../../../server/contract/connections.ts';
export type {
  ConnectionDetail,
  ConnectionOffer,
  ConnectionRow,
  CreatedInvitationCode,
  EditionUse,
  InvitationCodeRow,
  InviteResult,
  UpstreamConnection,
};

export const connectionsKey = ['connections'] as const;
export const codesKey = ['invitation-codes'] as const;
export const usesKey = ['edition-uses'] as const;
export const upstreamsKey = ['upstream-connections'] as const;
export const invitesKey = ['user-invitations'] as const;

export const isMobilePhone = (text: string) => mobilePhoneSchema.safeParse(text).success;

export function listConnections(query: Query, signal?: AbortSignal) {
  return getJson('/connections', connectionPageSchema, { query, ...(signal && { signal }) });
}

/** @throws ApiError 404: another enterprise's */
export function getConnection(id: string, signal: AbortSignal): Promise<ConnectionDetail> {
  return getJson(`/connections/${encodeURIComponent(id)}`, connectionDetailSchema, { signal });
}

export function fetchOffer(signal: AbortSignal): Promise<ConnectionOffer> {
  return getJson('/connections/offer', connectionOfferSchema, { signal });
}

export interface NewConnection {
  readonly name: string;
  readonly legalName: string;
  readonly edition: string | null;
  readonly contact: { readonly name: string; readonly phone: string } | null;
}

export function openConnection(input: NewConnection, idempotencyKey: string): Promise<ConnectionDetail> {
  return writeJson('/connections', connectionDetailSchema, { method: 'POST', body: input, idempotencyKey });
}

export type ConnectionVerb = 'terminate' | 'approve' | 'refuse';

export function actOnConnection(
  id: string,
  verb: ConnectionVerb,
  idempotencyKey: string,
): Promise<ConnectionDetail> {
  return writeJson(`/connections/${id}/${verb}`, connectionDetailSchema, { method: 'POST', idempotencyKey });
}

export function giveEdition(
  id: string,
  edition: string | null,
  idempotencyKey: string,
): Promise<ConnectionDetail> {
  return writeJson(`/connections/${id}/edition`, connectionDetailSchema, {
    method: 'POST',
    body: { edition },
    idempotencyKey,
  });
}

export function listUses(query: Query, signal: AbortSignal) {
  return getJson('/edition-uses', editionUsePageSchema, { query, signal });
}

export function listCodes(query: Query, signal: AbortSignal) {
  return getJson('/invitation-codes', invitationCodePageSchema, { query, signal });
}

interface CodeCommon {
  readonly note: string;
  readonly validDays: number;
  readonly edition: string | null;
}
export type NewCode =
  | (CodeCommon & {
      readonly kind: 'dedicated';
      readonly prefill: {
        readonly companyName: string;
        readonly contactName: string;
        readonly phone: string | null;
      };
    })
  | (CodeCommon & { readonly kind: 'general'; readonly maxUses: number; readonly review: boolean });

export function createCode(input: NewCode, idempotencyKey: string): Promise<CreatedInvitationCode> {
  return writeJson('/invitation-codes', createdInvitationCodeSchema, {
    method: 'POST',
    body: input,
    idempotencyKey,
  });
}

export function revokeCode(id: string, idempotencyKey: string): Promise<InvitationCodeRow> {
  return writeJson(`/invitation-codes/${id}/revoke`, invitationCodeSchema, {
    method: 'POST',
    idempotencyKey,
  });
}

/** The code of what was typed or pasted: 22 characters, or the link that ends with them. */
export function codeOf(text: string): string | null {
  const last = text.trim().split('/').at(-1) ?? '';
  const parsed = secret22Schema.safeParse(last);
  return parsed.success ? parsed.data : null;
}

export function listUpstreams(signal: AbortSignal) {
  return getJson('/staff/upstream-connections', upstreamConnectionPageSchema, { signal });
}

export function connectUpstream(code: string, idempotencyKey: string) {
  return writeJson('/staff/upstream-connections', doneSchema, {
    method: 'POST',
    body: { code },
    idempotencyKey,
  });
}

export async function inviteUsers(
  userIds: readonly string[],
  idempotencyKey: string,
): Promise<readonly InviteResult[]> {
  const answer = await writeJson('/user-invitations', inviteResultsSchema, {
    method: 'POST',
    body: { userIds },
    idempotencyKey,
  });
  return answer.results;
}

export function listInvites(query: Query, signal: AbortSignal) {
  return getJson('/user-invitations', deliveryPageSchema, { query, signal });
}
