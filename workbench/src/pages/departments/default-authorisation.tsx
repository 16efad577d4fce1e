import { App, Button, Modal } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { authorisationGroups, neverByDefault } from '../../../../config/permissions.ts';
import { departmentsKey, saveDefaults, type DepartmentRow } from '../../features/organisation/api.ts';
import { PermissionGroups } from '../../features/organisation/permission-groups.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';

/** What new staff of a department are given (rows 266–270). */
export function DefaultAuthorisation({ row }: { row: DepartmentRow }) {
  const t = useText();
  const can = useCan();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const save = useWrite(saveDefaults, {
    failure: 'inline',
    onDone: () => {
      void message.success(t('common.saved'));
      void queries.invalidateQueries({ queryKey: departmentsKey });
      setOpen(false);
    },
  });
  return (
    <>
      <Button
        onClick={() => {
          setChosen(new Set(row.defaultPermissions));
          save.reset();
          setOpen(true);
        }}
      >
        {t('rights.defaults')}
      </Button>
      <Modal
        open={open}
        title={t('rights.defaults_title', { name: row.name })}
        okText={t('common.save')}
        cancelText={t('common.cancel')}
        confirmLoading={save.isPending}
        onOk={() =>
          ask({
            title: t('rights.defaults_ask', { name: row.name }),
            consequence: t('rights.defaults_hint'),
            verb: t('rights.defaults_save'),
            work: () =>
              save.mutateAsync({ id: row.id, version: row.version, permissions: [...chosen].sort() }),
          })
        }
        onCancel={() => setOpen(false)}
        destroyOnHidden
        style={{ top: 24 }}
      >
        <div className="hl-stack">
          <p className="hl-muted">{t('rights.defaults_hint')}</p>
          <PermissionGroups
            groups={authorisationGroups}
            chosen={chosen}
            mine={can}
            without={neverByDefault}
            onChange={(next) => {
              setChosen(next);
              save.reset();
            }}
          />
          <ErrorNotice error={save.isError ? save.error : null} />
        </div>
      </Modal>
    </>
  );
}
