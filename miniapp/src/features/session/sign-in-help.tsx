import type { JSX } from 'react';

import { copyText } from '../../shared/device.ts';
import { useTexts } from '../../shared/i18n.ts';
import { hereLink } from '../../shared/here-link';
import { Badge } from '../../shared/ui/icon.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Box } from '../../shared/ui/primitives';

/** For whoever opened the page outside WeChat: what to do, and why it must be so. */
export function SignInHelp(): JSX.Element {
  const texts = useTexts().signIn;
  const steps = [texts.step1, texts.step2, texts.step3];
  return (
    <>
      <Box className="hl-stack hl-brand" id="needs-wechat">
        <Badge icon="shield" large />
        <Box className="hl-large" role="heading">
          {texts.title}
        </Box>
        <Box className="hl-note">{texts.reason}</Box>
      </Box>
      <Box>
        <Box className="hl-group__title">{texts.steps}</Box>
        <Box className="hl-card" role="list">
          {steps.map((step, index) => (
            <Box key={step} className="hl-row" role="listitem">
              <Badge letter={String(index + 1)} tone="plain" round />
              <Box className="hl-grow">{step}</Box>
            </Box>
          ))}
        </Box>
      </Box>
      <Box className="hl-foot">
        <Button id="copy-link" onPress={() => void copyText(hereLink())}>
          {texts.copyLink}
        </Button>
      </Box>
    </>
  );
}
