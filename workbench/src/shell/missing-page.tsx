import { Button } from 'antd';
import { Link } from 'react-router-dom';

import { useText } from '../shared/i18n/text-context.tsx';
import { Page, Panel } from '../shared/ui/page.tsx';
import { EmptyState } from '../shared/ui/states.tsx';

export function MissingPage() {
  const t = useText();
  return (
    <Page title={t('shell.missing.title')}>
      <Panel>
        <EmptyState
          title={t('shell.missing.heading')}
          hint={t('shell.missing.hint')}
          action={
            <Link to="/">
              <Button type="primary">{t('shell.missing.home')}</Button>
            </Link>
          }
        />
      </Panel>
    </Page>
  );
}
