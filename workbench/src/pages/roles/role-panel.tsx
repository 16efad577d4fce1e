import { App, Button, Tag } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { dataPageNames, dataPages, isPermission, scopeRights } from '../../../../config/permissions.ts';
import { scopeOf } from '../../features/organisation/data-scopes.tsx';
import { removeRole, rolesKey, type RoleRow } from '../../features/organisation/roles-api.ts';
import { staffKey } from '../../features/organisation/staff-api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { Facts } from '../../shared/ui/facts.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { RoleMembers } from './role-members.tsx';

/** One role: what it gives, who is in it, and what can be done with it. */
export function RolePanel(props: { row: RoleRow; onEdit: () => void; onGone: () => void }) {
  const t = useText();
  const { row } = props;
  const held = new Set(row.permissions);
  const may = row.acts === 'may';
  const scopes = new Set<string>(dataPageNames.flatMap((page) => scopeRights(page)));
  const rights = row.permissions.filter(isPermission).filter((name) => !scopes.has(name));
  const pages = dataPageNames.filter((page) => held.has(dataPages[page].opens));
  return (
    <div className="hl-stack hl-role-detail">
      <Facts
        facts={[
          {
            label: t('roles.rights'),
            value:
              rights.length === 0 ? (
                t('roles.no_rights')
              ) : (
                <span>
                  {rights.map((name) => (
                    <Tag key={name}>{t(permissionLabel(name))}</Tag>
                  ))}
                </span>
              ),
          },
          ...pages.map((page) => ({
            label: t('roles.sees', { page: t(`roles.page.${page}`) }),
            value: t(`roles.scope.${scopeOf(page, held)}`),
          })),
          { label: t('roles.note'), value: row.note || '—' },
        ]}
      />
      {may ? null : <p className="hl-muted">{t('roles.beyond')}</p>}
      <div className="hl-row">
        <Button disabled={!may} onClick={props.onEdit}>
          {t('roles.edit')}
        </Button>
        {row.preset ? null : <RemoveRole row={row} onGone={props.onGone} />}
      </div>
      <RoleMembers row={row} />
    </div>
  );
}

function RemoveRole(props: { row: RoleRow; onGone: () => void }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row } = props;
  const remove = useWrite(removeRole, {
    onDone: () => {
      void message.success(t('departments.remove_done'));
      for (const queryKey of [rolesKey, staffKey]) void queries.invalidateQueries({ queryKey });
      props.onGone();
    },
  });
  const used = row.memberCount > 0;
  return (
    <Button
      danger
      disabled={row.acts !== 'may'}
      onClick={() =>
        ask({
          title: t('departments.remove_title', { name: row.name }),
          consequence: used ? t('roles.remove_used', { count: row.memberCount }) : t('roles.remove_unused'),
          verb: t('roles.remove'),
          danger: true,
          work: () => remove.mutateAsync({ id: row.id, withMembers: used }),
        })
      }
    >
      {t('roles.remove')}
    </Button>
  );
}
