import { Drawer, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';

import { callbacksKey, fetchCallback } from '../../features/operations/api.ts';
import { CallbackEffects } from '../../features/operations/callback-effects.tsx';
import { callbackWord } from '../../features/operations/callback-words.ts';
import { ReplayButton } from '../../features/operations/replay-button.tsx';
import { useCan } from '../../features/session/session-context.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';

/** While it waits to be worked, what comes of it is looked for. */
const lookEveryMs = 2_000;

/** One callback: what came of it, its masked fields, and the reply that was given. */
export function CallbackDrawer(props: { id: string | null; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const { moment } = useZone();
  const callback = useQuery({
    queryKey: [...callbacksKey, 'one', props.id],
    queryFn: ({ signal }) => fetchCallback(props.id ?? '', signal),
    enabled: props.id !== null,
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? lookEveryMs : false),
  });
  const canManage = useCan()('channels.manage');
  const row = callback.data;
  return (
    <Drawer
      open={props.id !== null}
      onClose={props.onClose}
      title={row?.kindLabel ?? t('callbacks.one')}
      width={560}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '86%' } : {})}
      footer={canManage && row?.canReplay === true ? <ReplayButton id={row.id} /> : null}
    >
      {callback.isError ? (
        <ErrorState error={callback.error} onRetry={() => void callback.refetch()} />
      ) : row === undefined ? (
        <Skeleton active />
      ) : (
        <div className="hl-stack">
          <Status tone={callbackWord[row.state].tone}>{t(callbackWord[row.state].key)}</Status>
          <Facts
            facts={[
              { label: t('callbacks.column.account'), value: row.channelAccountName },
              { label: t('callbacks.column.received'), value: moment(row.receivedAt) },
              { label: t('callbacks.column.kind'), value: row.kind },
              { label: t('callbacks.column.sender'), value: <code>{row.senderMasked}</code> },
            ]}
          />
          <section>
            <h3 className="hl-small-title">{t('callbacks.effects')}</h3>
            <CallbackEffects effects={row.effects} />
          </section>
          <section>
            <h3 className="hl-small-title">{t('callbacks.payload')}</h3>
            <pre className="hl-code">{row.payload}</pre>
          </section>
          <section>
            <h3 className="hl-small-title">{t('callbacks.reply')}</h3>
            {row.reply === null ? (
              <p className="hl-muted">{t('callbacks.no_reply')}</p>
            ) : (
              <pre className="hl-code">{row.reply}</pre>
            )}
          </section>
        </div>
      )}
    </Drawer>
  );
}
