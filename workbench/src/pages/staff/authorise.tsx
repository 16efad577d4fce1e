import { App, Button, Drawer } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import {
  authorisationGroups,
  enterpriseGroups,
  isPermission,
  permissionNames,
} from '../../../../config/permissions.ts';
import { PermissionGroups } from '../../features/organisation/permission-groups.tsx';
import { RoleChoice } from '../../features/organisation/role-choice.tsx';
import { rolesKey, rolesQuery } from '../../features/organisation/roles-api.ts';
import {
  authoriseStaff,
  fetchStaff,
  staffKey,
  type StaffMemberRow,
} from '../../features/organisation/staff-api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';

interface Wish {
  readonly permissions: readonly string[];
  readonly roleIds: readonly string[];
}
const wishOf = (row: StaffMemberRow): Wish => ({
  permissions: row.permissions,
  roleIds: row.roles.map(({ id }) => id),
});

/** Somebody's roles and rights, and where each comes from (rows 214, 243–258). */
export function Authorise(props: { row: StaffMemberRow | null; onClose: () => void }) {
  const { row } = props;
  const t = useText();
  const phone = useIsPhone();
  return (
    <Drawer
      open={row !== null}
      onClose={props.onClose}
      title={t('rights.title', { name: row?.name ?? '' })}
      width={600}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '88%' } : {})}
      styles={{ body: { padding: 0 } }}
      destroyOnHidden
    >
      {row === null ? null : <AuthoriseForm key={row.id} row={row} onClose={props.onClose} />}
    </Drawer>
  );
}

function AuthoriseForm(props: { row: StaffMemberRow; onClose: () => void }) {
  const t = useText();
  const can = useCan();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const roles = useQuery(rolesQuery);
  const [row, setRow] = useState(props.row);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(row.permissions));
  const [roleIds, setRoleIds] = useState<readonly string[]>(wishOf(row).roleIds);
  const show = (latest: StaffMemberRow) => {
    setRow(latest);
    setChosen(new Set(latest.permissions));
    setRoleIds(wishOf(latest).roleIds);
  };
  const save = useVersionedSave<StaffMemberRow, Wish>({
    version: row.version,
    save: (wish, version, key) => authoriseStaff({ id: row.id, version, ...wish }, key),
    reload: () => fetchStaff(row.id),
    onSaved: () => {
      void message.success(t('common.saved'));
      for (const queryKey of [staffKey, rolesKey]) void queries.invalidateQueries({ queryKey });
      props.onClose();
    },
    onTakeTheirs: show,
  });
  useEffect(() => {
    // Roles that were deleted meanwhile are not wished for any more.
    if (roles.data !== undefined)
      setRoleIds((ids) => ids.filter((id) => roles.data.some((role) => role.id === id)));
  }, [roles.data]);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Told above what was ticked, which may be pages further down.
    if (save.conflict !== null) body.current?.scrollTo({ top: 0 });
  }, [save.conflict]);
  const separator = t('common.list_separator');
  const rightsText = (names: readonly string[]) =>
    permissionNames
      .filter((name) => names.includes(name))
      .map((name) => t(permissionLabel(name)))
      .join(separator);
  const rolesText = (ids: readonly string[]) =>
    ids.map((id) => roles.data?.find((role) => role.id === id)?.name ?? '').join(separator);
  const sources = (name: string): string | null => {
    const from = (roles.data ?? [])
      .filter((role) => roleIds.includes(role.id) && role.permissions.includes(name))
      .map((role) => t('rights.from_role', { name: role.name }));
    if (chosen.has(name) && row.entryPermissions.includes(name)) from.unshift(t('rights.from_entry'));
    return from.length === 0 ? null : from.join(separator);
  };
  const byRoles = new Set(
    (roles.data ?? []).filter(({ id }) => roleIds.includes(id)).flatMap(({ permissions }) => permissions),
  );
  const all = new Set([...[...chosen].filter(isPermission), ...byRoles]);
  return (
    <div className="hl-authorise">
      <div className="hl-stack hl-authorise-body" ref={body}>
        {save.conflict === null ? null : (
          <ConflictNotice
            differences={[
              {
                label: t('roles.title'),
                mine: rolesText(roleIds),
                theirs: save.conflict.roles.map(({ name }) => name).join(separator),
              },
              {
                label: t('rights.own'),
                mine: rightsText([...chosen]),
                theirs: rightsText(save.conflict.permissions),
              },
            ]}
            pending={save.pending}
            onOverwrite={() => void save.overwrite()}
            onTakeTheirs={save.takeTheirs}
          />
        )}
        <p className="hl-muted">{t('rights.joined', { count: all.size })}</p>
        <RoleChoice roles={roles.data ?? []} chosen={roleIds} onChange={setRoleIds} />
        <p className="hl-muted">{t('rights.scope')}</p>
        <PermissionGroups
          groups={[...authorisationGroups, ...enterpriseGroups]}
          chosen={chosen}
          mine={can}
          note={sources}
          onChange={setChosen}
        />
        <ErrorNotice error={save.error} />
      </div>
      <div className="hl-row hl-authorise-foot">
        <Button
          type="primary"
          loading={save.pending}
          onClick={() => void save.submit({ permissions: [...chosen].sort(), roleIds })}
        >
          {t('common.save')}
        </Button>
        <Button onClick={props.onClose}>{t('common.cancel')}</Button>
      </div>
    </div>
  );
}
