import { useCallback, useEffect, useRef, useState } from 'react';

import { toApiError, type ApiError } from './api-error.ts';

export interface Resource<T> {
  readonly data: T | null;
  readonly error: ApiError | null;
  readonly loading: boolean;
  reload(): Promise<void>;
}

/**
 * Loads something for a page, again whenever `key` changes (the language, the membership). What
 * was there stays on the screen while it is loaded anew. A null key waits.
 */
export function useResource<T>(key: string | null, load: () => Promise<T>): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'>>({ data: null, error: null, loading: true });
  const loader = useRef(load);
  loader.current = load;
  const turn = useRef(0);

  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    setState((before) => ({ ...before, loading: true, error: null }));
    try {
      const data = await loader.current();
      if (mine === turn.current) setState({ data, error: null, loading: false });
    } catch (error) {
      if (mine === turn.current)
        setState((before) => ({ ...before, error: toApiError(error), loading: false }));
    }
  }, []);

  useEffect(() => {
    if (key !== null) void reload();
  }, [key, reload]);
  // An answer that comes after the page is gone is left alone.
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );
  return { ...state, reload };
}
