import type { Locale, Me, Session } from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

export function switchMembership(membershipId: string): Promise<Session> {
  return api<Session>({ method: 'POST', path: '/sessions/switch', body: { membershipId } });
}

export function saveLanguage(language: Locale): Promise<Me | Session> {
  return api<Me | Session>({ method: 'PATCH', path: '/me', body: { language } });
}

/** Unbinds everything and stops messages; may answer a session or only that it was done. */
export function withdrawConsent(): Promise<object> {
  return api<object>({ method: 'POST', path: '/consents/withdraw', body: {} });
}

/** The text of this version, as it was shown. */
export function agreeToMarketing(version: string): Promise<Me> {
  return api<Me>({ method: 'POST', path: '/marketing-consent', body: { version } });
}

export function endMarketing(): Promise<Me> {
  return api<Me>({ method: 'POST', path: '/marketing-consent/withdraw', body: {} });
}
