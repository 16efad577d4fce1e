import type { JSX } from 'react';

import { SignInHelp } from '../../features/session/sign-in-help.tsx';
import { useTexts } from '../../shared/i18n.ts';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function SignInHelpPage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.signInHelp}>
      <SignInHelp />
    </Page>
  );
}
