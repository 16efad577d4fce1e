import { App } from 'antd';
import { useState } from 'react';

import { accountWord, bindingWord } from '../../features/accounts/account-words.ts';
import {
  accountStateSchema,
  bindingStateSchema,
  exportUsers,
  listUsers,
  usersKey,
  type InterconnectUserRow,
} from '../../features/accounts/api.ts';
import { UserActions } from '../../features/accounts/user-actions.tsx';
import { canInvite, InviteUsers } from '../../features/connections/invite-users.tsx';
import { InvitationLog } from '../../features/connections/invitation-log.tsx';
import { UserDrawer } from '../../features/accounts/user-drawer.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { permissionLabel } from '../../shared/permission-label.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { ExportModal } from '../../shared/ui/export-modal.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

/** The people of the downstream who have an account here. */
export function InterconnectUsersPage() {
  const t = useText();
  const { moment } = useZone();
  const can = useCan();
  const { message } = App.useApp();
  const canManage = can('accounts.manage');
  /** What the person asked to export, while he says what for. */
  const [asked, setAsked] = useState<Readonly<Record<string, string | undefined>> | null>(null);
  const [open, setOpen] = useState<InterconnectUserRow | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);

  const columns: readonly Column<InterconnectUserRow>[] = [
    {
      key: 'name',
      title: t('users.column.name'),
      card: 'title',
      render: (user) => (
        <>
          <strong>{user.name}</strong>
          <small className="hl-cell-note">{user.downstreamName}</small>
        </>
      ),
    },
    {
      key: 'phone',
      title: t('users.column.phone'),
      render: (user) => <span className="hl-number">{user.phoneMasked}</span>,
    },
    {
      key: 'roles',
      title: t('users.column.roles'),
      render: (user) => user.roles.map((role) => role.label).join(t('common.list_separator')) || '—',
    },
    {
      key: 'account',
      title: t('users.column.account'),
      card: 'state',
      render: (user) => (
        <Status tone={accountWord[user.accountState].tone}>{t(accountWord[user.accountState].key)}</Status>
      ),
    },
    {
      key: 'binding',
      title: t('users.column.binding'),
      render: (user) => (
        <Status tone={bindingWord[user.bindingState].tone}>{t(bindingWord[user.bindingState].key)}</Status>
      ),
    },
    {
      key: 'salesperson',
      title: t('users.column.salesperson'),
      card: 'hidden',
      render: (user) => user.salespersonName ?? '—',
    },
    {
      key: 'lastSeen',
      title: t('users.column.last_seen'),
      render: (user) => (user.lastSeenAt === null ? '—' : moment(user.lastSeenAt)),
      compare: (left, right) => (left.lastSeenAt ?? '').localeCompare(right.lastSeenAt ?? ''),
    },
  ];

  return (
    <Page title={t('users.title')} lead={t('users.lead')}>
      <DataTable
        name={t('users.title')}
        queryKey={usersKey}
        fetchPage={({ cursor, search, filters, signal }) =>
          listUsers(
            {
              cursor,
              search,
              bindingState: filters['bindingState'],
              accountState: filters['accountState'],
              limit: 50,
            },
            signal,
          )
        }
        columns={columns}
        searchPlaceholder={t('users.search')}
        filters={[
          {
            key: 'accountState',
            label: t('users.column.account'),
            options: accountStateSchema.options.map((value) => ({ value, label: t(accountWord[value].key) })),
          },
          {
            key: 'bindingState',
            label: t('users.column.binding'),
            options: bindingStateSchema.options.map((value) => ({ value, label: t(bindingWord[value].key) })),
          },
        ]}
        onOpen={setOpen}
        exportRefusal={
          can('accounts.export')
            ? undefined
            : t('records.export_refused', { permission: t(permissionLabel('accounts.export')) })
        }
        onExport={({ search, filters }) => {
          setAsked({ ...filters, search });
          return Promise.resolve();
        }}
        toolbar={
          <>
            <InvitationLog />
            {canManage && chosen.length > 0 ? (
              <InviteUsers userIds={chosen} onDone={() => setChosen([])} />
            ) : null}
          </>
        }
        {...(canManage
          ? {
              choice: {
                chosen,
                onChange: setChosen,
                canChoose: canInvite,
                label: (user: InterconnectUserRow) => t('invite.select', { name: user.name }),
              },
            }
          : {})}
        {...(canManage
          ? { actions: (user: InterconnectUserRow) => <UserActions user={user} size="small" /> }
          : {})}
        empty={{ title: t('users.empty'), hint: t('users.empty_hint') }}
      />
      <ExportModal
        open={asked !== null}
        title={t('export.users')}
        consequence={t('export.users_consequence')}
        fileName={t('users.title')}
        work={(reason) => exportUsers({ ...asked, reason })}
        onDone={() => {
          setAsked(null);
          void message.success(t('export.users_done'));
        }}
        onClose={() => setAsked(null)}
      />
      <UserDrawer user={open} canManage={canManage} onClose={() => setOpen(null)} onChanged={setOpen} />
    </Page>
  );
}
