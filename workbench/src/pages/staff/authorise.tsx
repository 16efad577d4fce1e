import { App, Button, Drawer } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { authorisationGroups, enterpriseGroups } from '../../../../config/permissions.ts';
import { PermissionGroups } from '../../features/organisation/permission-groups.tsx';
import { authoriseStaff, staffKey, type StaffMemberRow } from '../../features/organisation/staff-api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';

/** Somebody's rights (rows 243–258). */
export function Authorise(props: { row: StaffMemberRow | null; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const can = useCan();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { row } = props;
  const save = useWrite(authoriseStaff, {
    failure: 'inline',
    onDone: () => {
      void message.success(t('common.saved'));
      void queries.invalidateQueries({ queryKey: staffKey });
      props.onClose();
    },
  });
  const { reset } = save;
  useEffect(() => {
    setChosen(new Set(row?.permissions ?? []));
    reset();
    // Only when it opens: a list that is read again changes nothing that was ticked.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [row]);
  return (
    <Drawer
      open={row !== null}
      onClose={props.onClose}
      title={t('rights.title', { name: row?.name ?? '' })}
      width={560}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '88%' } : {})}
      footer={
        <div className="hl-row">
          <Button
            type="primary"
            loading={save.isPending}
            onClick={() => {
              if (row !== null) save.mutate({ id: row.id, permissions: [...chosen].sort() });
            }}
          >
            {t('common.save')}
          </Button>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
        </div>
      }
    >
      <div className="hl-stack">
        <p className="hl-muted">{t('rights.scope')}</p>
        <PermissionGroups
          groups={[...authorisationGroups, ...enterpriseGroups]}
          chosen={chosen}
          mine={can}
          onChange={(next) => {
            setChosen(next);
            save.reset();
          }}
        />
        <ErrorNotice error={save.isError ? save.error : null} />
      </div>
    </Drawer>
  );
}
