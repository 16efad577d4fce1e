import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { fetchPrompt, promptKey } from '../../features/settings/api.ts';
import { fetchSms, smsKey } from '../../features/sms/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { fetchOpening, openingKey } from '../../features/opening/api.ts';
import { OpeningForm } from './opening-form.tsx';
import { PromptForm } from './prompt-form.tsx';

/** Functions that an upstream enables as it needs them; each is one section. */
export function PlugInsPage() {
  const t = useText();
  const prompt = useQuery({ queryKey: promptKey, queryFn: ({ signal }) => fetchPrompt(signal) });
  return (
    <Page title={t('plugins.title')} lead={t('plugins.lead')}>
      <OpeningPlugIn />
      {prompt.isError ? (
        <Panel title={t('prompt.title')}>
          <ErrorState error={prompt.error} onRetry={() => void prompt.refetch()} />
        </Panel>
      ) : prompt.data === undefined ? (
        <Panel title={t('prompt.title')}>
          <Skeleton active title={false} paragraph={{ rows: 6 }} />
        </Panel>
      ) : (
        <PromptForm prompt={prompt.data} />
      )}
      <SmsPlugIn />
    </Page>
  );
}

/** Salespeople open accounts (rows 38–53). */
function OpeningPlugIn() {
  const t = useText();
  const opening = useQuery({ queryKey: openingKey, queryFn: ({ signal }) => fetchOpening(signal) });
  if (opening.data !== undefined) return <OpeningForm opening={opening.data} />;
  return (
    <Panel title={t('opening.title')}>
      {opening.isError ? (
        <ErrorState error={opening.error} onRetry={() => void opening.refetch()} />
      ) : (
        <Skeleton active title={false} paragraph={{ rows: 4 }} />
      )}
    </Panel>
  );
}

/** The SMS service is one of them; its page has the texts, the signature and the sendings (row 29). */
function SmsPlugIn() {
  const t = useText();
  const sms = useQuery({ queryKey: smsKey, queryFn: ({ signal }) => fetchSms(signal) });
  const on = sms.data?.serviceOn === true;
  return (
    <Panel
      title={t('smsservice.title')}
      extra={
        sms.data === undefined ? null : (
          <Status tone={on ? 'good' : 'off'}>{t(on ? 'smsservice.on' : 'smsservice.off')}</Status>
        )
      }
    >
      <p className="hl-muted">{t('smsservice.lead')}</p>
      <Link to="/sms-service">{t('smsservice.open')}</Link>
    </Panel>
  );
}
