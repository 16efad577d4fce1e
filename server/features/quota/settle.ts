import {
  LedgerFault,
  roomOf,
  type Book,
  type Lot,
  type LotTerm,
  type Move,
  type Place,
  type ReasonValues,
} from './book.ts';

/** A move with what the statement says about it. */
export interface Posting extends Move {
  readonly reason: string;
  readonly reasonValues: ReasonValues;
  readonly causeKey: string;
  readonly actor: string;
}

/** What settling works on: the book, the lots' terms, and the pen that writes. */
export interface Desk {
  readonly book: Book;
  readonly terms: ReadonlyMap<string, LotTerm>;
  write(posting: Posting): void;
}

const nothing = { boughtDelta: 0, reservedDelta: 0, usedDelta: 0, expiresAt: null, reasonValues: {} };

function endOf(desk: Desk, lot: Lot): number {
  return desk.terms.get(lot.id)?.endsAt?.getTime() ?? Infinity;
}

/** The open lot that ends first and has room (row 320); among equals, the one that began first. */
export function pickLot(desk: Desk, after?: Date): Lot | undefined {
  let best: Lot | undefined;
  for (const lot of desk.book.lots.values()) {
    if (roomOf(lot) < 1 || (after !== undefined && endOf(desk, lot) <= after.getTime())) continue;
    if (best === undefined || comesFirst(desk, lot, best)) best = lot;
  }
  return best;
}

function comesFirst(desk: Desk, one: Lot, other: Lot): boolean {
  const starts = (lot: Lot) => desk.terms.get(lot.id)?.startsAt.getTime() ?? 0;
  const order = Math.sign(endOf(desk, one) - endOf(desk, other) || 0) || starts(one) - starts(other);
  return order === 0 ? one.id < other.id : order < 0;
}

/**
 * Writes what became due by `now`, in the order in which it became due and under those dates:
 * lots that begin, reservations that end, lots that end. So the state does not depend on when
 * somebody looked (Q3). At one instant beginnings come first: a renewal takes its places over.
 */
export function settle(desk: Desk, now: Date): void {
  for (const at of dueInstants(desk, now)) {
    const lots = [...desk.book.lots.values()];
    for (const lot of lots) {
      const term = termOf(desk, lot);
      if (lot.phase === 'pending' && term.startsAt <= at) beginLot(desk, lot, term, at);
    }
    for (const place of desk.book.places.values()) {
      const due = place.state === 'reserved' && place.expiresAt !== null && place.expiresAt <= at;
      if (due) desk.write({ ...own(desk, place, 'lapse', at, 'reservation_expired'), reservedDelta: -1 });
    }
    restore(desk, at);
    const over = lots.filter((lot) => lot.phase === 'open' && endOf(desk, lot) <= at.getTime());
    if (over.length > 0) endLots(desk, over, at);
  }
}

function dueInstants(desk: Desk, now: Date): Date[] {
  const instants = new Set<number>();
  const add = (at: Date | null) => {
    if (at !== null && at <= now) instants.add(at.getTime());
  };
  for (const lot of desk.book.lots.values()) {
    const { startsAt, endsAt } = termOf(desk, lot);
    if (lot.phase === 'pending') add(startsAt);
    if (lot.phase !== 'ended') add(endsAt);
  }
  for (const place of desk.book.places.values()) if (place.state === 'reserved') add(place.expiresAt);
  return [...instants].sort((one, other) => one - other).map((at) => new Date(at));
}

function termOf(desk: Desk, lot: Lot): LotTerm {
  const term = desk.terms.get(lot.id);
  if (term === undefined) throw new LedgerFault(`lot ${lot.id} has no term`);
  return term;
}

/** The lot's places count from now on. */
export function beginLot(desk: Desk, lot: Lot, term: LotTerm, at: Date): void {
  const { reason, reasonValues, actor } = term;
  desk.write({
    ...nothing,
    change: 'credit',
    lotId: lot.id,
    holderKey: null,
    boughtDelta: lot.amount,
    at,
    reason,
    reasonValues,
    causeKey: `credit:${term.sourceKey}`,
    actor,
  });
}

/** While there is room nobody stays suspended: the one who has held his place longest comes first. */
export function restore(desk: Desk, at: Date): void {
  const waiting = [...desk.book.places.values()].filter((place) => place.state === 'suspended').sort(byAge);
  for (const place of waiting) {
    const lot = pickLot(desk, at);
    if (lot === undefined) return;
    desk.write({ ...own(desk, place, 'restore', at, 'restored'), lotId: lot.id, usedDelta: 1 });
  }
}

/**
 * The places of lots that end go on in lots with room, oldest holder first, used ones before
 * reserved ones (somebody works on them). The rest is over the limit: used places are suspended,
 * newest first, reservations end. Then the lots' own places go, so that at no entry more is taken
 * than bought.
 */
function endLots(desk: Desk, lots: readonly Lot[], at: Date): void {
  const ids = new Set(lots.map((lot) => lot.id));
  const places = [...desk.book.places.values()].filter((place) => ids.has(place.lotId));
  const used = places.filter((place) => place.state === 'used').sort(byAge);
  const reserved = places.filter((place) => place.state === 'reserved').sort(byAge);
  const rest = [...used, ...reserved].filter((place) => !moveOn(desk, place, at));
  for (const place of rest.reverse()) giveUp(desk, place, at);
  for (const lot of lots) {
    desk.write({
      ...nothing,
      change: 'lot_end',
      lotId: lot.id,
      holderKey: null,
      boughtDelta: -lot.amount,
      at,
      reason: 'lot_ended',
      causeKey: `lot_end:${lot.id}`,
      actor: 'system',
    });
  }
}

function moveOn(desk: Desk, place: Place, at: Date): boolean {
  const lot = pickLot(desk, at);
  if (lot === undefined) return false;
  const delta = (by: number) => (place.state === 'used' ? { usedDelta: by } : { reservedDelta: by });
  desk.write({ ...own(desk, place, 'move_out', at, 'moved'), ...delta(-1) });
  desk.write({ ...own(desk, place, 'move_in', at, 'moved'), ...delta(1), lotId: lot.id });
  return true;
}

function giveUp(desk: Desk, place: Place, at: Date): void {
  if (place.state === 'used') desk.write({ ...own(desk, place, 'suspend', at, 'suspended'), usedDelta: -1 });
  else desk.write({ ...own(desk, place, 'lapse', at, 'reservation_lot_ended'), reservedDelta: -1 });
}

/** An entry that nobody asked for: its cause is its own number. */
function own(desk: Desk, place: Place, change: Move['change'], at: Date, reason: string): Posting {
  return {
    ...nothing,
    change,
    lotId: place.lotId,
    holderKey: place.holderKey,
    at,
    reason,
    causeKey: `${change}:${place.holderKey}:#${desk.book.seq + 1}`,
    actor: 'system',
  };
}

function byAge(one: Place, other: Place): number {
  return one.sinceSeq - other.sinceSeq;
}
