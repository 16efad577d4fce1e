import { useEffect, type JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { formatTime } from '../../shared/format-time.ts';
import { useLanguage, useTexts } from '../../shared/i18n.ts';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';
import { refreshMe } from '../session/start-session.ts';

/** Staff answer in minutes; somebody who waits on the page sees it within this time. */
const lookAgainMs = 10_000;

/** A registration that waits for staff or for a place, or what staff said when they refused it. */
export function PendingRegistrationCard(props: {
  registration: NonNullable<Me['pendingRegistration']>;
  brand: string;
}): JSX.Element {
  const { waitsFor, phoneMasked, reason, createdAt } = props.registration;
  const texts = useTexts().register;
  const language = useLanguage();
  const waits = waitsFor !== 'nothing';
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void refreshMe(), lookAgainMs);
    return () => clearInterval(timer);
  }, [waits]);
  const title = { review: texts.reviewTitle, quota: texts.quotaTitle, nothing: texts.refusedTitle }[waitsFor];
  const note = waits
    ? texts.pendingNote(phoneMasked, formatTime(createdAt, language))
    : reason === ''
      ? texts.refusedNote(props.brand)
      : texts.refusedReason(reason);
  return (
    <Box className="hl-card" id="pending-registration" role="status">
      <Box className="hl-row">
        <Badge icon={waits ? 'clock' : 'alert'} tone={waits ? 'primary' : 'warn'} />
        <Box className="hl-grow">
          <Box className="hl-strong">{title}</Box>
          <Box className="hl-note">{note}</Box>
        </Box>
      </Box>
    </Box>
  );
}
