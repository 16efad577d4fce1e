import { useDidShow, usePullDownRefresh } from '@tarojs/taro';
import Taro from '@tarojs/taro';
import type { JSX } from 'react';

import { MemberHome } from '../../features/home/member-home.tsx';
import { VisitorHome } from '../../features/home/visitor-home.tsx';
import { SessionGate } from '../../features/session/session-gate.tsx';
import { refreshMe } from '../../features/session/start-session.ts';
import { useTexts } from '../../shared/i18n.ts';
import { useSession } from '../../shared/session.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function HomePage(): JSX.Element {
  const texts = useTexts();
  const { me } = useSession();
  useDidShow(() => void refreshMe());
  usePullDownRefresh(() => {
    void refreshMe().finally(() => Taro.stopPullDownRefresh());
  });
  return (
    <Page title={me?.upstream.displayName ?? texts.titles.home} root>
      <SessionGate>
        {(who) =>
          who.current === null ? <VisitorHome me={who} /> : <MemberHome me={who} membership={who.current} />
        }
      </SessionGate>
    </Page>
  );
}
