import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';

import { fetchPrompt, promptKey } from '../../features/settings/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { PromptForm } from './prompt-form.tsx';

/** Functions that an upstream enables as it needs them; each is one section. */
export function PlugInsPage() {
  const t = useText();
  const prompt = useQuery({ queryKey: promptKey, queryFn: ({ signal }) => fetchPrompt(signal) });
  return (
    <Page title={t('plugins.title')} lead={t('plugins.lead')}>
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
    </Page>
  );
}
