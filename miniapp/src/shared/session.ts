import type { ApiError } from './api-error.ts';
import type { Me, Session } from './contract.ts';
import { setLanguage } from './i18n.ts';
import { forgetToken, keepToken } from './token-storage.ts';
import { createStore, useStore } from './store.ts';

/**
 * - `starting`: signing in. `ready`: `me` is there.
 * - `failed`: could not be reached or was refused; `error` says why.
 * - `needs_wechat`: opened where WeChat's sign-in does not exist.
 * - `signed_out`: the person chose to; nothing signs in again until he asks.
 * - `gone`: he has cancelled his account; whoever signs in again is new.
 */
export type SessionStatus = 'starting' | 'ready' | 'failed' | 'needs_wechat' | 'signed_out' | 'gone';

export interface SessionState {
  readonly status: SessionStatus;
  readonly token: string | null;
  readonly me: Me | null;
  readonly error: ApiError | null;
}

export const sessionStore = createStore<SessionState>({
  status: 'starting',
  token: null,
  me: null,
  error: null,
});

export function useSession(): SessionState {
  return useStore(sessionStore);
}

/** Puts a fresh session in the place of the one before; every door that answers one comes here. */
export function acceptSession(session: Session): void {
  keepToken(session.token);
  sessionStore.set({ status: 'ready', token: session.token, me: session.me, error: null });
  setLanguage(session.me.language);
}

/** Takes what the server now says of the person, with the token unchanged. */
export function acceptMe(me: Me): void {
  sessionStore.patch({ status: 'ready', me, error: null });
  setLanguage(me.language);
}

export function forgetSession(status: SessionStatus, error: ApiError | null = null): void {
  forgetToken();
  sessionStore.set({ status, token: null, me: null, error });
}
