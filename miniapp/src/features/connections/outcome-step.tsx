import type { JSX } from 'react';

import type { InvitationOutcome } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { platform } from '../../shared/platform';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';
import { BlockedCard } from '../home/blocked-card.tsx';

/** Connected, or waiting for review. */
export function OutcomeStep({ outcome }: { outcome: InvitationOutcome }): JSX.Element {
  const all = useTexts();
  const texts = all.connections;
  const me = outcome.outcome === 'connected' ? outcome.session.me : null;
  const membership = me?.current ?? null;
  const waits = membership === null || membership.blockedReason !== null;
  const title =
    outcome.outcome === 'pending'
      ? texts.pendingTitle
      : waits
        ? texts.connectedWaiting
        : texts.connectedTitle;
  const leave = async (): Promise<void> => {
    // Asked on a tap that matters (row 340), and inside it: WeChat refuses it elsewhere.
    await platform.subscribe(me?.subscribeTemplateIds ?? []);
    restartAt('home');
  };
  return (
    <>
      <Box className="hl-stack hl-brand" id={`invitation-${outcome.outcome}`} role="status">
        <Badge icon={waits ? 'clock' : 'check'} large round tone={waits ? 'warn' : 'primary'} />
        <Box className="hl-large" role="heading">
          {title}
        </Box>
        <Box className="hl-title">{outcome.upstreamName}</Box>
        {membership === null ? (
          <Box className="hl-note">{texts.pendingNote(outcome.upstreamName)}</Box>
        ) : (
          <Box className="hl-note">{`${membership.downstreamName} · ${membership.contactName}`}</Box>
        )}
      </Box>
      {membership === null ? null : <BlockedCard membership={membership} />}
      <Box className="hl-foot">
        <Button id="invitation-home" onPress={() => void leave()}>
          {all.common.goHome}
        </Button>
      </Box>
    </>
  );
}
