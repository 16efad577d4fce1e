import type { JSX } from 'react';

import { UpstreamList } from '../../features/connections/upstream-list.tsx';
import { MemberGate } from '../../features/session/member-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function UpstreamsPage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.upstreams}>
      <MemberGate reason={texts.connections.needAdmin}>
        {(membership) => <UpstreamList membership={membership} />}
      </MemberGate>
    </Page>
  );
}
