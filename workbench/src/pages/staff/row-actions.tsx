import { Button } from 'antd';

import type { StaffMemberRow } from '../../features/organisation/staff-api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';

/** What can be done to one account; where nothing can, why. */
export function RowActions(props: {
  row: StaffMemberRow;
  onAuthorise: () => void;
  onEdit: () => void;
  onReset: () => void;
}) {
  const t = useText();
  const canAuthorise = useCan()('authorisation.set');
  const { row } = props;
  if (row.acts !== 'may') return <span className="hl-muted">{t(`staff.acts.${row.acts}`)}</span>;
  return (
    <span className="hl-staff-actions">
      {canAuthorise ? (
        <Button type="text" size="small" onClick={props.onAuthorise}>
          {t('staff.authorise')}
        </Button>
      ) : null}
      <Button type="text" size="small" onClick={props.onEdit}>
        {t('staff.edit')}
      </Button>
      <Button type="text" size="small" onClick={props.onReset}>
        {t('staff.reset')}
      </Button>
    </span>
  );
}
