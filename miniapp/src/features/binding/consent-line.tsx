import type { JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Box, Pressable, Words } from '../../shared/ui/primitives';

/** The two documents, each a tap away. */
function Documents(): JSX.Element {
  const texts = useTexts().bind;
  return (
    <>
      <Pressable
        className="hl-consent__link"
        id="open-user-agreement"
        onPress={() => openPage('agreements', { doc: 'user-agreement' })}
      >
        {texts.userAgreement}
      </Pressable>
      <Words>{texts.documentsJoin}</Words>
      <Pressable
        className="hl-consent__link"
        id="open-privacy-policy"
        onPress={() => openPage('agreements', { doc: 'privacy-policy' })}
      >
        {texts.privacyPolicy}
      </Pressable>
    </>
  );
}

/** Consent as the law wants it: unticked until the person ticks it, with the documents beside it. */
export function ConsentLine(props: {
  brand: string;
  given: boolean;
  checked: boolean;
  onToggle: () => void;
  /** What else is agreed to; without it, what the phone is used for in binding. */
  after?: string;
}): JSX.Element {
  const { brand, given, checked, onToggle } = props;
  const texts = useTexts().bind;
  const after = props.after ?? texts.consentAfter(brand);
  if (given) {
    return (
      <Box className="hl-consent__text">
        {texts.consentGiven}
        <Documents />
        {after}
      </Box>
    );
  }
  return (
    <Box className="hl-consent">
      <Pressable
        id="bind-consent"
        className="hl-consent__box"
        label={texts.consentBox}
        checked={checked}
        onPress={onToggle}
      >
        <CheckMark checked={checked} />
      </Pressable>
      <Box className="hl-consent__text">
        {texts.consentBefore}
        <Documents />
        {after}
      </Box>
    </Box>
  );
}
