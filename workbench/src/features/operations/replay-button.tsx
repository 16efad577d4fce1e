import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { callbacksKey, replayCallback } from './api.ts';

/** Works a callback again; asks first, for it may be old. */
export function ReplayButton(props: { id: string }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const replay = useWrite((id: string, key) => replayCallback(id, key), {
    onDone: () => {
      void message.success(t('callbacks.replayed'));
      void queries.invalidateQueries({ queryKey: callbacksKey });
    },
  });
  return (
    <Button
      type="primary"
      loading={replay.isPending}
      onClick={() =>
        ask({
          title: t('callbacks.replay_title'),
          consequence: t('callbacks.replay_consequence'),
          verb: t('callbacks.replay'),
          work: () => replay.mutateAsync(props.id),
        })
      }
    >
      {t('callbacks.replay')}
    </Button>
  );
}
