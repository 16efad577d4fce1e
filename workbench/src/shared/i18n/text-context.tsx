import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

import type { Locale } from '../../../../server/contract/common.ts';
import { loadLanguage, type LoadedLanguage } from '../../locales/load.ts';
import { rememberLanguage } from './language.ts';
import { createTranslate, type Translate } from './translate.ts';

interface TextState {
  readonly language: Locale;
  readonly parts: LoadedLanguage['parts'];
  readonly t: Translate;
  switchTo(language: Locale): Promise<void>;
}

const TextContext = createContext<TextState | null>(null);

/** Holds the language; switching loads its texts first, so that the page never shows keys. */
export function TextProvider(props: { initial: LoadedLanguage; children: ReactNode }) {
  const [loaded, setLoaded] = useState(props.initial);
  const queries = useQueryClient();

  useEffect(() => {
    document.documentElement.lang = loaded.language;
  }, [loaded.language]);

  const switchTo = useCallback(
    async (language: Locale) => {
      const next = await loadLanguage(language);
      rememberLanguage(language);
      setLoaded(next);
      // Labels and reasons come from the server in the reader's language.
      await queries.invalidateQueries();
    },
    [queries],
  );

  const state = useMemo<TextState>(
    () => ({
      language: loaded.language,
      parts: loaded.parts,
      t: createTranslate(loaded.language, loaded.texts),
      switchTo,
    }),
    [loaded, switchTo],
  );
  return <TextContext.Provider value={state}>{props.children}</TextContext.Provider>;
}

export function useLanguage(): TextState {
  const state = useContext(TextContext);
  if (state === null) throw new Error('TextProvider is missing');
  return state;
}

export function useText(): Translate {
  return useLanguage().t;
}
