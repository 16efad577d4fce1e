import { useState, type JSX } from 'react';

import type { Locale } from '../../shared/contract.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { Sheet } from '../../shared/ui/sheet.tsx';

/** Each language in its own words, so that whoever is lost finds his. */
export function LanguageRow({ onChange }: { onChange: (language: Locale) => void }): JSX.Element {
  const texts = useTexts().me;
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const names: Record<Locale, string> = { 'zh-CN': texts.zh, en: texts.en };
  const all: readonly Locale[] = ['zh-CN', 'en'];
  return (
    <>
      <Cell
        id="me-language"
        title={texts.language}
        note={texts.languageNote}
        value={names[language]}
        onPress={() => setOpen(true)}
      />
      {open ? (
        <Sheet title={texts.language} onClose={() => setOpen(false)}>
          <CellGroup>
            {all.map((locale, index) => (
              <Cell
                key={locale}
                id={`language-${locale}`}
                rule={index > 0}
                title={names[locale]}
                tail={locale === language ? <Icon name="check" small /> : <></>}
                onPress={() => {
                  setOpen(false);
                  onChange(locale);
                }}
              />
            ))}
          </CellGroup>
        </Sheet>
      ) : null}
    </>
  );
}
