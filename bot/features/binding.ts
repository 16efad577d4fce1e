import { Composer } from '../core/composer.ts';
import type { FollowerState, Reply } from '../core/reply.ts';
import type { AccountRef } from '../core/update.ts';
import type { GuideLink, GuideLinks } from './following.ts';

/** The words that the chat answers with, by situation; the link is made part of them. */
export interface BindingTexts {
  /** «绑定»: the guide of the follower's variant, whatever the follow guide's own switch says. */
  bind(account: AccountRef, follower: FollowerState, link: GuideLink): Reply;
  /** «解绑»: where to unbind, or that there is nothing to unbind. */
  unbind(account: AccountRef, follower: FollowerState, link: GuideLink): Reply;
}

const bindWords = ['绑定', 'bind', 'Bind'];
const unbindWords = ['解绑', '解除绑定', 'unbind', 'Unbind'];

/** Sentences that are ours: nothing else answers them. */
export const bindingWords: readonly string[] = [...bindWords, ...unbindWords];

/** Words in the chat that lead to binding and unbinding; both end in the mini-app, where one is sure who asks. */
export function createBindingWords<Tx>(deps: { texts: BindingTexts; links: GuideLinks }): Composer<Tx> {
  const feature = new Composer<Tx>();
  feature.text(bindWords, ({ account, follower, inboxId }) =>
    deps.texts.bind(account, follower, deps.links.forFollower(account, follower, inboxId)),
  );
  feature.text(unbindWords, ({ account, follower, inboxId }) =>
    deps.texts.unbind(account, follower, deps.links.forFollower(account, follower, inboxId)),
  );
  return feature;
}
