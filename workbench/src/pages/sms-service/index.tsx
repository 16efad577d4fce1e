import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { fetchSms, smsKey } from '../../features/sms/api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { SmsEditor } from '../invitation-sms/sms-editor.tsx';
import { SmsVersions } from '../invitation-sms/sms-versions.tsx';
import '../invitation-sms/invitation-sms.css';
import { Campaigns } from './campaigns.tsx';
import { SendPanel } from './send-panel.tsx';

/** The SMS service: whether it is on, its three kinds, and the marketing text with its sendings. */
export function SmsServicePage() {
  const t = useText();
  const mayWrite = useCan()('messaging.manage');
  const sms = useQuery({ queryKey: smsKey, queryFn: ({ signal }) => fetchSms(signal) });
  if (sms.data === undefined) {
    return (
      <Page title={t('smsservice.title')} lead={t('smsservice.lead')}>
        <Panel>
          {sms.isError ? (
            <ErrorState error={sms.error} onRetry={() => void sms.refetch()} />
          ) : (
            <Skeleton active title={false} paragraph={{ rows: 6 }} />
          )}
        </Panel>
      </Page>
    );
  }
  const on = sms.data.serviceOn;
  return (
    <Page title={t('smsservice.title')} lead={t('smsservice.lead')}>
      <Panel
        title={t('smsservice.state')}
        extra={<Status tone={on ? 'good' : 'off'}>{t(on ? 'smsservice.on' : 'smsservice.off')}</Status>}
      >
        {on ? null : <p className="hl-muted">{t('sms.service_off')}</p>}
        <Facts
          facts={[
            { label: t('smsservice.code'), value: t('smsservice.code_rules') },
            {
              label: t('smsservice.notice'),
              value: (
                <>
                  {t('smsservice.notice_rules')}{' '}
                  <Link to="/invitation-sms">{t('smsservice.to_invitation')}</Link>
                </>
              ),
            },
            { label: t('smsservice.marketing'), value: t('smsservice.marketing_rules') },
          ]}
        />
      </Panel>
      <SmsEditor sms={sms.data} kind="marketing" />
      <SmsVersions sms={sms.data} kind="marketing" />
      {mayWrite ? (
        <>
          <SendPanel />
          <Campaigns />
        </>
      ) : null}
    </Page>
  );
}
