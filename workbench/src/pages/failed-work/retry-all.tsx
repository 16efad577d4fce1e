import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { failedWorkKey, retryFailedWork, type FailedWorkRow } from '../../features/operations/api.ts';
import { randomKey } from '../../shared/api/write-keys.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';

/** Tries the rows that are shown, one after the other, and tells how many were taken up. */
export function RetryAll(props: { rows: readonly FailedWorkRow[] }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [done, setDone] = useState<number | null>(null);
  const { rows } = props;
  if (rows.length === 0) return null;

  const retryEach = async () => {
    let taken = 0;
    for (const [index, row] of rows.entries()) {
      setDone(index);
      try {
        await retryFailedWork(row, randomKey());
        taken += 1;
      } catch {
        // It stays in the list with its error; the others still get their try.
      }
    }
    setDone(null);
    if (taken === rows.length) void message.success(t('failed.retried_all', { count: taken }));
    else void message.warning(t('failed.retried_some', { count: taken, left: rows.length - taken }));
    await queries.invalidateQueries({ queryKey: failedWorkKey });
  };

  return (
    <Button
      loading={done !== null}
      onClick={() =>
        ask({
          title: t('failed.retry_all_title', { count: rows.length }),
          consequence: t('failed.retry_all_consequence'),
          verb: t('failed.retry_all'),
          work: retryEach,
        })
      }
    >
      {done === null ? t('failed.retry_all') : t('failed.retrying', { done, all: rows.length })}
    </Button>
  );
}
