import type { EntityManager } from '../data/orm.ts';
import type { JobKind, RetryPolicy } from './job-kind.ts';

export interface JobContext {
  readonly jobId: string;
  readonly now: () => Date;
  /** 1 at the first try. */
  readonly attempt: number;
  /** Across tenants, for reads outside a transaction, and between calls to a platform. */
  readonly em: EntityManager;
  /**
   * Ends the job: its effects and its «done» in one transaction. Refused (LostLeaseError, nothing
   * written) where another worker has taken the job over meanwhile. At most once.
   */
  commit<T>(effects: (tx: EntityManager) => Promise<T>): Promise<T>;
}

/** What does the work of one kind; made by `handle`. */
export interface JobHandler {
  readonly kind: { readonly name: string; readonly retry: RetryPolicy };
  run(payload: unknown, context: JobContext): Promise<void>;
  /** Told when a job is given up, in the transaction that marks it. */
  onDead: ((payload: unknown, tx: EntityManager, lastError: string, now: Date) => Promise<void>) | undefined;
}

/**
 * Joins a kind with its work, checking the payload on the way. Work that returns without
 * `commit` is marked done afterwards: for effects that lie outside.
 */
export function handle<P>(
  kind: JobKind<P>,
  run: (payload: P, context: JobContext) => Promise<void>,
  onDead?: (payload: P, tx: EntityManager, lastError: string, now: Date) => Promise<void>,
): JobHandler {
  return {
    kind,
    run: (payload, context) => run(kind.payload.parse(payload), context),
    onDead:
      onDead === undefined
        ? undefined
        : (payload, tx, error, now) => onDead(kind.payload.parse(payload), tx, error, now),
  };
}

/**
 * Every handler by the name of its kind. Refuses to be made when a kind has no handler, or two:
 * then the process does not start, instead of leaving work undone.
 */
export function createHandlers(
  kinds: readonly { readonly name: string }[],
  handlers: readonly JobHandler[],
): ReadonlyMap<string, JobHandler> {
  const byName = new Map<string, JobHandler>();
  for (const handler of handlers) {
    if (byName.has(handler.kind.name)) throw new Error(`The job ${handler.kind.name} has two handlers`);
    byName.set(handler.kind.name, handler);
  }
  for (const kind of kinds) {
    if (!byName.has(kind.name)) throw new Error(`The job ${kind.name} has no handler`);
  }
  return byName;
}

/** The job was taken over by another worker: this one's effects were rolled back. */
export class LostLeaseError extends Error {
  constructor(id: string) {
    super(`The lease of ${id} was lost: nothing was written`);
    this.name = 'LostLeaseError';
  }
}

/** Thrown by work that no retry helps: straight to the dead letters. */
export class GiveUpError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GiveUpError';
  }
}
