import { en } from '../locales/en.ts';
import { zhCN, type Texts } from '../locales/zh-CN.ts';
import type { Locale } from './contract.ts';
import { createStore, useStore } from './store.ts';

const languageStore = createStore<{ language: Locale }>({ language: 'zh-CN' });
const allTexts: Record<Locale, Texts> = { 'zh-CN': zhCN, en };

/** Changes every text on the screen at once. */
export function setLanguage(language: Locale): void {
  if (languageStore.get().language !== language) languageStore.set({ language });
}

export function currentLanguage(): Locale {
  return languageStore.get().language;
}

/** For code outside components. */
export function currentTexts(): Texts {
  return allTexts[currentLanguage()];
}

export function useLanguage(): Locale {
  return useStore(languageStore).language;
}

export function useTexts(): Texts {
  return allTexts[useLanguage()];
}

/** The system's language as one of ours: any Chinese is zh-CN, everything else English. */
export function localeOf(systemLanguage: string | undefined): Locale {
  return systemLanguage === undefined || /^zh/i.test(systemLanguage) ? 'zh-CN' : 'en';
}
