import { App, Button, Drawer, Skeleton } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';

import { fetchWebhookDelivery, redeliver, webhookDeliveriesKey } from '../../features/webhooks/api.ts';
import { deliveryWord } from '../../features/webhooks/words.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { ErrorState } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useZone } from '../../shared/use-zone.ts';

const lookEveryMs = 2_000;

/** One delivery: its body, each try with what the receiver answered, and to send it again. */
export function DeliveryDrawer(props: { id: string | null; onClose: () => void }) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { moment } = useZone();
  const delivery = useQuery({
    queryKey: [...webhookDeliveriesKey, 'one', props.id],
    queryFn: ({ signal }) => fetchWebhookDelivery(props.id ?? '', signal),
    enabled: props.id !== null,
    refetchInterval: (query) => (query.state.data?.state === 'waiting' ? lookEveryMs : false),
  });
  const again = useWrite((id: string, key) => redeliver(id, key), {
    onDone: () => {
      void message.success(t('webhooks.again_done'));
      void queries.invalidateQueries({ queryKey: webhookDeliveriesKey });
    },
  });
  const row = delivery.data;
  return (
    <Drawer
      open={props.id !== null}
      onClose={props.onClose}
      title={row?.typeLabel ?? t('webhooks.column.event')}
      width={560}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '86%' } : {})}
      footer={
        row === undefined || row.state === 'waiting' || row.endpointUrl === '' ? null : (
          <Button type="primary" loading={again.isPending} onClick={() => again.mutate(row.id)}>
            {t('webhooks.again')}
          </Button>
        )
      }
    >
      {delivery.isError ? (
        <ErrorState error={delivery.error} onRetry={() => void delivery.refetch()} />
      ) : row === undefined ? (
        <Skeleton active />
      ) : (
        <div className="hl-stack">
          <Status tone={deliveryWord[row.state].tone}>{t(deliveryWord[row.state].key)}</Status>
          <Facts
            facts={[
              { label: t('webhooks.column.event'), value: row.type },
              {
                label: t('webhooks.column.endpoint'),
                value: row.endpointUrl === '' ? t('webhooks.delivery.removed') : row.endpointUrl,
              },
              { label: t('webhooks.message_id'), value: <code>{row.messageId}</code> },
              { label: t('webhooks.column.time'), value: moment(row.createdAt) },
            ]}
          />
          <section>
            <h3 className="hl-small-title">{t('webhooks.tries')}</h3>
            {row.tries.length === 0 ? (
              <p className="hl-muted">{t('webhooks.no_tries')}</p>
            ) : (
              <ul className="hl-webhook-tries">
                {row.tries.map((one) => (
                  <li key={one.at}>
                    <Status tone={one.error === null ? 'good' : 'bad'}>
                      {one.error ?? String(one.status ?? '')}
                    </Status>{' '}
                    <span className="hl-muted">
                      {moment(one.at)} · {t('webhooks.try', { ms: one.ms })}
                    </span>
                    {one.answer === '' ? null : <pre className="hl-code">{one.answer}</pre>}
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section>
            <h3 className="hl-small-title">{t('webhooks.body')}</h3>
            <pre className="hl-code">{row.body}</pre>
          </section>
        </div>
      )}
    </Drawer>
  );
}
