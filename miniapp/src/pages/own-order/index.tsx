import { useRouter } from '@tarojs/taro';
import type { JSX } from 'react';

import { OwnOrderView } from '../../features/own-order/own-order-view.tsx';
import { MemberGate } from '../../features/session/member-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function OwnOrderPage(): JSX.Element {
  const texts = useTexts();
  const { params } = useRouter();
  return (
    <Page title={texts.titles.ownOrder}>
      <MemberGate reason={texts.connections.needAdmin}>
        {(membership) => <OwnOrderView membership={membership} connectionId={params.connection ?? ''} />}
      </MemberGate>
    </Page>
  );
}
