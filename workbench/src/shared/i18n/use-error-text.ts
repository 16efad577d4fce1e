import { useCallback } from 'react';

import { ApiError, UnreachableError } from '../api/errors.ts';
import { useText } from './text-context.tsx';

/** What to tell about a failure: the server's words where it gave some, else ours with the next step. */
export function useErrorText(): (error: unknown) => string {
  const t = useText();
  return useCallback(
    (error) => {
      if (error instanceof ApiError) {
        return error.message === '' ? t('common.error.status', { status: error.status }) : error.message;
      }
      if (error instanceof UnreachableError) return t('common.error.unreachable');
      return t('common.error.unreadable');
    },
    [t],
  );
}
