import { z } from 'zod';

import { staffAvatarSchema, staffMeSchema, type StaffMe } from '../../../../server/contract/access.ts';
import type { Locale } from '../../../../server/contract/common.ts';
import { getJson, writeJson } from '../../shared/api/request.ts';

export type { StaffMe };

export const meKey = ['staff', 'me'] as const;

export function fetchMe(signal: AbortSignal): Promise<StaffMe> {
  return getJson('/staff/me', staffMeSchema, { signal });
}

export function saveLanguage(language: Locale, idempotencyKey: string): Promise<unknown> {
  return writeJson('/staff/me', z.unknown(), { method: 'PATCH', body: { language }, idempotencyKey });
}

/** One's own information. */
export function saveMe(
  body: { name: string; nickname: string; note: string },
  idempotencyKey: string,
): Promise<StaffMe> {
  return writeJson('/staff/me', staffMeSchema, { method: 'PATCH', body, idempotencyKey });
}

/** One's own picture, read again where it has changed. */
export const avatarQuery = (since: string | null) => ({
  queryKey: [...meKey, 'avatar', since],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await getJson('/staff/me/avatar', staffAvatarSchema, { signal })).dataUrl,
  staleTime: Infinity,
});

/** @param content base64; null takes it away */
export function saveAvatar(content: string | null, idempotencyKey: string): Promise<StaffMe> {
  return writeJson('/staff/me/avatar', staffMeSchema, { method: 'PUT', body: { content }, idempotencyKey });
}

/** @throws ApiError own.password_wrong | password.too_short | password.too_common */
export function changePassword(
  body: { current: string; password: string; confirmation: string },
  idempotencyKey: string,
): Promise<unknown> {
  return writeJson('/staff/me/password', z.unknown(), { method: 'POST', body, idempotencyKey });
}

export function signOutEverywhere(): Promise<unknown> {
  return writeJson('/staff/sign-out-everywhere', z.unknown(), { method: 'POST' });
}

export function signOut(): Promise<unknown> {
  return writeJson('/staff/sign-out', z.unknown(), { method: 'POST' });
}

/** @throws ApiError sign_in.refused | sign_in.too_many */
export function enterByPassword(body: { account: string; password: string }): Promise<unknown> {
  return writeJson('/sessions/staff-password', z.unknown(), { method: 'POST', body });
}

/** The one-time link that a new enterprise's first administrator gets. */
export function enterByLink(code: string): Promise<unknown> {
  return writeJson('/sessions/staff-link', z.unknown(), { method: 'POST', body: { code } });
}
