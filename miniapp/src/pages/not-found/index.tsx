import type { JSX } from 'react';

import { useTexts } from '../../shared/i18n.ts';
import { restartAt } from '../../shared/navigate.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';

import './index.scss';

export default function NotFoundPage(): JSX.Element {
  const texts = useTexts();
  return (
    <Page title={texts.titles.notFound} root>
      <Empty icon="search" title={texts.notFound.title} note={texts.notFound.note}>
        <Button id="not-found-home" onPress={() => restartAt('home')}>
          {texts.common.goHome}
        </Button>
      </Empty>
    </Page>
  );
}
