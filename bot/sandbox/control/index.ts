import { json, type Router } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import { accountVerbs, presentAccount } from './accounts.verbs.ts';
import { deliveryVerbs } from './delivery.verbs.ts';
import { directoryVerbs } from './directory.verbs.ts';
import { followerVerbs } from './follower.verbs.ts';
import { lookVerbs } from './look.verbs.ts';
import { memberVerbs } from './member.verbs.ts';
import { miniProgramVerbs } from './mini-program.verbs.ts';
import { openApiOf } from './openapi.ts';
import { payVerbs } from './pay.verbs.ts';
import { settingsVerbs } from './settings.verbs.ts';
import { guarded, mountVerbs } from './verb.ts';
import { presentMerchant } from '../wechat-pay/merchants.ts';

/** `/control/*` and `GET /accounts` (docs/sandbox.md). A new verb is a `post` or `get` in one of these lists. */
export function mountControl(router: Router, sandbox: Sandbox): void {
  const verbs = [
    ...accountVerbs,
    ...followerVerbs,
    ...deliveryVerbs,
    ...memberVerbs,
    ...directoryVerbs,
    ...miniProgramVerbs,
    ...payVerbs,
    ...settingsVerbs,
    ...lookVerbs,
  ];
  mountVerbs(router, sandbox, verbs);
  router.add('/control/openapi.json', guarded(openApiOf(verbs)));
  router.add(
    '/accounts',
    guarded(async ({ origin }) => {
      const { accounts, payMerchants } = sandbox.store.state;
      const merchants = await Promise.all(
        payMerchants.map((merchant) => presentMerchant(sandbox, merchant, origin)),
      );
      return json(200, [...accounts.map(presentAccount), ...merchants]);
    }),
  );
}
