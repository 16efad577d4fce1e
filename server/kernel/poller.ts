/** Looks at something again and again, one look after the other. */
export interface Poller {
  /** One look now, after the one under way; rejects where it fails. */
  readonly look: () => Promise<void>;
  /** Looks every so often from now on; a failure is told and tried again. */
  readonly start: () => void;
  /** No more looks; waits for the one under way. */
  readonly stop: () => Promise<void>;
}

/** So that an older look never overwrites a newer: keeps what is in memory fresh from the database. */
export function createPoller(options: {
  readonly look: () => Promise<void>;
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}): Poller {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  function look(): Promise<void> {
    const next = running.then(options.look);
    running = next.catch(() => undefined);
    return next;
  }

  return {
    look,
    start() {
      timer ??= setInterval(() => {
        look().catch(options.onError);
      }, options.everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
