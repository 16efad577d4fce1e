import type { FollowerState } from '../../../../bot/core/reply.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/data/orm.ts';
import { newId } from '../../../kernel/ids.ts';
import type { JobNews } from '../../../kernel/jobs/job-news.ts';
import type { Keyring } from '../../../kernel/secrets.ts';
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

/** A reply of a batch that is being written. */
interface Unsealed {
  readonly item: InboxItem;
  readonly reply: string;
}

export interface Storing {
  /** Takes it out of the queue. Where its commit is under way, that may still succeed. */
  abandon(): void;
}

export interface InboxWriter {
  store(item: InboxItem, end: StoringEnd): Storing;
  stop(): Promise<void>;
}

/** A database that is away must not fill the memory: beyond this, callbacks are refused at once (5xx). */
const mostWaiting = 5_000;
/** Rows a commit may carry: more would only make the first of them wait. */
const batchSize = 64;
/** So many are written at once, for the disk works while the next are verified. */
const enough = 32;
/** One commit at a time on the embedded engine, whose thread takes one; on MySQL the next is sent while one waits for the disk. */
const commitsAtOnce = { sqlite: 1, mysql: 2 } as const;

function sealAll(unsealed: readonly Unsealed[]): void {
  try {
    for (const { item, reply } of unsealed) item.prepare(reply);
  } catch {
    // Nobody waits here: who is answered is told when his answer is sealed again.
  }
}

/**
 * Writes callbacks before they are answered. Those that arrive together share a commit, so that
 * one disk flush serves them all; each knows for itself whether it was new.
 */
export function createInboxWriter(deps: {
  db: Database;
  clock: Clock;
  keyring: Keyring;
  /** New work was stored. */
  announce: (jobs: readonly JobNews[]) => void;
  /** A callback of the account is on disk. */
  heard: (channelAccountId: string, at: Date) => void;
}): InboxWriter {
  const { db, keyring } = deps;
  const store = db.dialect === 'mysql' ? createMysqlStore(db, keyring) : createSqliteStore(db, keyring);
  const queue: Waiting[] = [];
  let running = 0;
  let gathering = false;

  /** What arrives in one turn of the loop shares a commit; many do not wait for the turn's end. */
  function gather(): void {
    if (running >= commitsAtOnce[db.dialect]) return;
    if (queue.length >= enough) void flush();
    else if (!gathering) {
      gathering = true;
      setImmediate(() => {
        gathering = false;
        void flush();
      });
    }
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
    /** By row: a try that another process was ahead of has made some in vain. */
    const jobs = new Map<string, JobNews>();
    const unsealed: Unsealed[] = [];
    let rows: readonly StoredRow[];
    try {
      const writing = store.write(
        batch.map(({ item }) => item),
        (item, key, follower) => buildRow(item, key, follower, { now, made, jobs, unsealed }),
      );
      // Who waits for the disk is answered as soon as it has written: his answer is made until then.
      setImmediate(sealAll, unsealed);
      rows = await writing;
    } catch (error) {
      // One row that the database refuses must not take the others with it.
      if (batch.length === 1) batch[0]?.end.failed(error);
      else for (const waiting of batch) await commit([waiting]);
      return;
    } finally {
      unsealed.length = 0;
    }
    if (jobs.size > 0)
      deps.announce(rows.flatMap(({ id, repeated }) => (repeated ? [] : (jobs.get(id) ?? []))));
    rows.forEach(({ repeated }, index) => {
      const account = batch[index]?.item.account;
      if (!repeated && account !== undefined) deps.heard(account.id, now);
    });
    // What waits goes to the disk first: it is written while these are answered.
    if (queue.length > 0) setImmediate(tellAll, batch, rows, made);
    else tellAll(batch, rows, made);
  }

  function tellAll(
    batch: readonly Waiting[],
    rows: readonly StoredRow[],
    made: ReadonlyMap<string, string>,
  ): void {
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
    batch: {
      readonly now: Date;
      readonly made: Map<string, string>;
      readonly jobs: Map<string, JobNews>;
      readonly unsealed: Unsealed[];
    },
  ): NewInboxRow {
    const id = newId();
    const reply = item.makeReply(follower, id);
    if (reply !== undefined) {
      batch.made.set(id, reply);
      batch.unsealed.push({ item, reply });
    }
    const jobId = item.hasWork ? newId() : null;
    if (jobId !== null) batch.jobs.set(id, { id: jobId, attempts: 0, runAt: batch.now });
    return {
      id,
      item,
      naturalKey,
      kind: kindOf(item.update),
      content: packContent({ clear: item.clear, reply: reply ?? null }),
      replied: reply !== undefined,
      receivedAt: batch.now,
      jobId,
    };
  }

  return {
    store(item, end) {
      const waiting = { item, end };
      if (queue.length >= mostWaiting) {
        end.failed(new Error('The inbox takes no more: the database does not keep up'));
        return { abandon: () => undefined };
      }
      queue.push(waiting);
      gather();
      return {
        abandon: () => {
          const at = queue.indexOf(waiting);
          if (at !== -1) queue.splice(at, 1);
        },
      };
    },
    stop: () => store.close(),
  };
}
