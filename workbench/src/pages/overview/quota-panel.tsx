import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { fetchQuota, quotaKey } from '../../features/quota/api.ts';
import { QuotaFigures } from '../../features/quota/quota-figure.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';

export function QuotaPanel() {
  const t = useText();
  const quota = useQuery({ queryKey: [...quotaKey, 'figures'], queryFn: ({ signal }) => fetchQuota(signal) });
  return (
    <Panel title={t('quota.title')} extra={<Link to="/quota">{t('quota.statement')}</Link>}>
      {quota.isError ? (
        <ErrorState error={quota.error} onRetry={() => void quota.refetch()} />
      ) : quota.data === undefined ? (
        <Skeleton active title={false} paragraph={{ rows: 3 }} />
      ) : quota.data.length === 0 ? (
        <p className="hl-quiet">{t('quota.empty_hint')}</p>
      ) : (
        <QuotaFigures figures={quota.data} />
      )}
    </Panel>
  );
}
