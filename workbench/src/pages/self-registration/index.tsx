import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { Link } from 'react-router-dom';

import { fetchRegistration, registrationKey } from '../../features/registration/api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { SettingsForm } from './settings-form.tsx';

/** The second area of the interconnect settings: who opens accounts, and how people register. */
export function SelfRegistrationPage() {
  const t = useText();
  const canRead = useCan()('accounts.read');
  const settings = useQuery({
    queryKey: registrationKey,
    queryFn: ({ signal }) => fetchRegistration(signal),
  });
  return (
    <Page
      title={t('registration.title')}
      lead={t('registration.lead')}
      actions={canRead ? <Link to="/registrations">{t('registrations.title')}</Link> : null}
    >
      {settings.isError ? (
        <Panel>
          <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
        </Panel>
      ) : settings.data === undefined ? (
        <Panel>
          <Skeleton active title={false} paragraph={{ rows: 8 }} />
        </Panel>
      ) : (
        <SettingsForm settings={settings.data} />
      )}
    </Page>
  );
}
