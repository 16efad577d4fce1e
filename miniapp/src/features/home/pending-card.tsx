import { useEffect, type JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { formatTime } from '../../shared/format-time.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';
import { refreshMe } from '../session/start-session.ts';

/** A salesperson answers in minutes; somebody who waits on the page sees it within this time. */
const lookAgainMs = 10_000;

/** The wrong-phone request that waits for a salesperson; looks again while it is on the screen. */
export function PendingCard({ request }: { request: NonNullable<Me['pendingRequest']> }): JSX.Element {
  const texts = useTexts().home;
  const language = useLanguage();
  useEffect(() => {
    const timer = setInterval(() => void refreshMe(), lookAgainMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <Box className="hl-card" id="pending-request" role="status">
      <Box className="hl-row">
        <Badge icon="clock" />
        <Box className="hl-grow">
          <Box className="hl-strong">{texts.pendingTitle}</Box>
          <Box className="hl-note">
            {texts.pendingNote(request.phoneMasked, formatTime(request.createdAt, language))}
          </Box>
        </Box>
      </Box>
    </Box>
  );
}
