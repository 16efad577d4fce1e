import { useState, type JSX } from 'react';

import { LeaveView, LeftView } from '../../features/personal/leave-view.tsx';
import { SessionGate } from '../../features/session/session-gate.tsx';
import type { Cancelled } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function LeavePage(): JSX.Element {
  const texts = useTexts();
  const [done, setDone] = useState<Cancelled | null>(null);
  return (
    <Page title={texts.titles.leave}>
      {done === null ? (
        <SessionGate>{() => <LeaveView onLeft={setDone} />}</SessionGate>
      ) : (
        <LeftView done={done} />
      )}
    </Page>
  );
}
