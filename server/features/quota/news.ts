import type { EntityManager } from '../../kernel/data/orm.ts';
import { figuresOf } from './book.ts';
import type { OpenBook } from './book-store.ts';

/** What a change meant for holders who did not ask for it, told in its transaction. */
export interface QuotaNews {
  readonly enterpriseId: string;
  readonly kind: string;
  /** Their place is gone until it is restored: their access ends. */
  readonly suspended: readonly string[];
  /** They have their place again. */
  readonly restored: readonly string[];
  /** Their reservation ended, by its date or with its lot. */
  readonly lapsed: readonly string[];
  /** Places that are free after places became free: whoever waits may be given one. 0 where none did. */
  readonly freed: number;
  /** Places that were bought and count from now on. */
  readonly credited: number;
  readonly remaining: number;
}

/** Called in the transaction of the change; it may use the ledger. */
export type QuotaListener = (tx: EntityManager, news: QuotaNews) => Promise<void>;

/** Compares the beginning with the end: who was suspended and came back at once has no news. */
export function newsOf({ enterpriseId, kind, book, postings }: OpenBook): QuotaNews {
  const first = new Map<string, string>();
  const last = new Map<string, string>();
  let freed = false;
  let credited = 0;
  for (const { posting } of postings) {
    const { change, holderKey, boughtDelta, reservedDelta, usedDelta } = posting;
    if (boughtDelta > 0) credited += boughtDelta;
    if (boughtDelta > 0 || (change !== 'suspend' && change !== 'move_out' && reservedDelta + usedDelta < 0))
      freed = true;
    if (holderKey === null || !['suspend', 'restore', 'lapse'].includes(change)) continue;
    if (!first.has(holderKey)) first.set(holderKey, change);
    last.set(holderKey, change);
  }
  const holders = (change: string) => [...last].filter(([, at]) => at === change).map(([key]) => key);
  const stateOf = (key: string) => book.places.get(key)?.state;
  return {
    enterpriseId,
    kind,
    suspended: holders('suspend').filter(
      (key) => first.get(key) === 'suspend' && stateOf(key) === 'suspended',
    ),
    restored: holders('restore').filter((key) => first.get(key) === 'restore' && stateOf(key) === 'used'),
    lapsed: holders('lapse').filter((key) => stateOf(key) === undefined),
    freed: freed ? figuresOf(book).remaining : 0,
    credited,
    remaining: figuresOf(book).remaining,
  };
}

export function worthTelling(news: QuotaNews): boolean {
  const { suspended, restored, lapsed, freed, credited } = news;
  return suspended.length + restored.length + lapsed.length + freed + credited > 0;
}
