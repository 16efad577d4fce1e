import {
  channelAccountsKey,
  listChannelAccounts,
  type StaffChannelAccountRow,
} from '../../features/chats/channel-accounts-api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { DataTable, type Column } from '../../shared/ui/data-table.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';

const states = {
  usable: { tone: 'good', key: 'channel_accounts.state.usable' },
  disabled: { tone: 'off', key: 'channel_accounts.state.disabled' },
  left: { tone: 'off', key: 'channel_accounts.state.left' },
} as const;

/** Who staff are at WeCom: those in sight, by one's data rights. */
export function ChannelAccountsPage() {
  const t = useText();
  const { moment } = useZone();
  const columns: readonly Column<StaffChannelAccountRow>[] = [
    {
      key: 'name',
      title: t('channel_accounts.column.name'),
      card: 'title',
      render: (row) => (
        <>
          {row.name}
          {row.nickname === '' ? null : <small className="hl-cell-note">{row.nickname}</small>}
        </>
      ),
      text: (row) => (row.nickname === '' ? row.name : `${row.name} (${row.nickname})`),
    },
    {
      key: 'staffAccount',
      title: t('channel_accounts.column.staff_account'),
      render: (row) => row.staffAccount,
      text: (row) => row.staffAccount,
    },
    {
      key: 'department',
      title: t('departments.title'),
      render: (row) => row.department.name,
      text: (row) => row.department.name,
    },
    {
      key: 'channel',
      title: t('channel_accounts.column.channel'),
      render: (row) => row.channelName ?? t('channel_accounts.no_channel'),
      text: (row) => row.channelName ?? t('channel_accounts.no_channel'),
    },
    {
      key: 'channelId',
      title: t('channel_accounts.column.channel_id'),
      render: (row) => <code>{row.channelId}</code>,
      text: (row) => row.channelId,
    },
    {
      key: 'state',
      title: t('staff.column.state'),
      card: 'state',
      render: (row) => <Status tone={states[row.state].tone}>{t(states[row.state].key)}</Status>,
      text: (row) => t(states[row.state].key),
    },
    {
      key: 'createdAt',
      title: t('staff.column.created_at'),
      render: (row) => moment(row.createdAt),
      text: (row) => moment(row.createdAt),
      compare: (left, right) => left.createdAt.localeCompare(right.createdAt),
    },
    {
      key: 'lastSignInAt',
      title: t('channel_accounts.column.last_sign_in'),
      render: (row) => (row.lastSignInAt === null ? t('common.never') : moment(row.lastSignInAt)),
      text: (row) => (row.lastSignInAt === null ? t('common.never') : moment(row.lastSignInAt)),
      compare: (left, right) => (left.lastSignInAt ?? '').localeCompare(right.lastSignInAt ?? ''),
    },
  ];

  return (
    <Page title={t('channel_accounts.title')} lead={t('channel_accounts.lead')}>
      <DataTable
        name={t('channel_accounts.title')}
        queryKey={channelAccountsKey}
        fetchPage={({ cursor, search, signal }) => listChannelAccounts({ cursor, search, limit: 50 }, signal)}
        columns={columns}
        searchPlaceholder={t('channel_accounts.search')}
        empty={{ title: t('channel_accounts.empty'), hint: t('channel_accounts.empty_hint') }}
      />
    </Page>
  );
}
