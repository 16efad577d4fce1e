import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import {
  changeEndpoint,
  endpointsKey,
  redeliverFailed,
  removeEndpoint,
  rotateSecret,
  testEndpoint,
  webhookDeliveriesKey,
  type WebhookEndpointRow,
  type WebhookSecret,
} from '../../features/webhooks/api.ts';
import { endpointWord } from '../../features/webhooks/words.ts';
import { isConflict } from '../../shared/api/errors.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';
import './webhooks.css';

/** One address: how it stands, what it hears of, and what can be done with it. */
export function EndpointCard(props: {
  row: WebhookEndpointRow;
  labels: readonly { readonly type: string; readonly label: string }[];
  onEdit: () => void;
  onSecret: (secret: WebhookSecret) => void;
}) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { moment } = useZone();
  const { row } = props;
  const reload = () => {
    void queries.invalidateQueries({ queryKey: endpointsKey });
    void queries.invalidateQueries({ queryKey: webhookDeliveriesKey });
  };
  const steer = useWrite(
    async (state: 'active' | 'paused', key) => {
      try {
        return await changeEndpoint(row, { state }, key);
      } catch (error) {
        if (isConflict(error)) reload();
        throw error;
      }
    },
    { onDone: reload },
  );
  const rotate = useWrite((id: string, key) => rotateSecret(id, key), {
    onDone: (secret) => {
      reload();
      props.onSecret(secret);
    },
  });
  const remove = useWrite((id: string, key) => removeEndpoint(id, key), {
    onDone: () => {
      void message.success(t('webhooks.removed'));
      reload();
    },
  });
  const test = useWrite((id: string, key) => testEndpoint(id, key), {
    onDone: () => {
      void message.success(t('webhooks.tested'));
      reload();
    },
  });
  const again = useWrite((id: string, key) => redeliverFailed(id, key), {
    onDone: ({ count }) => {
      void message.info(t('webhooks.again_count', { count }));
      reload();
    },
  });
  const word = endpointWord[row.state];
  const nameOf = (type: string) => props.labels.find((one) => one.type === type)?.label ?? type;

  return (
    <li className="hl-webhook">
      <div className="hl-webhook-head">
        <code className="hl-webhook-url">{row.url}</code>
        <Status tone={word.tone}>{t(word.key)}</Status>
      </div>
      {row.description === '' ? null : <p className="hl-muted">{row.description}</p>}
      <p>{row.eventTypes.map(nameOf).join(t('webhooks.separator'))}</p>
      {row.disabledReason === null ? null : (
        <p className="hl-webhook-alarm">{t(`webhooks.disabled.${row.disabledReason}`)}</p>
      )}
      {row.state === 'active' && row.failingSince !== null ? (
        <p className="hl-webhook-alarm">{t('webhooks.failing', { since: moment(row.failingSince) })}</p>
      ) : null}
      {row.previousSecretUntil === null ? null : (
        <p className="hl-muted">{t('webhooks.rotation', { until: moment(row.previousSecretUntil) })}</p>
      )}
      <div className="hl-webhook-actions">
        {row.state === 'active' ? (
          <>
            <Button size="small" loading={test.isPending} onClick={() => test.mutate(row.id)}>
              {t('webhooks.test')}
            </Button>
            <Button
              size="small"
              onClick={() =>
                ask({
                  title: t('webhooks.again_failed_title'),
                  consequence: t('webhooks.again_failed_consequence'),
                  verb: t('webhooks.again_failed'),
                  work: () => again.mutateAsync(row.id),
                })
              }
            >
              {t('webhooks.again_failed')}
            </Button>
            <Button size="small" loading={steer.isPending} onClick={() => steer.mutate('paused')}>
              {t('webhooks.pause')}
            </Button>
          </>
        ) : (
          <Button
            size="small"
            type="primary"
            loading={steer.isPending}
            onClick={() => steer.mutate('active')}
          >
            {t('webhooks.activate')}
          </Button>
        )}
        <Button size="small" onClick={props.onEdit}>
          {t('webhooks.edit')}
        </Button>
        <Button
          size="small"
          onClick={() =>
            ask({
              title: t('webhooks.rotate_title'),
              consequence: t('webhooks.rotate_consequence'),
              verb: t('webhooks.rotate'),
              work: () => rotate.mutateAsync(row.id),
            })
          }
        >
          {t('webhooks.rotate')}
        </Button>
        <Button
          size="small"
          danger
          onClick={() =>
            ask({
              title: t('webhooks.remove_title'),
              consequence: t('webhooks.remove_consequence'),
              verb: t('webhooks.remove'),
              danger: true,
              work: () => remove.mutateAsync(row.id),
            })
          }
        >
          {t('webhooks.remove')}
        </Button>
      </div>
    </li>
  );
}
