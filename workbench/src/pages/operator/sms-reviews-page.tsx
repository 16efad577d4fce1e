import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Space } from 'antd';
import { useState } from 'react';

import {
  approveSms,
  fetchReplyAddress,
  fetchReviews,
  refuseSms,
  smsReviewsKey,
  type SmsReviews,
} from '../../features/sms/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';

const kindLabels = {
  text: 'sms.text',
  marketing: 'sms.marketing',
  signature: 'sms.signature',
} as const;

/** The operator's list of SMS that wait: hand the template to the provider, then approve or refuse. */
export function SmsReviewsPage() {
  const t = useText();
  const reviews = useQuery({ queryKey: smsReviewsKey, queryFn: ({ signal }) => fetchReviews(signal) });
  return (
    <Page title={t('reviews.title')} lead={t('reviews.lead')}>
      <ReplyAddress />
      {reviews.isError ? (
        <Panel>
          <ErrorState error={reviews.error} onRetry={() => void reviews.refetch()} />
        </Panel>
      ) : reviews.data?.items.length === 0 ? (
        <Panel>
          <EmptyState title={t('reviews.empty')} />
        </Panel>
      ) : (
        reviews.data?.items.map((item) => <Review key={item.id} item={item} />)
      )}
    </Page>
  );
}

/** What the operator enters at the provider, so that R reaches us. */
function ReplyAddress() {
  const t = useText();
  const address = useQuery({
    queryKey: ['sms-reply-address'],
    queryFn: ({ signal }) => fetchReplyAddress(signal),
  });
  if (address.data === undefined) return null;
  return (
    <Panel title={t('reviews.reply_address')}>
      <p className="hl-muted">{t('reviews.reply_hint')}</p>
      <CopyField label={t('reviews.reply_address')} value={address.data.url} />
    </Panel>
  );
}

function Review(props: { item: SmsReviews['items'][number] }) {
  const t = useText();
  const { moment } = useZone();
  const queries = useQueryClient();
  const [templateId, setTemplateId] = useState('');
  const [reason, setReason] = useState('');
  const { item } = props;
  const onDone = () => void queries.invalidateQueries({ queryKey: smsReviewsKey });
  const approve = useWrite((given: string, key) => approveSms(item.id, given, key), { onDone });
  const refuse = useWrite((given: string, key) => refuseSms(item.id, given, key), { onDone });
  const isText = item.kind !== 'signature';
  return (
    <Panel title={item.enterprise}>
      <Facts
        facts={[
          { label: t('reviews.kind'), value: t(kindLabels[item.kind]) },
          { label: t('reviews.content'), value: item.content },
          { label: t('reviews.at'), value: moment(item.submittedAt) },
        ]}
      />
      <CopyField label={t('reviews.provider_text')} value={item.providerText} />
      <Space wrap style={{ marginBlockStart: 16 }}>
        {isText ? (
          <Input
            aria-label={t('reviews.template')}
            placeholder={t('reviews.template')}
            inputMode="numeric"
            maxLength={20}
            value={templateId}
            onChange={(event) => {
              setTemplateId(event.target.value);
            }}
          />
        ) : null}
        <Button
          type="primary"
          disabled={isText && !/^\d+$/.test(templateId.trim())}
          loading={approve.isPending}
          onClick={() => {
            approve.mutate(templateId.trim());
          }}
        >
          {t('reviews.approve')}
        </Button>
        <Input
          aria-label={t('reviews.reason')}
          placeholder={t('reviews.reason')}
          maxLength={120}
          value={reason}
          onChange={(event) => {
            setReason(event.target.value);
          }}
        />
        <Button
          danger
          disabled={reason.trim() === ''}
          loading={refuse.isPending}
          onClick={() => {
            refuse.mutate(reason.trim());
          }}
        >
          {t('reviews.refuse')}
        </Button>
      </Space>
    </Panel>
  );
}
