import { App, Button, Drawer, Form, Input } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import {
  authorisationGroups,
  dataPageNames,
  enterpriseGroups,
  scopeRights,
} from '../../../../config/permissions.ts';
import { DataScopes } from '../../features/organisation/data-scopes.tsx';
import { PermissionGroups } from '../../features/organisation/permission-groups.tsx';
import { changeRole, createRole, rolesKey, type RoleRow } from '../../features/organisation/roles-api.ts';
import { staffKey } from '../../features/organisation/staff-api.ts';
import { meKey } from '../../features/session/api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';

/** A role's rights that its pages' data settings are made of: chosen there, and not as boxes. */
const asScopes = dataPageNames.flatMap((page) => scopeRights(page));

/** A new role, or another name, note and rights for one. */
export function EditRole(props: {
  row: RoleRow | 'new' | null;
  onClose: () => void;
  onDone: (id: string) => void;
}) {
  const t = useText();
  const can = useCan();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row } = props;
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const save = useWrite(
    (wish: { name: string; note: string; permissions: string[] }, key: string) =>
      row === 'new' || row === null
        ? createRole(wish, key)
        : changeRole({ id: row.id, version: row.version, patch: wish }, key),
    {
      failure: 'inline',
      onDone: (done) => {
        void message.success(t('common.saved'));
        for (const queryKey of [rolesKey, staffKey, meKey]) void queries.invalidateQueries({ queryKey });
        props.onDone(done.id);
        props.onClose();
      },
    },
  );
  const { reset } = save;
  useEffect(() => {
    const shown = row === 'new' || row === null ? null : row;
    setName(shown?.name ?? '');
    setNote(shown?.note ?? '');
    setChosen(new Set(shown?.permissions ?? []));
    setTried(false);
    reset();
    // Only when it opens: a list that is read again changes nothing that was ticked.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [row]);
  const submit = () => {
    setTried(true);
    if (name.trim() !== '' && !save.isPending)
      save.mutate({ name: name.trim(), note: note.trim(), permissions: [...chosen].sort() });
  };
  return (
    <Drawer
      open={row !== null}
      onClose={props.onClose}
      title={row === 'new' || row === null ? t('roles.create') : t('roles.edit_title', { name: row.name })}
      width={600}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '88%' } : {})}
      footer={
        <div className="hl-row">
          <Button type="primary" loading={save.isPending} onClick={submit}>
            {t('common.save')}
          </Button>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
        </div>
      }
    >
      <Form layout="vertical" onFinish={submit}>
        <Form.Item
          label={t('roles.name')}
          htmlFor="role-name"
          required
          {...(tried && name.trim() === ''
            ? { validateStatus: 'error' as const, help: t('departments.required') }
            : {})}
        >
          <Input
            id="role-name"
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={t('roles.note')} htmlFor="role-note">
          <Input
            id="role-note"
            value={note}
            maxLength={200}
            onChange={(event) => setNote(event.target.value)}
          />
        </Form.Item>
      </Form>
      <div className="hl-stack">
        <p className="hl-muted">{t('rights.scope')}</p>
        <DataScopes
          chosen={chosen}
          mine={can}
          disabled={false}
          onChange={(next) => {
            setChosen(next);
            save.reset();
          }}
        />
        <PermissionGroups
          groups={[...authorisationGroups, ...enterpriseGroups]}
          chosen={chosen}
          mine={can}
          without={asScopes}
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
