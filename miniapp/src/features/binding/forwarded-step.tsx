import type { JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';

/** A ticket that came by a shared card: joined only after the person says that it is his. */
export function ForwardedStep({ onAnswer }: { onAnswer: (mine: boolean) => void }): JSX.Element {
  const texts = useTexts().bind;
  return (
    <Empty icon="shield" tone="warn" title={texts.forwardedTitle} note={texts.forwardedNote}>
      <Button id="forwarded-mine" onPress={() => onAnswer(true)}>
        {texts.forwardedYes}
      </Button>
      <Button id="forwarded-not-mine" kind="plain" onPress={() => onAnswer(false)}>
        {texts.forwardedNo}
      </Button>
    </Empty>
  );
}
