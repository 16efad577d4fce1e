import { useRouter } from '@tarojs/taro';
import type { JSX } from 'react';

import { AgreementView, documentKey } from '../../features/agreements/agreement-view.tsx';
import { SessionGate } from '../../features/session/session-gate.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function AgreementsPage(): JSX.Element {
  const texts = useTexts();
  const doc = documentKey(useRouter().params.doc);
  return (
    <Page title={texts.titles[doc]}>
      <SessionGate>{() => <AgreementView doc={doc} />}</SessionGate>
    </Page>
  );
}
