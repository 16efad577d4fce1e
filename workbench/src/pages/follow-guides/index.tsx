import { Button, Select, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router-dom';

import { guidesKey, listGuides } from '../../features/messaging/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { GuideEditor } from './guide-editor.tsx';

/** 关注引导语: what a person reads the second he follows the service account. */
export function FollowGuidesPage() {
  const t = useText();
  const [params, setParams] = useSearchParams();
  const guides = useQuery({ queryKey: guidesKey, queryFn: ({ signal }) => listGuides(signal) });
  const all = guides.data ?? [];
  const guide = all.find((one) => one.channelAccountId === params.get('account')) ?? all[0];

  return (
    <Page
      title={t('guides.title')}
      lead={t('guides.lead')}
      actions={
        all.length > 1 && guide !== undefined ? (
          <Select
            aria-label={t('guides.account')}
            value={guide.channelAccountId}
            options={all.map((one) => ({ value: one.channelAccountId, label: one.channelAccountName }))}
            onChange={(account) => setParams({ account })}
            popupMatchSelectWidth={false}
          />
        ) : null
      }
    >
      {guides.isError ? (
        <Panel>
          <ErrorState error={guides.error} onRetry={() => void guides.refetch()} />
        </Panel>
      ) : guides.data === undefined ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 8 }} />
        </Panel>
      ) : guide === undefined ? (
        <Panel>
          <EmptyState
            title={t('guides.empty')}
            hint={t('guides.empty_hint')}
            action={
              <Link to="/channels/connect/official-account">
                <Button type="primary">{t('channels.connect.official_account')}</Button>
              </Link>
            }
          />
        </Panel>
      ) : (
        <GuideEditor key={guide.id} guide={guide} />
      )}
    </Page>
  );
}
