import { PlusOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { channelsKey, listChannels, type ChannelAccountRow } from '../../features/channels/api.ts';
import {
  connectLabel,
  kindLabel,
  kindPurpose,
  kinds,
  stateLabel,
  typeLabel,
} from '../../features/channels/channel-words.ts';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Page, Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useZone } from '../../shared/use-zone.ts';
import './channels.css';

export function ChannelList() {
  const t = useText();
  const canManage = useCan()('channels.manage');
  const channels = useQuery({ queryKey: channelsKey, queryFn: ({ signal }) => listChannels(signal) });
  return (
    <Page title={t('channels.title')} lead={t('channels.lead')}>
      {channels.isError ? (
        <Panel>
          <ErrorState error={channels.error} onRetry={() => void channels.refetch()} />
        </Panel>
      ) : channels.data === undefined ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 6 }} />
        </Panel>
      ) : (
        kinds.map((kind) => {
          const accounts = channels.data.filter((account) => account.kind === kind);
          return (
            <Panel
              key={kind}
              title={t(kindLabel[kind])}
              extra={
                canManage ? (
                  <Link to={`/channels/connect/${kind}`}>
                    <Button icon={<PlusOutlined />} type={accounts.length === 0 ? 'primary' : 'default'}>
                      {t(connectLabel[kind])}
                    </Button>
                  </Link>
                ) : null
              }
            >
              <p className="hl-channel-purpose">{t(kindPurpose[kind])}</p>
              {accounts.length === 0 ? (
                <p className="hl-channel-none">{t('channels.none')}</p>
              ) : (
                <ul className="hl-channels">
                  {accounts.map((account) => (
                    <li key={account.id}>
                      <AccountLine account={account} />
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
          );
        })
      )}
    </Page>
  );
}

function AccountLine(props: { account: ChannelAccountRow }) {
  const t = useText();
  const { moment } = useZone();
  const { account } = props;
  const failed = account.checks.filter((check) => check.state === 'failed').length;
  const about = [
    account.agentId === null
      ? account.appId
      : `${account.appId} · ${t('channels.field.agent_id')} ${account.agentId}`,
    account.accountType === null ? null : t(typeLabel[account.accountType]),
    account.verified === null ? null : t(account.verified ? 'channels.verified' : 'channels.unverified'),
  ].filter((part) => part !== null);
  return (
    <Link to={`/channels/${account.id}`} className="hl-channel">
      <span className="hl-channel-name">
        <strong>{account.name}</strong>
        <small>{about.join(' · ')}</small>
      </span>
      <span className="hl-channel-state">
        <Status tone={stateLabel[account.state].tone}>
          {failed > 0 && account.state === 'attention'
            ? t('channels.failed_checks', { count: failed })
            : t(stateLabel[account.state].key)}
        </Status>
        <small>
          {account.lastCallbackAt === null
            ? t('channels.no_callback_yet')
            : t('channels.last_callback', { at: moment(account.lastCallbackAt) })}
        </small>
      </span>
      <RightOutlined aria-hidden="true" />
    </Link>
  );
}
