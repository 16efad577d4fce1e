import type { Worker } from 'node:worker_threads';

import type { Keyring, KeyringSeed } from '../secrets.ts';
import { startThread } from '../threads.ts';
import type { Database } from './orm.ts';

export type SqlValue = string | number | null;

/** One statement, run for each row of values. */
export interface BulkWrite {
  readonly sql: string;
  readonly rows: readonly (readonly SqlValue[])[];
  /** The place of the value that is encrypted at rest, where one is. */
  readonly sealedAt?: number;
}

/** What the thread is started with, asked and answers (`sqlite-writer-thread.ts`). */
export interface WriterSettings {
  readonly path: string;
  readonly secrets: KeyringSeed;
}
export interface WriteRequest {
  readonly id: number;
  readonly writes: readonly BulkWrite[];
}
export interface WriteResponse {
  readonly id: number;
  readonly failure: { readonly message: string; readonly code: string } | null;
}

export interface SqliteWriter {
  /**
   * Writes all in one transaction and resolves when it is on disk. Only while the embedded
   * engine's connection is held (`withConnection`), so that two writers never meet.
   * @throws Error with the engine's code; then nothing was written
   */
  commit(writes: readonly BulkWrite[]): Promise<void>;
  close(): Promise<void>;
}

interface Pending {
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * Bulk writes of the embedded engine in a thread of their own, with a connection of its own:
 * encryption at rest, the statements and the wait for the disk hold nobody's answers up. The
 * thread starts with the first write, and anew if it ended.
 */
export function createSqliteWriter(db: Database, keyring: Keyring): SqliteWriter {
  const pending = new Map<number, Pending>();
  let thread: Worker | undefined;
  let count = 0;

  function start(): Worker {
    const settings: WriterSettings = { path: db.orm.config.get('dbName'), secrets: keyring.forThread() };
    const started = startThread(import.meta.url, 'sqlite-writer-thread', settings);
    // The server's own sockets keep the process alive, as long as they are open.
    started.unref();
    started.on('message', ({ id, failure }: WriteResponse) => {
      const waiting = pending.get(id);
      pending.delete(id);
      if (failure === null) waiting?.done();
      else waiting?.failed(Object.assign(new Error(failure.message), { code: failure.code }));
    });
    const ended = (error: Error) => {
      if (thread === started) thread = undefined;
      const lost = [...pending.values()];
      pending.clear();
      for (const { failed } of lost) failed(error);
    };
    started.on('error', ended);
    started.on('exit', (code) => {
      ended(new Error(`The thread that writes ended with ${code}`));
    });
    return started;
  }

  return {
    commit(writes) {
      thread ??= start();
      const asked = thread;
      count += 1;
      const request: WriteRequest = { id: count, writes };
      return new Promise((resolve, reject) => {
        pending.set(request.id, { done: resolve, failed: reject });
        asked.postMessage(request);
      });
    },
    async close() {
      await thread?.terminate();
    },
  };
}
