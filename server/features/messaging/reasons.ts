import { messagingTexts as en } from '../../../config/locales/en/messaging.ts';
import { messagingTexts as zh, type MessagingText } from '../../../config/locales/zh-CN/messaging.ts';
import type { Locale } from '../../contract/common.ts';
import { formatText } from '../../kernel/i18n/translate.ts';

type TextValues = Readonly<Record<string, string | number>>;

/** A text of the messaging domain in a language. */
export function messagingText(locale: Locale, key: MessagingText, values: TextValues = {}): string {
  return formatText(locale, locale === 'en' ? en[key] : zh[key], { ...values });
}

type SuffixOf<Key, Prefix extends string> = Key extends `${Prefix}.${infer Rest}` ? Rest : never;

/** Why a carrier was passed over, or how a delivery ended: each has a `reason.` and a `remedy.` text. */
export type ReasonKey = SuffixOf<MessagingText, 'reason'>;

/** What happened and what to do, as it is kept with a delivery. */
export function inBothLanguages(
  meaning: (locale: Locale) => string,
  remedy: (locale: Locale) => string,
): { meaning: Record<Locale, string>; remedy: Record<Locale, string> } {
  return {
    meaning: { 'zh-CN': meaning('zh-CN'), en: meaning('en') },
    remedy: { 'zh-CN': remedy('zh-CN'), en: remedy('en') },
  };
}
