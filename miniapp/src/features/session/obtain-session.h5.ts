import { ApiError } from '../../shared/api-error.ts';
import { currentTexts } from '../../shared/i18n.ts';
import { isWechatBrowser, platform } from '../../shared/platform';
import { exchangeWebCode, signInWithCode } from './api.ts';
import type { SignIn } from './sign-in-door.ts';

/** What WeChat's sign-in comes back with: a code, or the code of an error. */
const codeName = 'hl_code';
const errorName = 'error';

/** Takes a value out of the address, so that a reload or a shared link does not carry it. */
function take(name: string): string | null {
  const url = new URL(window.location.href);
  const value = url.searchParams.get(name);
  if (value === null) return null;
  url.searchParams.delete(name);
  window.history.replaceState(window.history.state, '', url.toString());
  return value;
}

export function hasReturnCode(): boolean {
  const { searchParams } = new URL(window.location.href);
  return searchParams.has(codeName) || searchParams.has(errorName);
}

function leaveForWechat(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.replace(`/api/v1/sessions/web/start?redirect=${encodeURIComponent(here)}`);
}

/**
 * In the sandbox's frame by the phone's login code; back from WeChat by the code in the address;
 * in WeChat's browser by going there. A code that fails is an error to show, not a reason to go
 * round again.
 */
export async function obtainSession(): Promise<SignIn> {
  const login = await platform.loginCode();
  if (login !== null) return { kind: 'session', session: await signInWithCode(login.appId, login.code) };
  const code = take(codeName);
  if (code !== null) return { kind: 'session', session: await exchangeWebCode(code) };
  const error = take(errorName);
  if (error !== null) throw new ApiError(currentTexts().signIn.failed, { kind: 'refused', code: error });
  if (!isWechatBrowser()) return { kind: 'needs_wechat' };
  leaveForWechat();
  return { kind: 'leaving' };
}
