import { Composer } from './core/composer.ts';
import { createAuthorization, type Authorizations } from './features/authorization.ts';
import { createAutoReply, type AutoReplies } from './features/auto-reply.ts';
import { createBindingWords, type BindingTexts } from './features/binding.ts';
import { createDirectoryChanges, type DirectoryChanges } from './features/directory-changes.ts';
import { createFaceInvitation } from './features/face-invitation.ts';
import {
  createFollowing,
  type FaceInvitations,
  type Followers,
  type FollowGuides,
  type GuideLinks,
  type InvitedGuides,
} from './features/following.ts';
import { createMembers, type Members } from './features/members.ts';
import { createSubscribeAnswers, type SubscribeAnswers } from './features/subscribe-answers.ts';
import { createTemplateReceipt, type Receipts } from './features/template-receipt.ts';

export interface BotDeps<Tx> {
  readonly guides: FollowGuides<Tx> & InvitedGuides<Tx>;
  readonly invitations: FaceInvitations<Tx>;
  readonly followers: Followers<Tx>;
  readonly links: GuideLinks;
  readonly texts: BindingTexts;
  readonly autoReplies: AutoReplies<Tx>;
  readonly authorizations: Authorizations<Tx>;
  readonly receipts: Receipts<Tx>;
  readonly subscriptions: SubscribeAnswers<Tx>;
  readonly members: Members<Tx>;
  readonly directory: DirectoryChanges<Tx>;
}

/** Every conversation of ours, a line each; what a service account, a mini program and WeCom tell us goes through it. */
export function createBot<Tx>(deps: BotDeps<Tx>): Composer<Tx> {
  const chat = new Composer<Tx>()
    .use(createFollowing(deps))
    .use(createFaceInvitation(deps))
    .use(createBindingWords<Tx>(deps))
    .use(createAutoReply(deps))
    .use(createTemplateReceipt(deps));
  return new Composer<Tx>()
    .filter((_update, account) => account.channel === 'official-account', chat)
    .filter((_update, account) => account.channel !== 'wecom', createAuthorization(deps))
    .filter((_update, account) => account.channel === 'mini-program', createSubscribeAnswers(deps))
    .filter((_update, account) => account.channel === 'wecom', createMembers(deps))
    .filter((_update, account) => account.channel === 'wecom', createDirectoryChanges(deps));
}
