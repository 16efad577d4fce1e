import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { LedgerFault, post, type Book, type Lot, type LotTerm, type Place } from './book.ts';
import { QuotaBalance, QuotaEntry, QuotaLot, QuotaPlace } from './quota.entity.ts';
import type { Desk, Posting } from './settle.ts';

/** Whose places of which kind: the unit that is locked. */
export interface Account {
  readonly enterpriseId: string;
  readonly kind: string;
}

/*
 * Every read here locks: a transaction of the caller may have begun before the last change was
 * committed, and a plain read would show it the past.
 */
const current = { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true } as const;
/** For a look that writes nothing. */
const snapshot = { disableIdentityMap: true } as const;
type ReadMode = 'lock' | 'read';
const optionsOf = (mode: ReadMode) => (mode === 'lock' ? current : snapshot);

/** A book as the tables hold it, and what was written on it since. */
export interface OpenBook extends Desk, Account {
  readonly terms: Map<string, LotTerm>;
  /** Holders whose row is in the table. */
  readonly stored: Set<string>;
  readonly postings: { seq: number; posting: Posting }[];
  readonly balanceId: string;
  readonly seqBefore: number;
}

/** Locks an account and reads its lots that are not over; null where nothing was ever credited. */
export function openBook(tx: EntityManager, account: Account): Promise<OpenBook | null> {
  return load(tx, account, 'lock');
}

/** The same without a lock, to look ahead and write nothing. */
export function readBook(tx: EntityManager, account: Account): Promise<OpenBook | null> {
  return load(tx, account, 'read');
}

async function load(tx: EntityManager, account: Account, mode: ReadMode): Promise<OpenBook | null> {
  const { enterpriseId, kind } = account;
  tx.checkTenant('QuotaBalance', { enterpriseId });
  const balance = await tx.findOne(QuotaBalance, { enterpriseId, kind }, optionsOf(mode));
  if (balance === null) return null;
  const lots = await tx.find(
    QuotaLot,
    { enterpriseId, kind, phase: { $in: ['pending', 'open'] } },
    { ...optionsOf(mode), orderBy: { id: 'asc' } },
  );
  const { seq, bought, reserved, used } = balance;
  const book: Book = { seq, bought, reserved, used, lots: new Map(), places: new Map() };
  const opened: OpenBook = {
    enterpriseId,
    kind,
    book,
    terms: new Map(),
    stored: new Set(),
    postings: [],
    balanceId: balance.id,
    seqBefore: seq,
    write(posting) {
      opened.postings.push({ seq: post(book, posting), posting });
    },
  };
  for (const lot of lots) addLot(opened, lot);
  return opened;
}

/** The same, and makes the account where it is new. */
export async function openOrMakeBook(
  tx: EntityManager,
  account: Account,
  newId: () => string,
): Promise<OpenBook> {
  const found = await openBook(tx, account);
  if (found !== null) return found;
  try {
    await tx.insert(QuotaBalance, { id: newId(), ...account, seq: 0, bought: 0, reserved: 0, used: 0 });
  } catch (error) {
    // Another transaction made it at the same moment; its row is there now.
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
  }
  const made = await openBook(tx, account);
  if (made === null) throw new LedgerFault(`the balance of ${account.kind} cannot be read after it was made`);
  return made;
}

export function addLot(opened: OpenBook, row: QuotaLot): Lot {
  const { id, phase, reserved, used } = row;
  const amount = row.amount - row.refunded;
  const { startsAt, endsAt, sourceKey, reason, reasonValues, actor } = row;
  const lot: Lot = { id, amount, phase, reserved, used };
  opened.book.lots.set(id, lot);
  opened.terms.set(id, { startsAt, endsAt: endsAt ?? null, sourceKey, reason, reasonValues, actor });
  return lot;
}

/** The lot that a source has paid for. */
export async function findLot(
  tx: EntityManager,
  enterpriseId: string,
  sourceKey: string,
): Promise<QuotaLot | undefined> {
  return (await tx.find(QuotaLot, { enterpriseId, sourceKey }, current))[0];
}

/** Reads a lot that is over, for a suspended place that is given back. */
export async function loadLot(tx: EntityManager, opened: OpenBook, id: string): Promise<void> {
  const { enterpriseId, kind } = opened;
  for (const lot of await tx.find(QuotaLot, { enterpriseId, kind, id }, current)) addLot(opened, lot);
}

/** Reads one holder's place into the book. */
export async function loadPlace(
  tx: EntityManager,
  opened: OpenBook,
  holderKey: string,
): Promise<Place | undefined> {
  const known = opened.book.places.get(holderKey);
  if (known !== undefined || opened.stored.has(holderKey)) return known;
  const { enterpriseId, kind } = opened;
  addPlaces(opened, await tx.find(QuotaPlace, { enterpriseId, kind, holderKey }, current));
  return opened.book.places.get(holderKey);
}

