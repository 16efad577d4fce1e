import type { JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';

/** A browser without WeChat's button, at an installation without SMS: where to go instead. */
export function NoWayStep({ onRetry }: { onRetry: () => void }): JSX.Element {
  const texts = useTexts().bind;
  return (
    <>
      <Box className="hl-stack hl-brand">
        <Badge icon="phone" large tone="warn" />
        <Box className="hl-large" role="heading" id="bind-no-way">
          {texts.noWayTitle}
        </Box>
        <Box className="hl-note">{texts.noWayNote}</Box>
      </Box>
      <Box className="hl-foot">
        <Button id="no-way-retry" kind="quiet" onPress={onRetry}>
          {texts.noWayRetry}
        </Button>
      </Box>
    </>
  );
}
