import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Drawer, Skeleton } from 'antd';
import { useState } from 'react';

import { rolesQuery, unheldRightsQuery, type RoleRow } from '../../features/organisation/roles-api.ts';
import { isPermission } from '../../../../config/permissions.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { EditRole } from './edit-role.tsx';
import { RolePanel } from './role-panel.tsx';
import './roles.css';

/** The enterprise's roles (rows 214, 215). */
export function RolesPage() {
  const t = useText();
  const phone = useIsPhone();
  const list = useQuery(rolesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<RoleRow | 'new' | null>(null);
  const rows = list.data ?? [];
  const row = rows.find(({ id }) => id === chosen) ?? (phone ? undefined : rows[0]);
  const detail =
    row === undefined ? null : (
      <RolePanel key={row.id} row={row} onEdit={() => setEditing(row)} onGone={() => setChosen(null)} />
    );
  return (
    <Page
      title={t('roles.title')}
      lead={t('roles.lead')}
      actions={
        <Button type="primary" onClick={() => setEditing('new')}>
          {t('roles.create')}
        </Button>
      }
    >
      <UnheldRights />
      {list.data === undefined ? (
        list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 8 }} />
        )
      ) : (
        <div className="hl-roles">
          <Panel>
            <ul className="hl-role-list" aria-label={t('roles.title')}>
              {rows.map((one) => (
                <li key={one.id}>
                  <button type="button" aria-current={one.id === row?.id} onClick={() => setChosen(one.id)}>
                    <span>{one.name}</span>
                    <small>
                      {one.preset ? `${t('roles.preset')} · ` : ''}
                      {t('departments.people', { count: one.memberCount })}
                    </small>
                  </button>
                </li>
              ))}
            </ul>
          </Panel>
          {phone || row === undefined ? null : <Panel title={row.name}>{detail}</Panel>}
        </div>
      )}
      {phone ? (
        <Drawer
          open={row !== undefined}
          placement="bottom"
          height="88%"
          title={row?.name ?? ''}
          onClose={() => setChosen(null)}
        >
          {detail}
        </Drawer>
      ) : null}
      <EditRole row={editing} onClose={() => setEditing(null)} onDone={setChosen} />
    </Page>
  );
}

/** Rights that an upgrade brought are nobody's, and only who holds one gives it: where to turn to. */
function UnheldRights() {
  const t = useText();
  const unheld = useQuery(unheldRightsQuery);
  const names = (unheld.data ?? []).filter(isPermission).map((name) => t(permissionLabel(name)));
  if (names.length === 0) return null;
  return (
    <Alert
      type="info"
      showIcon
      closable
      style={{ marginBottom: 16 }}
      message={t('roles.unheld', { names: names.join(t('common.list_separator')) })}
      description={t('roles.unheld_hint')}
    />
  );
}
