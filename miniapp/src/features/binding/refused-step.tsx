import type { JSX } from 'react';

import type { OwnPrompt } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Box } from '../../shared/ui/primitives';
import { OwnContact, OwnWords } from '../home/own-prompt.tsx';

/** The account of the proved phone may not be bound, in the upstream's own words (rows 67-70). */
export function RefusedStep(props: { prompt: OwnPrompt; system: string; onOther: () => void }): JSX.Element {
  const { prompt, system, onOther } = props;
  const texts = useTexts();
  return (
    <>
      <Box className="hl-card" id="blocked" role="alert">
        <OwnWords prompt={prompt} system={system} />
        <OwnContact prompt={prompt} />
      </Box>
      <Box className="hl-foot">
        <Button id="use-other-phone" onPress={onOther}>
          {texts.bind.useOther}
        </Button>
        <Button id="bind-home" kind="quiet" onPress={() => restartAt('home')}>
          {texts.common.goHome}
        </Button>
      </Box>
    </>
  );
}
