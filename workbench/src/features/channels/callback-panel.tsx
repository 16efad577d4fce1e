import { EyeOutlined } from '@ant-design/icons';
import { Alert, App, Button } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { CopyField } from '../../shared/ui/copy-field.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { channelsKey, fetchCredentials, rotateCallback, type ChannelAccountRow } from './api.ts';
import { callbackPlace } from './console-guide.tsx';

/**
 * The three values that go into the platform's console. Token and key are asked for by a tap and
 * forgotten with the page; a rotation leaves the old pair valid for 24 hours.
 */
export function CallbackPanel(props: { account: ChannelAccountRow; canManage: boolean; revealed?: boolean }) {
  const t = useText();
  const { moment } = useZone();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [revealed, setRevealed] = useState(props.revealed ?? false);
  const { account, canManage } = props;
  const key = [...channelsKey, account.id, 'credentials'];
  const credentials = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetchCredentials(account.id, signal),
    enabled: revealed && canManage,
    gcTime: 0,
  });
  const rotate = useWrite((id: string, idempotencyKey) => rotateCallback(id, idempotencyKey), {
    onDone: (fresh) => {
      queries.setQueryData(key, fresh);
      setRevealed(true);
      void message.success(t('channels.rotated'));
    },
  });
  const shown = revealed ? credentials.data : undefined;
  const until = shown?.previousAcceptedUntil ?? null;

  return (
    <div className="hl-fields">
      <p className="hl-quiet-lead">{t(callbackPlace(account.kind))}</p>
      <CopyField label={t('channels.callback_url')} value={account.callbackUrl} />
      {shown === undefined ? (
        <div className="hl-row">
          <Button
            icon={<EyeOutlined />}
            disabled={!canManage}
            loading={credentials.isFetching}
            onClick={() => setRevealed(true)}
          >
            {t('channels.reveal')}
          </Button>
          {canManage ? null : <span className="hl-muted">{t('channels.reveal_denied')}</span>}
        </div>
      ) : (
        <>
          <CopyField label="Token" value={shown.token} />
          <CopyField label="EncodingAESKey" value={shown.encodingAesKey} />
        </>
      )}
      <ErrorNotice error={credentials.error} />
      {until === null ? null : (
        <Alert type="info" showIcon message={t('channels.rotation_running', { until: moment(until) })} />
      )}
      {canManage ? (
        <div className="hl-row">
          <Button
            loading={rotate.isPending}
            onClick={() =>
              ask({
                title: t('channels.rotate_title'),
                consequence: t('channels.rotate_consequence'),
                verb: t('channels.rotate'),
                work: () => rotate.mutateAsync(account.id),
              })
            }
          >
            {t('channels.rotate')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
