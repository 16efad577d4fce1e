import type { GuideLinks } from '../../../bot/features/following.ts';
import type { Tickets } from './tickets.ts';

/** The mini-app's pages that messages lead to; `/b` is printed for ever and leads to the first. */
export const pages = {
  bind: 'pages/bind/index',
  home: 'pages/home/index',
  me: 'pages/me/index',
} as const;

/** Where the chat's links lead: strangers to bind, with a ticket of their own; bound people home. */
export function createGuideLinks(deps: { tickets: Tickets; publicUrl: string }): GuideLinks {
  return {
    forFollower(account, follower, inboxId) {
      if (follower.bound) {
        return { h5Url: `${deps.publicUrl}/app/${pages.home}`, miniProgramPath: pages.home };
      }
      // Whoever can make up a plaintext account's callbacks must not get a ticket for it.
      const query = account.mayAct ? `?t=${deps.tickets.of(inboxId)}` : '';
      return { h5Url: `${deps.publicUrl}/b${query}`, miniProgramPath: `${pages.bind}${query}` };
    },
  };
}
