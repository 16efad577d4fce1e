import type { FollowerState } from '../../../bot/core/reply.ts';
import type { GuideVariant } from '../../contract/messaging.ts';
import type { ChatMessage } from './chat-message.ts';
import type { ChatLink } from './chat-text.ts';
import { parseGuideText, writeGuideText, writePlainText, type GuideValues } from './guide-text.ts';
import { messagingText } from './reasons.ts';

/** What a guide of an account is made with. */
export interface GuideWords {
  readonly brand: string;
  readonly miniProgramAppId: string | null;
}

export function guideValues(follower: FollowerState, brand: string): GuideValues {
  const { contact, company, salesperson } = follower;
  return { brand, contact, company, salesperson };
}

/** A variant written out for one person. Pure: no I/O, so that the answer is made in time. */
export function writeGuide(
  variant: GuideVariant,
  values: GuideValues,
  link: ChatLink,
  words: GuideWords,
): ChatMessage {
  const title = () => writePlainText(variant.title, values);
  if (variant.carrier === 'news') {
    return {
      type: 'news',
      title: title(),
      description: writePlainText(variant.description, values),
      pictureUrl: variant.pictureUrl,
      url: link.h5Url,
    };
  }
  if (variant.carrier === 'mini_program_card' && words.miniProgramAppId !== null) {
    return {
      type: 'miniProgramCard',
      title: title(),
      appId: words.miniProgramAppId,
      path: link.miniProgramPath,
    };
  }
  // A card whose mini program was disconnected since: its words, and a link.
  const enter = messagingText('zh-CN', 'chat.enter_link');
  const text = variant.carrier === 'text' ? variant.text : `${variant.title}\n👉 {link:${enter}}`;
  return { type: 'text', text: writeGuideText(parseGuideText(text), values, link, words.miniProgramAppId) };
}
