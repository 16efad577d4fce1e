import { Button, Drawer, Skeleton } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { getPush, pushesKey, retryPush } from '../../features/packages/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { Changes } from './changes.tsx';

const tones = { queued: 'wait', applied: 'good', no_change: 'off', failed: 'bad' } as const;

/** What became of a push at each downstream; the failed ones are tried again from here. */
export function ResultDrawer(props: { id: string; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const push = useQuery({
    queryKey: [...pushesKey, props.id],
    queryFn: ({ signal }) => getPush(props.id, signal),
    refetchInterval: (query) => ((query.state.data?.counts.queued ?? 0) > 0 ? 1_500 : false),
  });
  const retry = useWrite((id: string, key) => retryPush(id, key), {
    onDone: () => void queries.invalidateQueries({ queryKey: pushesKey }),
  });
  const row = push.data;
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={`${t('packages.history')} · ${row?.packageName ?? ''}`}
      width={600}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '90%' } : {})}
      footer={
        row === undefined || row.counts.failed === 0 ? null : (
          <Button type="primary" loading={retry.isPending} onClick={() => retry.mutate(row.id)}>
            {t('packages.retry')}
          </Button>
        )
      }
    >
      {push.isError ? (
        <ErrorState error={push.error} onRetry={() => void push.refetch()} />
      ) : row === undefined ? (
        <Skeleton active />
      ) : (
        <div className="hl-stack">
          {row.targets.map((target) => (
            <section key={target.connectionId}>
              <strong>{target.name}</strong>{' '}
              <Status tone={tones[target.state]}>{t(`packages.state.${target.state}`)}</Status>
              {target.reason === null ? null : <p>{target.reason}</p>}
              <Changes changes={target.changes} />
            </section>
          ))}
        </div>
      )}
    </Drawer>
  );
}
