import type { Session } from '../../shared/contract.ts';

/**
 * How a place gets a session. `leaving`: the page is on its way to WeChat's sign-in and comes
 * back with a code. `needs_wechat`: there is no WeChat here.
 */
export type SignIn =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'needs_wechat' };
