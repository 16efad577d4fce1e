import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { cancellationsKey, confirmCancellation, type CancellationRow } from './api.ts';

/** «I have looked through my own notes and files»: once, by name. */
export function ConfirmHandled(props: { row: CancellationRow; onDone: (row: CancellationRow) => void }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const confirm = useWrite((id: string, key) => confirmCancellation(id, key), {
    onDone: (row) => {
      void message.success(t('leaving.confirmed'));
      void queries.invalidateQueries({ queryKey: cancellationsKey });
      props.onDone(row);
    },
  });
  return (
    <Button
      type="primary"
      loading={confirm.isPending}
      onClick={() =>
        ask({
          title: t('leaving.confirm_title', { pseudonym: props.row.pseudonym }),
          consequence: t('leaving.confirm_consequence'),
          verb: t('leaving.confirm'),
          work: () => confirm.mutateAsync(props.row.id),
        })
      }
    >
      {t('leaving.confirm')}
    </Button>
  );
}
