import { useCan, useStaff } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { BillNote } from './bill-note.tsx';
import { FailedDeliveries } from './failed-deliveries.tsx';
import { FailedWorkNote } from './failed-work-note.tsx';
import { OpenRequests } from './open-requests.tsx';
import { QuotaPanel } from './quota-panel.tsx';
import { SetUpProgress } from './set-up-progress.tsx';
import './overview.css';

/** What needs a hand today, each part for whom may act on it. */
export function OverviewPage() {
  const t = useText();
  const can = useCan();
  const { staff, enterprise } = useStaff();
  return (
    <Page
      title={t('overview.title')}
      lead={t('overview.lead', { name: staff.name, enterprise: enterprise.displayName })}
    >
      {can('operations.manage') ? <FailedWorkNote /> : null}
      {can('orders.confirm') ? <BillNote /> : null}
      {can('channels.read') ? <SetUpProgress /> : null}
      {can('quota.read') ? <QuotaPanel /> : null}
      <div className="hl-overview-pair">
        {can('accounts.read') ? <OpenRequests /> : null}
        {can('messaging.manage') ? <FailedDeliveries /> : null}
      </div>
    </Page>
  );
}
