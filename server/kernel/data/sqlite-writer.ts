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
  /** A row of another statement beside each row, or null: left out where that row changed nothing (`on conflict do nothing`). */
  readonly beside?: { readonly sql: string; readonly rows: readonly (readonly SqlValue[] | null)[] };
}

/** What the thread is started with, asked and answers (`sqlite-writer-thread.ts`). */
export interface WriterSettings {
  readonly path: string;
  readonly secrets: KeyringSeed;
}
export interface WriteRequest {
  readonly write: BulkWrite;
}
export interface WriteResponse {
  /** The places of the rows that changed nothing. */
  readonly refused: readonly number[];
  readonly failure: { readonly message: string; readonly code: string } | null;
}

export interface SqliteWriter {
  /**
   * Writes all in one transaction and resolves when it is on disk. Only while the embedded
   * engine's connection is held (`withConnection`), so that two writers never meet.
   * @returns the places of the rows that changed nothing
   * @throws Error with the engine's code; then nothing was written
   */
  commit(write: BulkWrite): Promise<readonly number[]>;
  close(): Promise<void>;
}

interface Pending {
  readonly done: (refused: readonly number[]) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** In the order in which they were asked, which is the order of the answers. */
  readonly pending: Pending[];
}

/**
 * Bulk writes of the embedded engine in a thread of their own, with a connection of its own:
 * encryption at rest, the statements and the wait for the disk hold nobody's answers up. The
 * thread starts with the first write, and anew if it ended.
 */
export function createSqliteWriter(db: Database, keyring: Keyring): SqliteWriter {
  let thread: Thread | undefined;

  function start(): Thread {
    const settings: WriterSettings = { path: db.orm.config.get('dbName'), secrets: keyring.forThread() };
    const started: Thread = {
      worker: startThread(import.meta.url, 'sqlite-writer-thread', settings),
      pending: [],
    };
    const { worker, pending } = started;
    // The server's own sockets keep the process alive, as long as they are open.
    worker.unref();
    worker.on('message', ({ refused, failure }: WriteResponse) => {
      const waiting = pending.shift();
      if (failure === null) waiting?.done(refused);
      else waiting?.failed(Object.assign(new Error(failure.message), { code: failure.code }));
    });
    const ended = (error: Error) => {
      if (thread === started) thread = undefined;
      for (const { failed } of pending.splice(0)) failed(error);
    };
    worker.on('error', ended);
    worker.on('exit', (code) => {
      ended(new Error(`The thread that writes ended with ${code}`));
    });
    return started;
  }

  return {
    commit(write) {
      const { worker, pending } = (thread ??= start());
      return new Promise((resolve, reject) => {
        pending.push({ done: resolve, failed: reject });
        const request: WriteRequest = { write };
        worker.postMessage(request);
      });
    },
    async close() {
      await thread?.worker.terminate();
    },
  };
}
