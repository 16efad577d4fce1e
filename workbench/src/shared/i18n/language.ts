import { localeSchema, type Locale } from '../../../../server/contract/common.ts';

const storageKey = 'hulian.language';

let current: Locale = stored() ?? fromBrowser();

/** The language of the page and of the server's texts (Accept-Language). */
export function currentLanguage(): Locale {
  return current;
}

/** Remembered on this device, so that the sign-in page speaks it too. */
export function rememberLanguage(language: Locale): void {
  current = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // A browser that keeps nothing still shows the page; only the next visit starts anew.
  }
}

function stored(): Locale | null {
  try {
    const parsed = localeSchema.safeParse(localStorage.getItem(storageKey));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function fromBrowser(): Locale {
  const wanted = typeof navigator === 'undefined' ? 'zh-CN' : navigator.language;
  return wanted.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
