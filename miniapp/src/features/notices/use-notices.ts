import { useState } from 'react';

import type { Notice } from '../../shared/contract.ts';
import { useLanguage } from '../../shared/i18n.ts';
import { useAction, type Action } from '../../shared/use-action.ts';
import { useResource, type Resource } from '../../shared/use-resource.ts';
import { fetchNotices, type NoticePage } from './api.ts';

export interface Notices {
  readonly first: Resource<NoticePage>;
  readonly items: readonly Notice[];
  readonly more: Action;
  readonly hasMore: boolean;
  loadMore(): void;
}

/** The messages of one membership; pages are added at the end. */
export function useNotices(membershipId: string): Notices {
  const language = useLanguage();
  const [rest, setRest] = useState<readonly NoticePage[]>([]);
  const more = useAction();
  const first = useResource<NoticePage>(`${membershipId} ${language}`, async () => {
    const page = await fetchNotices(null);
    setRest([]);
    return page;
  });
  const pages = first.data === null ? [] : [first.data, ...rest];
  const cursor = pages.at(-1)?.nextCursor ?? null;
  return {
    first,
    items: pages.flatMap((page) => page.items),
    more,
    hasMore: cursor !== null,
    loadMore: () => {
      if (cursor === null) return;
      void more.run(async () => {
        const page = await fetchNotices(cursor);
        setRest((before) => [...before, page]);
      });
    },
  };
}
