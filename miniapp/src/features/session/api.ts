import type { Me, Session } from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

/** `code` of wx.login; once, 5 minutes, bound to the app. */
export function signInWithCode(appId: string, code: string): Promise<Session> {
  return api<Session>({
    method: 'POST',
    path: '/sessions/mini-program',
    body: { appId, code },
    auth: 'none',
  });
}

/** The once-only `hl_code` that WeChat's web sign-in came back with (60 s). */
export function exchangeWebCode(code: string): Promise<Session> {
  return api<Session>({ method: 'POST', path: '/sessions/exchange', body: { code }, auth: 'none' });
}

/** Ends this session on the server too. */
export function endSession(): Promise<object> {
  return api<object>({ method: 'POST', path: '/sessions/sign-out', body: {}, auth: 'once' });
}

export function fetchMe(repair: boolean): Promise<Me> {
  return api<Me>({ method: 'GET', path: '/me', auth: repair ? 'required' : 'once' });
}
