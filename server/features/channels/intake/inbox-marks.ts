import type { Logger } from '../../../kernel/log/logger.ts';
import type { InboxStore } from './inbox-item.ts';

/** Well within the time after which a late reply is sent (`late-replies.ts`). */
const everyMs = 500;
const atOnce = 500;
/** A database that is away must not fill the memory. What is forgotten here counts as not known. */
const mostWaiting = 20_000;

/** Which replies were given in time, written in bulk behind the answers. */
export function createMarks(deps: { store: Pick<InboxStore, 'markGiven'>; log: Logger }) {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const ids = waiting;
    waiting = [];
    while (ids.length > 0) {
      const some = ids.splice(0, atOnce);
      try {
        await deps.store.markGiven(some);
      } catch (error) {
        deps.log.error({ error, count: some.length }, 'which replies were given could not be noted yet');
        waiting = [...some, ...ids, ...waiting].slice(-mostWaiting);
        return;
      }
    }
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = write().then(() => {
        if (waiting.length > 0) schedule();
      });
    }, everyMs);
  }

  return {
    add(inboxId: string): void {
      if (waiting.length >= mostWaiting) return;
      waiting.push(inboxId);
      schedule();
    },
    /** Writes what is left, once. */
    async stop(): Promise<void> {
      clearTimeout(timer);
      await writing;
      clearTimeout(timer);
      await write();
    },
  };
}
