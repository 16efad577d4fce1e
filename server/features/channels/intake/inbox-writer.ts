import type { FollowerState } from '../../../../bot/core/reply.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Logger } from '../../../kernel/log/logger.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
import { createMarks } from './inbox-marks.ts';
import { packContent, unpackContent } from './inbox-content.ts';
import { kindOf, type InboxItem, type InboxResult, type NewInboxRow, type StoredRow } from './inbox-item.ts';
import { createMysqlStore } from './inbox-store.mysql.ts';
import { createSqliteStore } from './inbox-store.sqlite.ts';

/** How a storing ends: one of the two is called, once. */
export interface StoringEnd {
  /** The row is on disk. */
  stored(result: InboxResult): void;
  /** Nothing was stored. */
  failed(error: unknown): void;
}

interface Waiting {
  readonly item: InboxItem;
  readonly end: StoringEnd;
}

export interface Storing {
  /** Takes it out of the queue. False: its commit is under way, and may still succeed. */
  abandon(): boolean;
}

export interface InboxWriter {
  store(item: InboxItem, end: StoringEnd): Storing;
  /** An answer carried the reply of this row in time; written in bulk, a moment later. */
  markGiven(inboxId: string): void;
  /** Writes what is still to be marked, and ends. */
  stop(): Promise<void>;
}

/** A database that is away must not fill the memory: beyond this, callbacks are refused at once (5xx). */
const mostWaiting = 5_000;
/** Rows a commit may carry: more would only make the first of them wait. */
const batchSize = 128;
/** Turns of the loop that a commit waits at the most while callbacks keep arriving. */
const mostTurns = 4;
/** One commit at a time on the embedded engine, a few on MySQL: they wait for its disk, not for us. */
const commitsAtOnce = { sqlite: 1, mysql: 4 } as const;

/**
 * Writes callbacks before they are answered. Those that arrive together share a commit, so that
 * one disk flush serves them all; each knows for itself whether it was new.
 */
export function createInboxWriter(deps: {
  db: Database;
  clock: Clock;
  keyring: Keyring;
  /** New work was stored: wake the workers. */
  onWork: () => void;
  log: Logger;
}): InboxWriter {
  const { db, keyring, log } = deps;
  const store = db.dialect === 'mysql' ? createMysqlStore(db, keyring) : createSqliteStore(db, keyring);
  const marks = createMarks({ store, log });
  const queue: Waiting[] = [];
  let running = 0;
  let gathering = false;

  /**
   * What arrives in one turn of the loop shares a commit; while more keeps arriving, the commit
   * waits a few turns for it, for a disk flush costs more than they do.
   */
  function gather(seen: number, turns: number): void {
    setImmediate(() => {
      if (queue.length > seen && queue.length < batchSize && turns < mostTurns) {
        gather(queue.length, turns + 1);
        return;
      }
      gathering = false;
      void flush();
    });
  }

  async function flush(): Promise<void> {
    if (running >= commitsAtOnce[db.dialect]) return;
    running += 1;
    try {
      while (queue.length > 0) {
        await commit(queue.splice(0, batchSize));
      }
    } finally {
      running -= 1;
    }
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    const now = deps.clock.now();
    /** Replies that were just made, so that they need not be opened again. */
    const made = new Map<string, string>();
    let rows: readonly StoredRow[];
    try {
      rows = await store.write(
        batch.map(({ item }) => item),
        (item, key, follower) => buildRow(item, key, follower, now, made),
      );
    } catch (error) {
      // One row that the database refuses must not take the others with it.
      if (batch.length === 1) batch[0]?.end.failed(error);
      else for (const waiting of batch) await commit([waiting]);
      return;
    }
    if (batch.some(({ item }, index) => item.hasWork && rows[index]?.repeated === false)) deps.onWork();
    rows.forEach((row, index) => {
      const waiting = batch[index];
      if (waiting !== undefined) tell(waiting, row, made);
    });
  }

  function tell({ end }: Waiting, row: StoredRow, made: ReadonlyMap<string, string>): void {
    try {
      const reply = row.replied
        ? (made.get(row.id) ?? unpackContent(keyring.open(row.sealedContent ?? '')).reply)
        : null;
      end.stored({ id: row.id, repeated: row.repeated, reply });
    } catch (error) {
      // It is stored, but what was answered then cannot be read: the platform asks again.
      end.failed(error);
    }
  }

  function buildRow(
    item: InboxItem,
    naturalKey: string,
    follower: FollowerState,
    now: Date,
    made: Map<string, string>,
  ): NewInboxRow {
    const id = newId();
    const reply = item.makeReply(follower, id);
    if (reply !== undefined) made.set(id, reply);
    return {
      id,
      item,
      naturalKey,
      kind: kindOf(item.update),
      content: packContent({ clear: item.clear, reply: reply ?? null }),
      replied: reply !== undefined,
      receivedAt: now,
      jobId: item.hasWork ? newId() : null,
    };
  }

  return {
    store(item, end) {
      const waiting = { item, end };
      if (queue.length >= mostWaiting) {
        end.failed(new Error('The inbox takes no more: the database does not keep up'));
        return { abandon: () => true };
      }
      queue.push(waiting);
      if (!gathering && running < commitsAtOnce[db.dialect]) {
        gathering = true;
        gather(queue.length, 0);
      }
      return {
        abandon: () => {
          const at = queue.indexOf(waiting);
          if (at !== -1) queue.splice(at, 1);
          return at !== -1;
        },
      };
    },
    markGiven: (inboxId) => {
      marks.add(inboxId);
    },
    async stop() {
      await marks.stop();
      await store.close();
    },
  };
}
