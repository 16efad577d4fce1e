import type { FollowerState, Reply } from '../../../bot/core/reply.ts';
import type { AccountRef } from '../../../bot/core/update.ts';
import type { BindingTexts } from '../../../bot/features/binding.ts';
import { linkMarkup, safeValue, type ChatLink } from './chat-text.ts';
import type { FollowGuideService } from './follow-guides.ts';
import { messagingText } from './reasons.ts';

/** Answers to «绑定» and «解绑». The chat knows no language of a stranger: Chinese. */
export function createBindingTexts(guides: Pick<FollowGuideService, 'wordsOf'>): BindingTexts {
  const say = (account: AccountRef, text: string, words: string, link: ChatLink): Reply => ({
    type: 'text',
    text: `${text}\n👉 ${linkMarkup(words, link, guides.wordsOf(account).miniProgramAppId)}`,
  });
  return {
    bind(account: AccountRef, follower: FollowerState, link: ChatLink): Reply {
      if (!follower.bound) {
        return say(
          account,
          messagingText('zh-CN', 'chat.bind'),
          messagingText('zh-CN', 'chat.bind_link'),
          link,
        );
      }
      const company = safeValue(follower.company ?? '');
      const text = messagingText('zh-CN', 'chat.bound', { company });
      return say(account, text, messagingText('zh-CN', 'chat.enter_link'), link);
    },
    unbind(account: AccountRef, follower: FollowerState, link: ChatLink): Reply {
      if (!follower.bound) return { type: 'text', text: messagingText('zh-CN', 'chat.nothing_to_unbind') };
      return say(
        account,
        messagingText('zh-CN', 'chat.unbind'),
        messagingText('zh-CN', 'chat.unbind_link'),
        link,
      );
    },
  };
}
