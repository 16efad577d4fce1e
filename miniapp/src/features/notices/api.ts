import type { Notice } from '../../shared/contract.ts';
import { api } from '../../shared/request.ts';

export interface NoticePage {
  readonly items: readonly Notice[];
  readonly nextCursor: string | null;
}

/** Newest first, a screenful at a time. */
export function fetchNotices(cursor: string | null): Promise<NoticePage> {
  return api<NoticePage>({
    method: 'GET',
    path: '/notices',
    query: { limit: '20', cursor: cursor ?? undefined },
  });
}
