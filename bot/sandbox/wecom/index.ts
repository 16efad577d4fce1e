import type { Router } from '../http.ts';
import { mountApis } from '../platform/api.ts';
import type { Sandbox } from '../sandbox.ts';
import { contactApis } from './contact.api.ts';
import { messageApis } from './message.api.ts';
import { oauthApis } from './oauth.api.ts';
import { tokenApis } from './token.api.ts';

/** qyapi.weixin.qq.com. A new endpoint is a `defineApi` in one of these lists. */
export function mountWecom(router: Router, sandbox: Sandbox): void {
  mountApis(router, sandbox, 'qyapi.weixin.qq.com', 'wecom', [
    ...tokenApis,
    ...contactApis,
    ...oauthApis,
    ...messageApis,
  ]);
}
