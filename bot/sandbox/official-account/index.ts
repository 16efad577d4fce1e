import type { Router } from '../http.ts';
import { mountApis } from '../platform/api.ts';
import { picturesFolder, servePicture } from '../platform/media.ts';
import type { Sandbox } from '../sandbox.ts';
import { accountApis } from './account.api.ts';
import { customMessageApis } from './custom-message.api.ts';
import { mediaApis, uploadBody } from './media.api.ts';
import { menuApis } from './menu.api.ts';
import { oauthApis } from './oauth.api.ts';
import { qrCodeApis, showQrCode } from './qrcode.api.ts';
import { templateApis } from './template.api.ts';
import { tokenApis } from './token.api.ts';
import { userApis } from './user.api.ts';

/** The service account's part of api.weixin.qq.com. A new endpoint is a `defineApi` in one of these lists. */
export function mountOfficialAccount(router: Router, sandbox: Sandbox): void {
  mountApis(router, sandbox, 'api.weixin.qq.com', 'weixin', [
    ...tokenApis,
    ...customMessageApis,
    ...mediaApis,
    ...templateApis,
    ...qrCodeApis,
    ...userApis,
    ...menuApis,
    ...accountApis,
    ...oauthApis,
  ]);
  router.allowBody(uploadBody.path, uploadBody.maxBytes);
  router.addFolder(picturesFolder, servePicture(sandbox));
  router.add('/mp.weixin.qq.com/cgi-bin/showqrcode', showQrCode(sandbox));
}
