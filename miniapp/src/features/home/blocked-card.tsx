import type { JSX } from 'react';

import type { Membership } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';
import { AskWhom, OwnContact, OwnWords } from './own-prompt.tsx';

function SystemWords({ membership, reason }: { membership: Membership; reason: string }): JSX.Element {
  const texts = useTexts().home;
  const waiting = membership.bindingState === 'waiting_quota';
  return (
    <Box className="hl-row">
      <Badge icon={waiting ? 'clock' : 'alert'} tone="warn" />
      <Box className="hl-grow">
        <Box className="hl-strong">{waiting ? texts.waitingTitle : texts.blockedTitle}</Box>
        <Box className="hl-note">{reason}</Box>
      </Box>
    </Box>
  );
}

/** Why the account cannot be used now, and whom to ask (rows 67, 330). Nothing when it can. */
export function BlockedCard({ membership }: { membership: Membership }): JSX.Element | null {
  const texts = useTexts().home;
  const { accountState, salesperson, ownPrompt, blockedReason } = membership;
  if (blockedReason === null) return null;
  const suspended = membership.bindingState === 'suspended_phone' && accountState === 'active';
  const hasOwnContact = ownPrompt !== null && ownPrompt.contact !== null;
  return (
    <Box className="hl-card" id="blocked" role="alert">
      {ownPrompt === null ? (
        <SystemWords membership={membership} reason={blockedReason} />
      ) : (
        <OwnWords prompt={ownPrompt} system={blockedReason} />
      )}
      {suspended ? (
        <Button id="blocked-verify" onPress={() => openPage('bind')}>
          {texts.verifyPhone}
        </Button>
      ) : null}
      {ownPrompt === null ? null : <OwnContact prompt={ownPrompt} />}
      {hasOwnContact || salesperson === null ? null : (
        <AskWhom text={texts.ask(salesperson.name)} phone={salesperson.phone} />
      )}
    </Box>
  );
}
