import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { figuresOf, LedgerFault, type Figures } from './book.ts';
import { loadDue, readBook } from './book-store.ts';
import { QuotaEntry, QuotaLot, QuotaPlace } from './quota.entity.ts';
import { settle } from './settle.ts';

export interface KindFigures extends Figures {
  readonly kind: string;
  /** When the first of its lots ends; null where none does, or none is left. */
  readonly validUntil: Date | null;
}

/**
 * The figures of the enterprise that `em` is bound to, at this moment: what fell due and is not
 * written yet is counted as written. A kind without a credit is not in the answer.
 */
export async function readFigures(em: EntityManager, now: Date, kind?: string): Promise<KindFigures[]> {
  const enterpriseId = boundTo(em);
  const which = kind === undefined ? {} : { kind };
  const lots = await em.find(QuotaLot, { enterpriseId, ...which }, { disableIdentityMap: true });
  const lapsed = await em.find(
    QuotaPlace,
    { enterpriseId, ...which, state: 'reserved', expiresAt: { $lte: now } },
    { disableIdentityMap: true, fields: ['kind'] },
  );
  const due = new Set(lapsed.map((place) => place.kind));
  for (const { kind: of, phase, startsAt, endsAt } of lots) {
    const starts = phase === 'pending' && startsAt <= now;
    const ends = phase === 'open' && endsAt != null && endsAt <= now;
    if (starts || ends) due.add(of);
  }
  const answer: KindFigures[] = [];
  for (const of of [...new Set(lots.map((lot) => lot.kind))].sort()) {
    const own = lots.filter((lot) => lot.kind === of);
    answer.push(due.has(of) ? await foresee(em, { enterpriseId, kind: of }, now) : sum(of, own));
  }
  return answer;
}

function sum(kind: string, lots: readonly QuotaLot[]): KindFigures {
  const open = lots.filter((lot) => lot.phase === 'open' && lot.amount > lot.refunded);
  const total = (of: (lot: QuotaLot) => number) => open.reduce((all, lot) => all + of(lot), 0);
  const figures = figuresOf({
    bought: total((lot) => lot.amount - lot.refunded),
    reserved: total((lot) => lot.reserved),
    used: total((lot) => lot.used),
  });
  return { kind, ...figures, validUntil: earliest(open.map((lot) => lot.endsAt ?? null)) };
}

/** Settles a copy of the book in memory: a page that is read writes nothing. */
function foresee(
  em: EntityManager,
  account: { enterpriseId: string; kind: string },
  now: Date,
): Promise<KindFigures> {
  return inTransaction(em, async (tx) => {
    const opened = await readBook(tx, account);
    if (opened === null) throw new LedgerFault(`${account.kind} has lots and no balance`);
    if (await loadDue(tx, opened, now, 'read')) settle(opened, now);
    const open = [...opened.book.lots.values()].filter((lot) => lot.phase === 'open' && lot.amount > 0);
    const ends = open.map((lot) => opened.terms.get(lot.id)?.endsAt ?? null);
    return { kind: account.kind, ...figuresOf(opened.book), validUntil: earliest(ends) };
  });
}

function earliest(dates: readonly (Date | null)[]): Date | null {
  const known = dates.flatMap((date) => (date === null ? [] : [date.getTime()]));
  return known.length === 0 ? null : new Date(Math.min(...known));
}

export interface EntryQuery {
  readonly kind?: string | undefined;
  /** The id of the last entry of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

/**
 * The statement, newest first, one row more than asked where there are more. Moves between lots
 * change no figure and are left out.
 */
export function readEntries(em: EntityManager, query: EntryQuery): Promise<QuotaEntry[]> {
  return em.find(
    QuotaEntry,
    {
      enterpriseId: boundTo(em),
      ...(query.kind === undefined ? {} : { kind: query.kind }),
      ...(query.after === undefined ? {} : { id: { $lt: query.after } }),
      change: { $nin: ['move_out', 'move_in'] },
    },
    { orderBy: { id: 'desc' }, limit: query.limit + 1, disableIdentityMap: true },
  );
}

function boundTo(em: EntityManager): string {
  const { scope } = em;
  if (scope === undefined || 'across' in scope)
    throw new Error('Figures are read in the scope of one enterprise');
  return scope.enterpriseId;
}
