import type {
  BindingResult,
  BindingStart,
  PhoneProof,
  Session,
  SmsChallenge,
} from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

export interface StartInput {
  /** One-use, from the guide's link. */
  readonly ticket?: string;
  readonly confirmForwarded?: boolean;
  readonly scene?: number;
}

export function startBinding(input: StartInput): Promise<BindingStart> {
  return api<BindingStart>({ method: 'POST', path: '/binding/start', body: input });
}

/** May answer a session or only that it was done. */
export function giveConsent(version: string): Promise<object> {
  return api<object>({ method: 'POST', path: '/consents', body: { version } });
}

/** `code` of the phone button: once, 5 minutes, not the sign-in code. */
export function proveByWechat(code: string, purpose?: 'own_account'): Promise<PhoneProof> {
  const body = { code, ...(purpose === undefined ? {} : { purpose }) };
  return api<PhoneProof>({ method: 'POST', path: '/phone-proofs/wechat', body });
}

export function requestSms(phone: string, purpose?: 'own_account'): Promise<SmsChallenge> {
  const body = { phone, ...(purpose === undefined ? {} : { purpose }) };
  return api<SmsChallenge>({ method: 'POST', path: '/phone-proofs/sms', body });
}

export function verifySms(challengeId: string, code: string): Promise<PhoneProof> {
  return api<PhoneProof>({ method: 'POST', path: '/phone-proofs/sms/verify', body: { challengeId, code } });
}

/** Without `accountIds` the server binds when exactly one account waits. */
export function bind(proofId: string, accountIds?: readonly string[]): Promise<BindingResult> {
  const body = accountIds === undefined ? { proofId } : { proofId, accountIds };
  return api<BindingResult>({ method: 'POST', path: '/bindings', body });
}

export function askSalesperson(proofId: string, name: string, company: string): Promise<object> {
  return api<object>({ method: 'POST', path: '/binding-requests', body: { proofId, name, company } });
}

export function unbind(membershipId: string): Promise<Session> {
  return api<Session>({ method: 'POST', path: `/bindings/${membershipId}/unbind`, body: {} });
}
