import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import {
  channelsKey,
  listChannels,
  type ChannelAccountRow,
  type ChannelKind,
} from '../../features/channels/api.ts';
import { guidesKey, listGuides, listMappings, mappingsKey } from '../../features/messaging/api.ts';
import { useCan } from '../../features/session/session-context.tsx';
import type { TextKey } from '../../locales/zh-CN/index.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';

interface Step {
  readonly label: TextKey;
  readonly state: 'done' | 'attention' | 'todo';
  readonly to: string;
}

/** The five things that make the first follower arrive safely, in their order. */
export function SetUpProgress() {
  const t = useText();
  const can = useCan();
  const messaging = can('messaging.manage');
  const channels = useQuery({ queryKey: channelsKey, queryFn: ({ signal }) => listChannels(signal) });
  const guides = useQuery({
    queryKey: guidesKey,
    queryFn: ({ signal }) => listGuides(signal),
    enabled: messaging,
  });
  const mappings = useQuery({
    queryKey: mappingsKey,
    queryFn: ({ signal }) => listMappings(signal),
    enabled: messaging,
  });

  const broken = [channels, guides, mappings].find((query) => query.isError);
  if (broken !== undefined) {
    return (
      <Panel title={t('overview.set_up')}>
        <ErrorState error={broken.error} onRetry={() => void broken.refetch()} />
      </Panel>
    );
  }
  if (
    channels.data === undefined ||
    (messaging && (guides.data === undefined || mappings.data === undefined))
  ) {
    return (
      <Panel title={t('overview.set_up')}>
        <Skeleton active title={false} paragraph={{ rows: 2 }} />
      </Panel>
    );
  }

  const steps: Step[] = [
    channelStep('overview.step.service_account', 'official-account', channels.data),
    channelStep('overview.step.mini_program', 'mini-program', channels.data),
    channelStep('overview.step.wecom', 'wecom', channels.data),
  ];
  if (guides.data !== undefined && mappings.data !== undefined) {
    steps.push(
      {
        label: 'overview.step.guide',
        state: guides.data.some((guide) => guide.enabled) ? 'done' : 'todo',
        to: '/follow-guides',
      },
      {
        label: 'overview.step.template',
        state: mappings.data.some((mapping) => mapping.enabled) ? 'done' : 'todo',
        to: '/template-messages',
      },
    );
  }
  const done = steps.filter((step) => step.state === 'done').length;
  return (
    <Panel
      title={t('overview.set_up')}
      extra={
        <span className="hl-steps-count">{t('overview.set_up_count', { done, all: steps.length })}</span>
      }
    >
      <ol className="hl-steps">
        {steps.map((step) => (
          <li key={step.label}>
            <Link to={step.to} className={`hl-step hl-step-${step.state}`}>
              <strong>{t(step.label)}</strong>
              <Status tone={step.state === 'done' ? 'good' : step.state === 'attention' ? 'warn' : 'off'}>
                {t(`overview.state.${step.state}`)}
              </Status>
            </Link>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function channelStep(label: TextKey, kind: ChannelKind, accounts: readonly ChannelAccountRow[]): Step {
  const mine = accounts.filter((account) => account.kind === kind && account.state !== 'disconnected');
  const troubled = mine.find((account) => account.state === 'attention');
  if (troubled !== undefined) return { label, state: 'attention', to: `/channels/${troubled.id}` };
  const first = mine[0];
  return first === undefined
    ? { label, state: 'todo', to: `/channels/connect/${kind}` }
    : { label, state: 'done', to: `/channels/${first.id}` };
}
