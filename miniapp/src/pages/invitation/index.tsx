import Taro, { useRouter } from '@tarojs/taro';
import { useState, type JSX } from 'react';

import { InvitationView } from '../../features/connections/invitation-view.tsx';
import { readCode } from '../../features/connections/read-code.ts';
import { SessionGate } from '../../features/session/session-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';
import { PrivacySheet } from '../../shared/ui/privacy-sheet';

import './index.scss';

/** Where a printed code leads: `c` of our own address, `q` of WeChat's plain-link codes. */
export default function InvitationPage(): JSX.Element {
  const texts = useTexts();
  const { params } = useRouter();
  const [first] = useState(() => Taro.getCurrentPages().length <= 1);
  const [code] = useState(() => readCode(params.c) ?? readCode(params.q));
  return (
    <Page title={texts.titles.invitation} root={first}>
      <SessionGate>{(me) => <InvitationView me={me} code={code} />}</SessionGate>
      <PrivacySheet />
    </Page>
  );
}
