import type { Router } from '../http.ts';
import { refusal } from '../http.ts';
import { mountApis } from '../platform/api.ts';
import type { Sandbox } from '../sandbox.ts';
import { at } from '../state.ts';
import { codeApis } from './code.api.ts';
import { loginApis } from './login.api.ts';
import { securityApis } from './security.api.ts';
import { subscribeApis } from './subscribe.api.ts';

/** The mini program's part of api.weixin.qq.com; tokens are the service account's endpoints. */
export function mountMiniProgram(router: Router, sandbox: Sandbox): void {
  mountApis(router, sandbox, 'api.weixin.qq.com', 'weixin', [
    ...loginApis,
    ...subscribeApis,
    ...codeApis,
    ...securityApis,
  ]);
  // A URL Link opened in a browser: on to the H5 build.
  router.addFolder('/wxaurl.cn/', ({ path }) => {
    const link = at(sandbox.store.state.links, path.slice('/wxaurl.cn/'.length));
    const base = link === undefined ? null : (sandbox.store.findAccount(link.appId)?.h5BaseUrl ?? null);
    const late = link !== undefined && link.expiresAt !== null && link.expiresAt <= sandbox.now();
    if (link === undefined || base === null || late)
      return refusal(404, 'link.not_found', 'No such link, or no longer');
    const query = link.query === '' ? '' : `?${link.query}`;
    const location = `${base}/${link.path.replace(/^\//, '')}${query}`;
    return { status: 302, type: 'text/plain; charset=utf-8', body: '', headers: { location } };
  });
}
