import { useQueryClient } from '@tanstack/react-query';

import { useWrite } from '../../shared/api/use-write.ts';
import { meKey, signOut } from './api.ts';

/** Leaves, here or everywhere; ends at the sign-in page. */
export function useSignOut(how: () => Promise<unknown> = signOut) {
  const queries = useQueryClient();
  return useWrite(() => how(), {
    onDone: () => {
      queries.removeQueries({ queryKey: meKey });
      // A whole new page: nothing of this session stays in memory.
      window.location.assign('/workbench/sign-in');
    },
  });
}
