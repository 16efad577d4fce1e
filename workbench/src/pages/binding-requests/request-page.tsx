import { Button, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router-dom';

import { getRequest, requestsKey } from '../../features/accounts/api.ts';
import { RequestCard } from '../../features/accounts/request-card.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { isMissing } from '../../shared/api/errors.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';

/** One request, as the WeCom card opens it on a salesperson's phone. */
export function RequestPage() {
  const t = useText();
  const canManage = useCan()('accounts.manage');
  const { id = '' } = useParams();
  const request = useQuery({
    queryKey: [...requestsKey, 'one', id],
    queryFn: ({ signal }) => getRequest(id, signal),
  });
  const toList = <Link to="/binding-requests">{t('requests.to_list')}</Link>;
  return (
    <Page
      title={request.data?.name ?? t('requests.one')}
      crumbs={[{ label: t('requests.title'), to: '/binding-requests' }]}
    >
      {request.isError && isMissing(request.error) ? (
        <Panel>
          <EmptyState
            title={t('requests.missing')}
            hint={t('requests.missing_hint')}
            action={
              <Link to="/binding-requests">
                <Button>{t('requests.to_list')}</Button>
              </Link>
            }
          />
        </Panel>
      ) : request.isError ? (
        <Panel>
          <ErrorState error={request.error} onRetry={() => void request.refetch()} />
        </Panel>
      ) : request.data === undefined ? (
        <Panel>
          <Skeleton active />
        </Panel>
      ) : (
        <>
          <div className="hl-requests">
            <RequestCard request={request.data} canManage={canManage} linked={false} />
          </div>
          {request.data.state === 'pending' ? null : <p>{toList}</p>}
        </>
      )}
    </Page>
  );
}
