import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { fetchQuota, quotaKey } from '../../features/quota/api.ts';
import { QuotaFigures } from '../../features/quota/quota-figure.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { fetchNames, namesKey } from '../../features/settings/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { NamesForm } from './names-form.tsx';
import './basic-information.css';

/** How many are connected, what quota is left, and under which name downstream sees the enterprise. */
export function BasicInformationPage() {
  const t = useText();
  const can = useCan();
  return (
    <Page title={t('basics.title')} lead={t('basics.lead')}>
      {can('quota.read') ? (
        <Quota />
      ) : (
        <Panel title={t('basics.quota')}>
          <p className="hl-muted">
            {t('basics.no_quota_right', { permission: t(permissionLabel('quota.read')) })}
          </p>
        </Panel>
      )}
      <Names />
    </Page>
  );
}

function Quota() {
  const t = useText();
  const quota = useQuery({ queryKey: [...quotaKey, 'figures'], queryFn: ({ signal }) => fetchQuota(signal) });
  if (quota.isError)
    return (
      <Panel title={t('basics.quota')}>
        <ErrorState error={quota.error} onRetry={() => void quota.refetch()} />
      </Panel>
    );
  if (quota.data === undefined)
    return (
      <Panel title={t('basics.quota')}>
        <Skeleton active title={false} paragraph={{ rows: 4 }} />
      </Panel>
    );
  const connected = quota.data.find(({ kind }) => kind === 'enterprise')?.used ?? 0;
  return (
    <>
      <Panel className="hl-connected">
        <div>
          <h2>{t('basics.connected')}</h2>
          <p className="hl-muted">{t('basics.connected_hint')}</p>
        </div>
        <Link
          to="/quota?kind=enterprise"
          aria-label={`${t('basics.connected')} ${connected} ${t('basics.statement')}`}
        >
          <strong>{connected}</strong>
          <span>{t('basics.connected_unit')}</span>
        </Link>
      </Panel>
      <h2 className="hl-section">{t('basics.quota')}</h2>
      <QuotaFigures figures={quota.data} statement />
    </>
  );
}

function Names() {
  const t = useText();
  const names = useQuery({ queryKey: namesKey, queryFn: ({ signal }) => fetchNames(signal) });
  if (names.isError)
    return (
      <Panel title={t('basics.brand')}>
        <ErrorState error={names.error} onRetry={() => void names.refetch()} />
      </Panel>
    );
  if (names.data === undefined)
    return (
      <Panel title={t('basics.brand')}>
        <Skeleton active title={false} paragraph={{ rows: 4 }} />
      </Panel>
    );
  return <NamesForm names={names.data} />;
}
