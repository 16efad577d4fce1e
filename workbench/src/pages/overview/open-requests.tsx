import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { openRequestsQuery } from '../../features/accounts/open-requests.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';

const shown = 5;

export function OpenRequests() {
  const t = useText();
  const { moment } = useZone();
  const open = useQuery(openRequestsQuery);
  return (
    <Panel
      title={t('overview.open_requests')}
      extra={<Link to="/binding-requests">{t('overview.see_all')}</Link>}
    >
      {open.isError ? (
        <ErrorState error={open.error} onRetry={() => void open.refetch()} />
      ) : open.data === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 3 }} />
      ) : open.data.newest.length === 0 ? (
        <p className="hl-quiet">{t('overview.no_requests')}</p>
      ) : (
        <ul className="hl-short-list">
          {open.data.newest.slice(0, shown).map((request) => (
            <li key={request.id}>
              <Link to={`/binding-requests/${request.id}`}>
                <span>
                  {request.name}
                  <small>
                    {[request.company, request.phoneMasked].filter((part) => part !== '').join(' · ')}
                  </small>
                </span>
                <time dateTime={request.createdAt}>{moment(request.createdAt)}</time>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