/** Reads those who wait for room. */
export async function loadSuspended(
  tx: EntityManager,
  opened: OpenBook,
  mode: ReadMode = 'lock',
): Promise<void> {
  const { enterpriseId, kind } = opened;
  addPlaces(opened, await tx.find(QuotaPlace, { enterpriseId, kind, state: 'suspended' }, optionsOf(mode)));
}

/** Reads what falls due by `now`; false where nothing does. */
export async function loadDue(
  tx: EntityManager,
  opened: OpenBook,
  now: Date,
  mode: ReadMode = 'lock',
): Promise<boolean> {
  const { enterpriseId, kind } = opened;
  const lapsing = await tx.find(
    QuotaPlace,
    { enterpriseId, kind, state: 'reserved', expiresAt: { $lte: now } },
    optionsOf(mode),
  );
  const ending = [...opened.terms].filter(([, { endsAt }]) => endsAt !== null && endsAt <= now);
  const starting = [...opened.book.lots.values()].filter((lot) => {
    const startsAt = opened.terms.get(lot.id)?.startsAt;
    return lot.phase === 'pending' && startsAt !== undefined && startsAt <= now;
  });
  if (lapsing.length + ending.length + starting.length === 0) return false;
  addPlaces(opened, lapsing);
  if (ending.length > 0) {
    const lotId = { $in: ending.map(([id]) => id) };
    addPlaces(
      opened,
      await tx.find(
        QuotaPlace,
        { enterpriseId, kind, lotId, state: { $in: ['reserved', 'used'] } },
        optionsOf(mode),
      ),
    );
  }
  await loadSuspended(tx, opened, mode);
  return true;
}

function addPlaces(opened: OpenBook, rows: readonly QuotaPlace[]): void {
  for (const { holderKey, lotId, state, since, sinceSeq, expiresAt } of rows) {
    if (opened.stored.has(holderKey)) continue;
    opened.stored.add(holderKey);
    const place = { holderKey, lotId, state, since, sinceSeq, expiresAt: expiresAt ?? null };
    opened.book.places.set(holderKey, place);
  }
}

/** Writes the entries, and what they make of the balance, the lots and the places. */
export async function saveBook(tx: EntityManager, opened: OpenBook, newId: () => string): Promise<void> {
  const { enterpriseId, kind, book, postings } = opened;
  if (postings.length === 0) return;
  for (const { seq, posting } of postings) {
    await tx.insert(QuotaEntry, { id: newId(), enterpriseId, kind, seq, ...posting });
  }
  for (const id of new Set(postings.map(({ posting }) => posting.lotId))) {
    const lot = book.lots.get(id);
    if (lot === undefined) throw new LedgerFault(`lot ${id} was written on without being read`);
    const { phase, reserved, used } = lot;
    await exactlyOne(tx.nativeUpdate(QuotaLot, { id, enterpriseId, kind }, { phase, reserved, used }));
  }
  const holders = postings.flatMap(({ posting }) => (posting.holderKey === null ? [] : [posting.holderKey]));
  for (const holderKey of new Set(holders)) await savePlace(tx, opened, holderKey, newId);
  const { seq, bought, reserved, used } = book;
  await exactlyOne(
    tx.nativeUpdate(
      QuotaBalance,
      { id: opened.balanceId, enterpriseId, seq: opened.seqBefore },
      { seq, bought, reserved, used },
    ),
  );
}

/** Keeps what a refund made of a lot: its size, and the phase of one that has not begun. */
export async function saveRefunded(
  tx: EntityManager,
  { enterpriseId, kind }: Account,
  row: QuotaLot,
  lot: Lot,
  before: number,
): Promise<void> {
  if (lot.amount === before) return;
  const refunded = row.refunded + before - lot.amount;
  await exactlyOne(
    tx.nativeUpdate(QuotaLot, { id: row.id, enterpriseId, kind }, { refunded, phase: lot.phase }),
  );
}

async function savePlace(
  tx: EntityManager,
  { enterpriseId, kind, book, stored }: OpenBook,
  holderKey: string,
  newId: () => string,
): Promise<void> {
  const place = book.places.get(holderKey);
  const row = { enterpriseId, kind, holderKey };
  if (place === undefined) {
    if (stored.has(holderKey)) await exactlyOne(tx.nativeDelete(QuotaPlace, row));
  } else if (stored.has(holderKey)) {
    await exactlyOne(tx.nativeUpdate(QuotaPlace, row, place));
  } else {
    await tx.insert(QuotaPlace, { id: newId(), ...row, ...place });
  }
}

/** The account is locked, so its rows are as they were read: anything else is a fault, and undoes all. */
async function exactlyOne(touched: Promise<number>): Promise<void> {
  if ((await touched) !== 1)
    throw new LedgerFault('a row of the ledger changed although its account was locked');
}

/** Whether an entry of this cause is there already. */
export async function isCaused(tx: EntityManager, account: Account, causeKey: string): Promise<boolean> {
  const { enterpriseId, kind } = account;
  const found = await tx.find(
    QuotaEntry,
    { enterpriseId, kind, causeKey },
    { ...current, fields: ['id'], limit: 1 },
  );
  return found.length > 0;
}
