import type { JSX } from 'react';

import { AccountList } from '../../features/account/account-list.tsx';
import { SessionGate } from '../../features/session/session-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { openPage } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Box } from '../../shared/ui/primitives';

import './index.scss';

export default function AccountsPage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.accounts}>
      <SessionGate>
        {(me) =>
          me.memberships.length === 0 ? (
            <Empty icon="swap" title={texts.accounts.none} note={texts.accounts.noneNote}>
              <Button id="accounts-bind" onPress={() => openPage('bind')}>
                {texts.home.bind}
              </Button>
            </Empty>
          ) : (
            <>
              <Box className="hl-note">{texts.accounts.lead}</Box>
              <AccountList me={me} />
            </>
          )
        }
      </SessionGate>
    </Page>
  );
}
