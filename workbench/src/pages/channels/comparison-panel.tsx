import { App, Button, Skeleton } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import type { ChannelAccountRow } from '../../features/channels/api.ts';
import {
  compareFollowers,
  confirmComparison,
  comparisonsKey,
  comparisonWord,
  isOpen,
  latestComparisons,
  type ComparisonRow,
} from '../../features/channels/comparisons.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';

const lookEveryMs = 2_000;

/** What callbacks missed: the last comparisons of followers, or of WeCom's members, and another one now. */
export function ComparisonPanel(props: { account: ChannelAccountRow; canManage: boolean }) {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { account } = props;
  const ofMembers = account.kind === 'wecom';
  const runs = useQuery({
    queryKey: [...comparisonsKey, account.id],
    queryFn: ({ signal }) => latestComparisons(account.id, signal),
    refetchInterval: (query) => (query.state.data?.some(isOpen) === true ? lookEveryMs : false),
  });
  const begun = {
    onDone: () => {
      void message.success(t('comparisons.started'));
      void queries.invalidateQueries({ queryKey: comparisonsKey });
    },
  };
  const compare = useWrite((id: string, key) => compareFollowers(id, key), begun);
  const confirm = useWrite((run: ComparisonRow, key) => confirmComparison(run, key), begun);
  const ask = useConfirm();
  const askToConfirm = (run: ComparisonRow) => {
    ask({
      title: t('comparisons.confirm'),
      consequence: t(ofMembers ? 'comparisons.confirm.members' : 'comparisons.confirm.followers', {
        heldBack: run.heldBack,
      }),
      verb: t('comparisons.confirm'),
      danger: true,
      work: () => confirm.mutateAsync(run),
    });
  };
  return (
    <Panel
      title={t(ofMembers ? 'comparisons.members.title' : 'comparisons.title')}
      extra={
        props.canManage ? (
          <Button
            loading={compare.isPending}
            disabled={runs.data?.some(isOpen) === true}
            onClick={() => compare.mutate(account.id)}
          >
            {t('comparisons.now')}
          </Button>
        ) : null
      }
    >
      <p className="hl-muted hl-panel-text">
        {t(ofMembers ? 'comparisons.members.lead' : 'comparisons.lead')}
      </p>
      {runs.isError ? (
        <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.data === undefined ? (
        <Skeleton active />
      ) : runs.data.length === 0 ? (
        <p className="hl-muted">{t('comparisons.none')}</p>
      ) : (
        <ul className="hl-comparisons">
          {runs.data.map((run) => (
            <Comparison
              key={run.id}
              run={run}
              {...(props.canManage && run.canConfirm ? { onConfirm: () => askToConfirm(run) } : {})}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Comparison(props: { run: ComparisonRow; onConfirm?: () => void }) {
  const t = useText();
  const { moment } = useZone();
  const { run } = props;
  const word = comparisonWord[run.state];
  const { listed, known, follows, unfollows, returned, left } = run;
  const ofMembers = run.subject === 'members';
  return (
    <li>
      <div className="hl-comparison-head">
        <time dateTime={run.createdAt}>{moment(run.createdAt)}</time>
        <span className="hl-muted">
          {t(run.startedBy === 'staff' ? 'comparisons.by_staff' : 'comparisons.by_schedule')}
        </span>
        <Status tone={word.tone}>{t(word.key)}</Status>
      </div>
      <p>
        {t(ofMembers ? 'comparisons.members.figures' : 'comparisons.figures', { listed, known })}{' '}
        {follows + unfollows + returned + left === 0
          ? run.state === 'done'
            ? t('comparisons.nothing_missed')
            : null
          : ofMembers
            ? t('comparisons.members.missed', { left, returned })
            : t('comparisons.missed', { follows, unfollows })}
      </p>
      {run.message === null ? null : (
        <p>
          {run.message} <span className="hl-muted">{run.remedy}</span>
        </p>
      )}
      {props.onConfirm === undefined ? null : (
        <Button size="small" danger onClick={props.onConfirm}>
          {t('comparisons.confirm')}
        </Button>
      )}
    </li>
  );
}
