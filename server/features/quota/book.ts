/*
 * The arithmetic of the ledger, without a database: what one entry does to the figures, lots and
 * places of an enterprise and kind. Writing and rebuilding both go through `post`.
 */

/**
 * credit, lot_end: a lot begins, ends. reserve, use, release: a holder's wish. lapse: a
 * reservation ended by itself, or with its lot. move_out + move_in: a place goes on in another
 * lot. suspend, restore: a used place without a lot, and back. refund: free places of a lot go back
 * to the seller; refund_undo: they come again, for the seller could not pay.
 */
export type Change =
  | 'credit'
  | 'reserve'
  | 'use'
  | 'release'
  | 'lapse'
  | 'move_out'
  | 'move_in'
  | 'suspend'
  | 'restore'
  | 'refund'
  | 'refund_undo'
  | 'lot_end';
/** void: all of it was refunded before it began. */
export type LotPhase = 'pending' | 'open' | 'ended' | 'void';
export type PlaceState = 'reserved' | 'used' | 'suspended';
export type ReasonValues = Readonly<Record<string, string | number>>;

/** Who a place is for. */
export type HolderKey =
  | `connection:${string}`
  | `grant:${string}`
  | `user:${string}`
  /** A relation that the enterprise, its downstream, bought an edition for itself. */
  | `own:${string}`;

export interface Lot {
  readonly id: string;
  /** What was bought, less what was refunded. */
  amount: number;
  phase: LotPhase;
  reserved: number;
  used: number;
}

/** The facts of a lot that are not in its entries. */
export interface LotTerm {
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly sourceKey: string;
  readonly reason: string;
  readonly reasonValues: ReasonValues;
  readonly actor: string;
}

export interface Place {
  readonly holderKey: string;
  lotId: string;
  state: PlaceState;
  since: Date;
  sinceSeq: number;
  expiresAt: Date | null;
}

export interface Figures {
  readonly bought: number;
  readonly reserved: number;
  readonly used: number;
  /** bought − reserved − used, never below 0. */
  readonly remaining: number;
}

export interface Book {
  seq: number;
  bought: number;
  reserved: number;
  used: number;
  readonly lots: Map<string, Lot>;
  readonly places: Map<string, Place>;
}

export interface Move {
  readonly change: Change;
  readonly lotId: string;
  readonly holderKey: string | null;
  readonly boughtDelta: number;
  readonly reservedDelta: number;
  readonly usedDelta: number;
  readonly expiresAt: Date | null;
  readonly at: Date;
}

/** Entries that contradict each other: never the caller's fault, always a reason to look. */
export class LedgerFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LedgerFault';
  }
}

export function emptyBook(): Book {
  return { seq: 0, bought: 0, reserved: 0, used: 0, lots: new Map(), places: new Map() };
}

export function figuresOf(book: Pick<Book, 'bought' | 'reserved' | 'used'>): Figures {
  const { bought, reserved, used } = book;
  return { bought, reserved, used, remaining: bought - reserved - used };
}

/** Places left in a lot. */
export function roomOf(lot: Lot): number {
  return lot.phase === 'open' ? lot.amount - lot.reserved - lot.used : 0;
}

/**
 * Does to the book what one entry says, and answers the entry's number.
 * @throws LedgerFault when it would break an invariant: then nothing of it may be kept
 */
export function post(book: Book, move: Move): number {
  const lot = lotOf(book, move);
  book.seq += 1;
  book.bought += move.boughtDelta;
  book.reserved += move.reservedDelta;
  book.used += move.usedDelta;
  lot.reserved += move.reservedDelta;
  lot.used += move.usedDelta;
  if (move.change === 'lot_end') lot.phase = 'ended';
  if (move.change === 'refund' || move.change === 'refund_undo') lot.amount += move.boughtDelta;
  movePlace(book, move);
  const taken = lot.reserved + lot.used;
  const sound =
    lot.reserved >= 0 && lot.used >= 0 && taken <= (lot.phase === 'open' ? lot.amount : 0) && isSound(book);
  if (!sound) throw new LedgerFault(`entry ${book.seq} (${move.change}) makes places that were not bought`);
  return book.seq;
}

function isSound({ bought, reserved, used }: Book): boolean {
  return reserved >= 0 && used >= 0 && reserved + used <= bought;
}

function lotOf(book: Book, move: Move): Lot {
  const known = book.lots.get(move.lotId);
  if (move.change === 'credit') {
    if (known !== undefined && known.phase !== 'pending')
      throw new LedgerFault(`lot ${move.lotId} begins twice`);
    if (move.boughtDelta < 1) throw new LedgerFault(`lot ${move.lotId} begins without places`);
    const lot = known ?? { id: move.lotId, amount: move.boughtDelta, phase: 'open', reserved: 0, used: 0 };
    lot.phase = 'open';
    book.lots.set(lot.id, lot);
    return lot;
  }
  if (known?.phase !== 'open' && !(move.change === 'release' && known !== undefined)) {
    throw new LedgerFault(
      `entry ${book.seq + 1} (${move.change}) names lot ${move.lotId}, which is not open`,
    );
  }
  return known;
}

const aboutALot: ReadonlySet<Change> = new Set(['credit', 'lot_end', 'refund', 'refund_undo']);

function movePlace(book: Book, move: Move): void {
  const { holderKey, at } = move;
  if (aboutALot.has(move.change)) return;
  if (holderKey === null) throw new LedgerFault(`entry ${book.seq} (${move.change}) names no holder`);
  const place = book.places.get(holderKey);
  const expect = (...states: (PlaceState | undefined)[]) => {
    if (!states.includes(place?.state)) {
      throw new LedgerFault(
        `entry ${book.seq} (${move.change}) finds ${holderKey} ${place?.state ?? 'without a place'}`,
      );
    }
  };
  const begin = (state: PlaceState, expiresAt: Date | null) =>
    book.places.set(holderKey, {
      holderKey,
      lotId: move.lotId,
      state,
      since: at,
      sinceSeq: book.seq,
      expiresAt,
    });
  switch (move.change) {
    case 'reserve':
      expect('reserved', undefined);
      // A second reservation only moves the end of the first.
      if (place !== undefined) place.expiresAt = move.expiresAt;
      else begin('reserved', move.expiresAt);
      return;
    case 'use':
      expect('reserved', undefined);
      begin('used', null);
      return;
    case 'release':
      expect('reserved', 'used', 'suspended');
      book.places.delete(holderKey);
      return;
    case 'lapse':
      expect('reserved');
      book.places.delete(holderKey);
      return;
    case 'move_out':
      expect('reserved', 'used');
      return;
    case 'move_in':
    case 'suspend':
    case 'restore':
      expect(
        ...(move.change === 'restore' ? ['suspended' as const] : ['reserved' as const, 'used' as const]),
      );
      if (place === undefined) return;
      place.lotId = move.lotId;
      if (move.change === 'suspend') place.state = 'suspended';
      if (move.change === 'restore') place.state = 'used';
      return;
    case 'credit':
    case 'refund':
    case 'refund_undo':
    case 'lot_end':
  }
}
