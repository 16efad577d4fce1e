import { en } from './texts-en.ts';
import { zh } from './texts-zh.ts';

export type Texts = typeof zh;

export function textsOf(language: 'zh-CN' | 'en'): Texts {
  return language === 'en' ? en : zh;
}

/** A callback's event in people's words; the platform's own name where there is none. */
export function eventName(event: string | null | undefined, texts: Texts): string {
  for (const [key, words] of Object.entries(texts.events)) if (key === event) return words;
  return event ?? '';
}

/** What an API call was for, in people's words; the path where there are none. */
export function callName(path: string, texts: Texts): string {
  for (const [known, words] of Object.entries(texts.calls)) if (path.endsWith(known)) return words;
  // Of WeChat Pay's paths the order's number is no part of what was done.
  for (const [known, words] of Object.entries(texts.payCalls)) if (path.includes(known)) return words;
  return path;
}

/** A person's or member's name in the language of the page, where the world tells one. */
export function nameIn(who: { name: string; nameEn?: string | null | undefined }, language: string): string {
  return language === 'en' && typeof who.nameEn === 'string' && who.nameEn !== '' ? who.nameEn : who.name;
}
