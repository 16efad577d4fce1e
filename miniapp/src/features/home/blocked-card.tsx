import type { JSX } from 'react';

import type { Membership } from '../../shared/contract.ts';
import { callPhone } from '../../shared/device.ts';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';

/** Why the account cannot be used now, and whom to ask (rows 67, 330). Nothing when it can. */
export function BlockedCard({ membership }: { membership: Membership }): JSX.Element | null {
  const texts = useTexts().home;
  if (membership.blockedReason === null) return null;
  const waiting = membership.bindingState === 'waiting_quota';
  const { accountState, salesperson } = membership;
  const suspended = membership.bindingState === 'suspended_phone' && accountState === 'active';
  const phone = salesperson?.phone ?? null;
  return (
    <Box className="hl-card" id="blocked" role="alert">
      <Box className="hl-row">
        <Badge icon={waiting ? 'clock' : 'alert'} tone="warn" />
        <Box className="hl-grow">
          <Box className="hl-strong">{waiting ? texts.waitingTitle : texts.blockedTitle}</Box>
          <Box className="hl-note">{membership.blockedReason}</Box>
        </Box>
      </Box>
      {suspended ? (
        <Button id="blocked-verify" onPress={() => openPage('bind')}>
          {texts.verifyPhone}
        </Button>
      ) : null}
      {salesperson === null ? null : (
        <Box className="hl-row">
          <Box className="hl-grow hl-note">{texts.ask(salesperson.name)}</Box>
          {phone === null ? null : (
            <Button id="blocked-call" kind="plain" small onPress={() => callPhone(phone)}>
              {texts.call}
            </Button>
          )}
        </Box>
      )}
    </Box>
  );
}
