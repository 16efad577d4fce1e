import type { JSX } from 'react';

import { MyDataView } from '../../features/personal/my-data-view.tsx';
import { SessionGate } from '../../features/session/session-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function MyDataPage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.myData}>
      <SessionGate>{() => <MyDataView />}</SessionGate>
    </Page>
  );
}
