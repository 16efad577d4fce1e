import Taro, { useRouter } from '@tarojs/taro';
import { useState, type JSX } from 'react';

import { BindView } from '../../features/binding/bind-view.tsx';
import { SessionGate } from '../../features/session/session-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';
import { PrivacySheet } from '../../shared/ui/privacy-sheet';

import './index.scss';

export default function BindPage(): JSX.Element {
  const texts = useTexts();
  const { params } = useRouter();
  // Opened by the guide's link there is nothing to go back to; 暂不绑定 is the way out.
  const [first] = useState(() => Taro.getCurrentPages().length <= 1);
  return (
    <Page title={texts.titles.bind} root={first}>
      <SessionGate>{(me) => <BindView me={me} ticket={params.t} />}</SessionGate>
      <PrivacySheet />
    </Page>
  );
}
