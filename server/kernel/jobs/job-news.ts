import type { Database, EntityManager } from '../data/orm.ts';
import { afterCommit } from '../data/transaction.ts';

/** A job is there, or is due again: what a carrier takes to a worker. The row is the truth. */
export interface JobNews {
  readonly id: string;
  /** How often it was tried: with the id, the name of this news. */
  readonly attempts: number;
  readonly runAt: Date;
}

type Listener = (news: readonly JobNews[]) => void;
const listeners = new WeakMap<object, Listener>();

/** Who hears of the jobs of this database; one listener, set by the composition. */
export function onJobNews(db: Database, listener: Listener): void {
  listeners.set(db.orm.config, listener);
}

/** Tells of a job when the transaction that made it has committed. Lost news is found by looking. */
export function tellOfJob(tx: EntityManager, news: JobNews): void {
  afterCommit(tx, () => listeners.get(tx.config)?.([news]));
}
