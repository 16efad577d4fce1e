import type { JSX } from 'react';

import { NoticeList } from '../../features/notices/notice-list.tsx';
import { MemberGate } from '../../features/session/member-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function NoticesPage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.notices}>
      <MemberGate reason={texts.notices.needBinding}>
        {(membership) => <NoticeList membership={membership} />}
      </MemberGate>
    </Page>
  );
}
