import {
  bindingRequestPageSchema,
  bindingRequestSchema,
  interconnectUserPageSchema,
  interconnectUserSchema,
  type AccountState,
  type BindingRequestRow,
  type BindingState,
  type InterconnectUserRow,
} from '../../../../server/contract/accounts.ts';
import { fetchFile, getJson, writeJson, type Query } from '../../shared/api/request.ts';

export {
  accountStateSchema,
  bindingStateSchema,
  changePhoneSchema,
} from '../../../../server/contract/accounts.ts';
export type { AccountState, BindingRequestRow, BindingState, InterconnectUserRow };

export const usersKey = ['interconnect-users'] as const;
export const requestsKey = ['binding-requests'] as const;

export function listUsers(query: Query, signal?: AbortSignal) {
  return getJson('/interconnect-users', interconnectUserPageSchema, { query, ...(signal && { signal }) });
}

export type UserVerb = 'disable' | 'enable' | 'unbind';

export function actOnUser(id: string, verb: UserVerb, idempotencyKey: string): Promise<InterconnectUserRow> {
  return writeJson(`/interconnect-users/${id}/${verb}`, interconnectUserSchema, {
    method: 'POST',
    idempotencyKey,
  });
}

export function changePhone(id: string, phone: string, idempotencyKey: string): Promise<InterconnectUserRow> {
  return writeJson(`/interconnect-users/${id}/change-phone`, interconnectUserSchema, {
    method: 'POST',
    body: { phone },
    idempotencyKey,
  });
}

export function listRequests(query: Query, signal?: AbortSignal) {
  return getJson('/binding-requests', bindingRequestPageSchema, { query, ...(signal && { signal }) });
}

/** @throws ApiError 404: closed long ago, or another enterprise's */
export function getRequest(id: string, signal: AbortSignal): Promise<BindingRequestRow> {
  return getJson(`/binding-requests/${encodeURIComponent(id)}`, bindingRequestSchema, { signal });
}

export type RequestAnswer =
  { readonly action: 'use_phone'; readonly interconnectUserId: string } | { readonly action: 'dismiss' };

export function answerRequest(
  id: string,
  answer: RequestAnswer,
  idempotencyKey: string,
): Promise<BindingRequestRow> {
  return writeJson(`/binding-requests/${id}/resolve`, bindingRequestSchema, {
    method: 'POST',
    body: answer,
    idempotencyKey,
  });
}

/** All that fit, as CSV with a watermark. */
export function exportUsers(input: Readonly<Record<string, string | undefined>>): Promise<Blob> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== '');
  return fetchFile('/interconnect-users/export', Object.fromEntries(given));
}
