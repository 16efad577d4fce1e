import { platform } from '../../shared/platform';
import { signInWithCode } from './api.ts';
import type { SignIn } from './sign-in-door.ts';

export async function obtainSession(): Promise<SignIn> {
  const login = await platform.loginCode();
  if (login === null) return { kind: 'needs_wechat' };
  return { kind: 'session', session: await signInWithCode(login.appId, login.code) };
}

/** A mini program is never returned to with a code. */
export function hasReturnCode(): boolean {
  return false;
}
