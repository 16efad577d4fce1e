import { json, type Router } from '../http.ts';
import type { Sandbox } from '../sandbox.ts';
import { accountVerbs, presentAccount } from './accounts.verbs.ts';
import { deliveryVerbs } from './delivery.verbs.ts';
import { followerVerbs } from './follower.verbs.ts';
import { lookVerbs } from './look.verbs.ts';
import { memberVerbs } from './member.verbs.ts';
import { miniProgramVerbs } from './mini-program.verbs.ts';
import { openApiOf } from './openapi.ts';
import { settingsVerbs } from './settings.verbs.ts';
import { guarded, mountVerbs } from './verb.ts';

/** `/control/*` and `GET /accounts` (docs/sandbox.md). A new verb is a `post` or `get` in one of these lists. */
export function mountControl(router: Router, sandbox: Sandbox): void {
  const verbs = [
    ...accountVerbs,
    ...followerVerbs,
    ...deliveryVerbs,
    ...memberVerbs,
    ...miniProgramVerbs,
    ...settingsVerbs,
    ...lookVerbs,
  ];
  mountVerbs(router, sandbox, verbs);
  router.add('/control/openapi.json', guarded(openApiOf(verbs)));
  router.add(
    '/accounts',
    guarded(() => json(200, sandbox.store.state.accounts.map(presentAccount))),
  );
}
