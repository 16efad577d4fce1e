import { App, Switch } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { staffKey, switchStaff, type StaffMemberRow } from '../../features/organisation/staff-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';

/** Enabled or disabled, switched in the list (row 259). */
export function StateSwitch({ row }: { row: StaffMemberRow }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const write = useWrite(switchStaff, {
    onDone: (done) => {
      void message.success(t(`staff.state_done.${done.state}`, { name: done.name }));
      void queries.invalidateQueries({ queryKey: staffKey });
    },
  });
  const enabled = row.state === 'enabled';
  const switchIt = () => write.mutateAsync({ id: row.id, to: enabled ? 'disable' : 'enable' });
  return (
    <Switch
      size="small"
      checked={enabled}
      loading={write.isPending}
      disabled={row.acts !== 'may'}
      aria-label={t('staff.switch', { name: row.name })}
      checkedChildren={t('staff.state.enabled')}
      unCheckedChildren={t('staff.state.disabled')}
      onClick={(_, event) => event.stopPropagation()}
      onChange={() => {
        if (!enabled) {
          void switchIt().catch(() => undefined);
          return;
        }
        ask({
          title: t('staff.disable_title', { name: row.name }),
          consequence: t('staff.disable_consequence'),
          verb: t('staff.disable'),
          danger: true,
          work: switchIt,
        });
      }}
    />
  );
}
