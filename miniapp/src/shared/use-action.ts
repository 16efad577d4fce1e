import { useCallback, useRef, useState } from 'react';

import { toApiError, type ApiError } from './api-error.ts';

export interface Action {
  readonly busy: boolean;
  readonly error: ApiError | null;
  /** Runs one act at a time; a second tap while one is running does nothing. */
  run(act: () => Promise<void>): Promise<void>;
  clear(): void;
}

/** An act behind a button: whether it is under way, and why it failed. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const running = useRef(false);
  const run = useCallback(async (act: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (reason) {
      setError(toApiError(reason));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, run, clear };
}
