import { Alert, Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { failedWorkKey, listFailedWork } from '../../features/operations/api.ts';
import { useText } from '../../shared/i18n/text-context.tsx';

const shownAtMost = 99;

/** Stands on top only when work was given up; a quiet system says nothing. */
export function FailedWorkNote() {
  const t = useText();
  const failed = useQuery({
    queryKey: [...failedWorkKey, 'count'],
    queryFn: async ({ signal }) => {
      const page = await listFailedWork({ limit: shownAtMost }, signal);
      return { count: page.items.length, more: page.nextCursor !== null };
    },
  });
  if (failed.data === undefined || failed.data.count === 0) return null;
  const count = failed.data.more ? `${failed.data.count}+` : String(failed.data.count);
  return (
    <Alert
      type="error"
      showIcon
      message={t('overview.failed_work', { count })}
      action={
        <Link to="/failed-work">
          <Button size="small">{t('overview.see')}</Button>
        </Link>
      }
    />
  );
}
