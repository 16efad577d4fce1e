import { chatsTexts as en } from '../../../config/locales/en/chats.ts';
import { chatsTexts as zh } from '../../../config/locales/zh-CN/chats.ts';
import type { ChatDirection } from '../../contract/chats.ts';
import type { Locale } from '../../contract/common.ts';

const textsOf = (locale: Locale): Readonly<Record<string, string>> => (locale === 'en' ? en : zh);

/** What a message was, in words. */
export const kindLabel = (locale: Locale, direction: ChatDirection, kind: string): string =>
  textsOf(locale)[`${direction}.${kind}`] ?? textsOf(locale)[`${direction}.other`] ?? kind;

/** Whose message it was, as the person himself reads it. */
export const directionLabel = (locale: Locale, direction: ChatDirection): string =>
  (locale === 'en' ? en : zh)[`direction.${direction}`];

/** An openid as staff are shown it. */
export const maskedOpenid = (openid: string): string =>
  openid.length <= 8 ? '****' : `${openid.slice(0, 4)}****${openid.slice(-4)}`;
