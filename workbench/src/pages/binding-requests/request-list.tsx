import { Button, Segmented, Skeleton } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';

import { listRequests, requestsKey } from '../../features/accounts/api.ts';
import { RequestCard } from '../../features/accounts/request-card.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';

const states = ['pending', 'resolved', 'dismissed'] as const;
type State = (typeof states)[number];

export function RequestList() {
  const t = useText();
  const canManage = useCan()('accounts.manage');
  const [params, setParams] = useSearchParams();
  const state = states.find((known) => known === params.get('state')) ?? 'pending';
  const list = useInfiniteQuery({
    queryKey: [...requestsKey, 'list', state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      listRequests({ state, limit: 20, cursor: pageParam === '' ? undefined : pageParam }, signal),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const requests = list.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Page
      title={t('requests.title')}
      lead={t('requests.lead')}
      actions={
        <Segmented<State>
          aria-label={t('requests.state_filter')}
          options={states.map((value) => ({ value, label: t(`requests.state.${value}`) }))}
          value={state}
          onChange={(value) => setParams({ state: value }, { replace: true })}
        />
      }
    >
      {list.isPending ? (
        <Panel>
          <Skeleton active />
        </Panel>
      ) : list.isError && requests.length === 0 ? (
        <Panel>
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        </Panel>
      ) : requests.length === 0 ? (
        <Panel>
          <EmptyState
            title={t(`requests.empty.${state}`)}
            {...(state === 'pending' ? { hint: t('requests.empty_hint') } : {})}
          />
        </Panel>
      ) : (
        <div className="hl-requests">
          {requests.map((request) => (
            <RequestCard key={request.id} request={request} canManage={canManage} linked />
          ))}
        </div>
      )}
      {list.hasNextPage ? (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.load_more')}
        </Button>
      ) : null}
    </Page>
  );
}
