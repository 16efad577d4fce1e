import type { JSX } from 'react';

import { SalespersonView } from '../../features/account/salesperson-view.tsx';
import { MemberGate } from '../../features/session/member-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function SalespersonPage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.salesperson}>
      <MemberGate reason={texts.salesperson.needBinding}>
        {(membership) => <SalespersonView membership={membership} />}
      </MemberGate>
    </Page>
  );
}
