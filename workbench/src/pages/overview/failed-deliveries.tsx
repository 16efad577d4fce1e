import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { deliveriesKey, listDeliveries } from '../../features/messaging/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useZone } from '../../shared/use-zone.ts';

export function FailedDeliveries() {
  const t = useText();
  const { moment } = useZone();
  const failed = useQuery({
    queryKey: [...deliveriesKey, 'failed'],
    queryFn: ({ signal }) => listDeliveries({ state: 'failed', limit: 5 }, signal),
  });
  return (
    <Panel
      title={t('overview.failed_deliveries')}
      extra={<Link to="/deliveries?state=failed">{t('overview.see_all')}</Link>}
    >
      {failed.isError ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : failed.data === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 3 }} />
      ) : failed.data.items.length === 0 ? (
        <p className="hl-quiet">{t('overview.no_failed')}</p>
      ) : (
        <ul className="hl-short-list">
          {failed.data.items.map((delivery) => (
            <li key={delivery.id}>
              <Link to={`/deliveries?state=failed&search=${encodeURIComponent(delivery.recipientName)}`}>
                <span>
                  {delivery.recipientName} · {delivery.purposeLabel}
                  <small>{delivery.reason ?? delivery.stateLabel}</small>
                </span>
                <time dateTime={delivery.createdAt}>{moment(delivery.createdAt)}</time>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
