import { queryOptions } from '@tanstack/react-query';

import { listRequests, requestsKey } from './api.ts';

const shownAtMost = 99;

/** The wrong-phone requests that nobody has answered: the newest ones, and how many as a short label. */
export const openRequestsQuery = queryOptions({
  queryKey: [...requestsKey, 'open'],
  queryFn: async ({ signal }) => {
    const page = await listRequests({ state: 'pending', limit: shownAtMost }, signal);
    const label = page.nextCursor === null ? String(page.items.length) : `${shownAtMost}+`;
    return { newest: page.items, label };
  },
  refetchInterval: 60_000,
});
