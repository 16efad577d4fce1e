import type { Middleware } from 'koa';

import { pass } from './pass.ts';

/** So long a browser that was just sent on, and is back under the same name, is let in. */
const sentOnMs = 10_000;

/**
 * Pages opened under another name than the bound address (PUBLIC_URL) are sent there, with the page
 * that was asked for: one address, so that cookies, links and WeCom's return agree (rows 113, 114).
 * A proxy that does not pass the Host header makes every request look like another name; then the
 * browser comes back at once with the mark that it got, and the page is shown instead of sent on for ever.
 */
export function boundAddress(
  publicUrl: string,
  deps: { prefixes: readonly string[]; cookieName: string; onLoop: () => void },
): Middleware {
  const { host } = new URL(publicUrl);
  const { cookieName } = deps;
  return (ctx, next) => {
    const isPage =
      (ctx.method === 'GET' || ctx.method === 'HEAD') &&
      deps.prefixes.some((prefix) => ctx.path === prefix || ctx.path.startsWith(`${prefix}/`)) &&
      !/\.[a-z0-9]{1,8}$/i.test(ctx.path);
    if (!isPage || ctx.host === host) return pass(next);
    if (ctx.cookies.get(cookieName) === '1') {
      deps.onLoop();
      return pass(next);
    }
    ctx.cookies.set(cookieName, '1', { maxAge: sentOnMs, httpOnly: true, sameSite: 'lax', overwrite: true });
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(`${publicUrl}${ctx.url}`);
    return undefined;
  };
}
