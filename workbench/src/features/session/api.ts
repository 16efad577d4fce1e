import { z } from 'zod';

import { staffMeSchema, type StaffMe } from '../../../../server/contract/access.ts';
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
