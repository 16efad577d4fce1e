import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { fetchSms, smsKey } from '../../features/sms/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { SignaturePanel } from './signature-panel.tsx';
import { SmsEditor } from './sms-editor.tsx';
import { SmsVersions } from './sms-versions.tsx';
import './invitation-sms.css';

/** What an invitation's SMS says and by whose signature, with each version's review. */
export function InvitationSmsPage() {
  const t = useText();
  const sms = useQuery({ queryKey: smsKey, queryFn: ({ signal }) => fetchSms(signal) });
  return (
    <Page title={t('sms.title')} lead={t('sms.lead')}>
      {sms.isError ? (
        <Panel>
          <ErrorState error={sms.error} onRetry={() => void sms.refetch()} />
        </Panel>
      ) : sms.data === undefined ? (
        <Panel>
          <Skeleton active title={false} paragraph={{ rows: 6 }} />
        </Panel>
      ) : (
        <>
          <p>
            <Link to="/sms-service">{t('smsservice.open')}</Link>
          </p>
          <SmsEditor sms={sms.data} />
          <SmsVersions sms={sms.data} kind="text" />
          <SignaturePanel sms={sms.data} />
        </>
      )}
    </Page>
  );
}
