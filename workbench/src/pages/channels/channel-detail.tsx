import { ReloadOutlined } from '@ant-design/icons';
import { App, Button, Skeleton } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';

import {
  actOnChannel,
  channelsKey,
  listChannels,
  type ChannelAccountRow,
} from '../../features/channels/api.ts';
import { CallbackPanel } from '../../features/channels/callback-panel.tsx';
import { idLabel, kindLabel, stateLabel, typeLabel } from '../../features/channels/channel-words.ts';
import { CheckList } from '../../features/channels/check-list.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { EmptyState, ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { ChatsPanel } from './chats-panel.tsx';
import { ChannelSettings } from './channel-settings.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import { ConnectionPanel } from './connection-panel.tsx';
import { SecretPanel } from './secret-panel.tsx';
import './channels.css';

export function ChannelDetail() {
  const t = useText();
  const { id = '' } = useParams();
  const channels = useQuery({ queryKey: channelsKey, queryFn: ({ signal }) => listChannels(signal) });
  const account = channels.data?.find((row) => row.id === id);
  const crumbs = [{ label: t('channels.title'), to: '/channels' }];
  if (account !== undefined) return <Detail account={account} />;
  return (
    <Page title={t('channels.one')} crumbs={crumbs}>
      <Panel>
        {channels.isError ? (
          <ErrorState error={channels.error} onRetry={() => void channels.refetch()} />
        ) : channels.data === undefined ? (
          <Skeleton active paragraph={{ rows: 6 }} />
        ) : (
          <EmptyState title={t('channels.missing')} hint={t('channels.missing_hint')} />
        )}
      </Panel>
    </Page>
  );
}

function Detail(props: { account: ChannelAccountRow }) {
  const t = useText();
  const { moment } = useZone();
  const canManage = useCan()('channels.manage');
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { account } = props;
  const check = useWrite((id: string, key) => actOnChannel(id, 'check', key), {
    onDone: (after) => {
      void queries.invalidateQueries({ queryKey: channelsKey });
      const failed = after.checks.filter((one) => one.state === 'failed').length;
      if (failed === 0) void message.success(t('channels.all_passed'));
      else void message.warning(t('channels.failed_checks', { count: failed }));
    },
  });
  const disconnected = account.state === 'disconnected';
  const time = (iso: string | null) => (iso === null ? t('common.never') : moment(iso));

  return (
    <Page
      title={account.name}
      crumbs={[{ label: t('channels.title'), to: '/channels' }]}
      actions={<Status tone={stateLabel[account.state].tone}>{t(stateLabel[account.state].key)}</Status>}
    >
      <Panel title={t('channels.information')}>
        <Facts
          facts={[
            { label: t('channels.kind'), value: t(kindLabel[account.kind]) },
            { label: t(idLabel(account.kind)), value: <code>{account.appId}</code> },
            ...(account.agentId === null
              ? []
              : [{ label: t('channels.field.agent_id'), value: <code>{account.agentId}</code> }]),
            ...(account.originalId === null
              ? []
              : [{ label: t('channels.field.original_id'), value: <code>{account.originalId}</code> }]),
            ...(account.accountType === null
              ? []
              : [{ label: t('channels.type'), value: t(typeLabel[account.accountType]) }]),
            ...(account.verified === null
              ? []
              : [
                  {
                    label: t('channels.verification'),
                    value: t(account.verified ? 'channels.verified' : 'channels.unverified'),
                  },
                ]),
            { label: t('channels.connected_at'), value: moment(account.connectedAt) },
            { label: t('channels.last_callback_at'), value: time(account.lastCallbackAt) },
          ]}
        />
      </Panel>
      <Panel
        title={t('channels.checks')}
        extra={
          canManage && !disconnected ? (
            <Button
              icon={<ReloadOutlined />}
              loading={check.isPending}
              onClick={() => check.mutate(account.id)}
            >
              {t('channels.check_again')}
            </Button>
          ) : null
        }
      >
        {account.checks.length === 0 ? (
          <p className="hl-muted">{t('channels.not_checked')}</p>
        ) : (
          <CheckList checks={account.checks} />
        )}
        {account.lastCheckedAt === null ? null : (
          <p className="hl-muted hl-checked-at">
            {t('channels.checked_at', { at: moment(account.lastCheckedAt) })}
          </p>
        )}
      </Panel>
      {disconnected ? null : (
        <Panel title={t('channels.callback')}>
          <CallbackPanel account={account} canManage={canManage} />
        </Panel>
      )}
      {disconnected || account.kind === 'mini-program' || account.callbackMode === 'plain' ? null : (
        <ComparisonPanel account={account} canManage={canManage} />
      )}
      {disconnected || account.kind === 'wecom' || account.callbackMode === 'plain' ? null : (
        <ChatsPanel account={account} canManage={canManage} />
      )}
      {canManage && !disconnected ? (
        <>
          <ChannelSettings account={account} />
          <SecretPanel account={account} />
        </>
      ) : null}
      {canManage ? <ConnectionPanel account={account} /> : null}
    </Page>
  );
}
