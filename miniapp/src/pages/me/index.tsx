import type { JSX } from 'react';

import { MeView } from '../../features/account/me-view.tsx';
import { SessionGate } from '../../features/session/session-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function MePage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.me}>
      <SessionGate>{(me) => <MeView me={me} />}</SessionGate>
    </Page>
  );
}
