import { currentLanguage } from '../i18n.ts';

import './page-look.h5.scss';

/** Carries light or dark, and the language, to the document around the page. */
export function showPageLook(dark: boolean): void {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.lang = currentLanguage();
}
