import type { JSX } from 'react';

import type { Me } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Box } from '../../shared/ui/primitives';
import { AccountList } from '../account/account-list.tsx';
import { PendingRegistrationCard } from '../registration/pending-registration-card.tsx';
import { PendingCard } from './pending-card.tsx';

/** What a stranger may see: whose this is, for whom, and the way in. Nothing is demanded. */
export function VisitorHome({ me }: { me: Me }): JSX.Element {
  const texts = useTexts().home;
  const brand = me.upstream.displayName;
  if (me.memberships.length > 0) {
    return (
      <>
        <Box className="hl-stack">
          <Box className="hl-large" role="heading">
            {texts.chooseTitle}
          </Box>
          <Box className="hl-note">{texts.chooseNote}</Box>
        </Box>
        <AccountList me={me} />
      </>
    );
  }
  return (
    <>
      <Box className="hl-stack hl-brand" id="visitor-home">
        <Badge letter={brand} large />
        <Box className="hl-large" role="heading">
          {brand}
        </Box>
        <Box className="hl-note">{me.upstream.slogan}</Box>
      </Box>
      {me.pendingRequest === null ? null : <PendingCard request={me.pendingRequest} />}
      {me.pendingRegistration === null ? null : (
        <PendingRegistrationCard registration={me.pendingRegistration} brand={brand} />
      )}
      <Box className="hl-card">
        <Box className="hl-strong">{texts.visitorFor(brand)}</Box>
        <Box className="hl-note">{texts.visitorHow(brand)}</Box>
        <Box className="hl-note">{texts.visitorOther}</Box>
      </Box>
      <Box className="hl-foot">
        <Button id="home-bind" onPress={() => openPage('bind')}>
          {texts.bind}
        </Button>
        <Button id="home-me" kind="quiet" onPress={() => openPage('me')}>
          {texts.mine}
        </Button>
      </Box>
    </>
  );
}
