import type { JSX } from 'react';

import type { OwnPrompt } from '../../shared/contract.ts';
import { callPhone } from '../../shared/device.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';

/** The upstream's own words, strong; the system's behind them, weak, unless they are blocked (rows 69, 70). */
export function OwnWords(props: { prompt: OwnPrompt; system: string | null }): JSX.Element {
  const { prompt, system } = props;
  return (
    <Box className="hl-row hl-own">
      <Badge icon="alert" tone="warn" />
      <Box className="hl-grow hl-stack">
        <Box className="hl-title hl-lines" id="own-prompt">
          {prompt.text}
        </Box>
        {prompt.alone || system === null ? null : (
          <Box className="hl-note" id="system-prompt">
            {system}
          </Box>
        )}
      </Box>
    </Box>
  );
}

/** Whom to ask, with a call where there is a number (row 68). */
export function AskWhom(props: { text: string; phone: string | null }): JSX.Element {
  const texts = useTexts().home;
  const { text, phone } = props;
  return (
    <Box className="hl-row">
      <Box className="hl-grow hl-note" id="blocked-ask">
        {text}
      </Box>
      {phone === null ? null : (
        <Button id="blocked-call" kind="plain" small onPress={() => callPhone(phone)}>
          {texts.call}
        </Button>
      )}
    </Box>
  );
}

/** The contact that the upstream named. Nothing where it named none. */
export function OwnContact({ prompt }: { prompt: OwnPrompt }): JSX.Element | null {
  const texts = useTexts().home;
  if (prompt.contact === null) return null;
  const { name, phone } = prompt.contact;
  return <AskWhom text={texts.askContact([name, phone].filter(Boolean).join(' '))} phone={phone} />;
}
