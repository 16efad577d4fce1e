/** One wait of many. */
export interface Wait {
  /** It is over: nothing is told of it any more. */
  end(): void;
}

export interface Deadlines {
  /** `onLate` is called once, unless the wait is ended before. */
  begin(onLate: () => void): Wait;
}

/** Waits of one length, however many, with a single timer: a timer for each would cost more than the waits. */
export function createDeadlines(ms: number): Deadlines {
  /** In the order in which they began, which is the order in which they end. */
  const open = new Set<{ readonly until: number; readonly onLate: () => void }>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer = undefined;
    const now = performance.now();
    for (const wait of open) {
      if (wait.until > now) {
        timer = setTimeout(look, Math.ceil(wait.until - now));
        return;
      }
      open.delete(wait);
      wait.onLate();
    }
  }

  return {
    begin(onLate) {
      const wait = { until: performance.now() + ms, onLate };
      open.add(wait);
      timer ??= setTimeout(look, ms);
      return {
        end: () => {
          open.delete(wait);
        },
      };
    },
  };
}
