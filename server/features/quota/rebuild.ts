import { z } from 'zod';

import type { EntityManager } from '../../kernel/data/orm.ts';
import { readRows } from '../../kernel/data/sql.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import {
  emptyBook,
  figuresOf,
  LedgerFault,
  post,
  type Book,
  type Figures,
  type Lot,
  type Place,
} from './book.ts';
import { QuotaBalance, QuotaEntry, QuotaLot, QuotaPlace } from './quota.entity.ts';

/** The state of one kind, in an order that depends on nothing but the state itself. */
export interface LedgerState {
  readonly enterpriseId: string;
  readonly kind: string;
  readonly seq: number;
  readonly figures: Figures;
  /** Lots that have begun, by id. */
  readonly lots: readonly Readonly<Lot>[];
  /** Live places, by holder. */
  readonly places: readonly Readonly<Place>[];
}

const pageSize = 2_000;

/**
 * Makes figures, lots and places of an enterprise from its entries alone (L7).
 * @throws LedgerFault where the entries contradict each other, or one is missing
 */
export function rebuild(em: EntityManager, enterpriseId: string): Promise<LedgerState[]> {
  return inTransaction(em, async (tx) => {
    const states: LedgerState[] = [];
    for (const kind of await kindsOf(tx, enterpriseId)) {
      states.push(stateOf(enterpriseId, kind, await replay(tx, enterpriseId, kind)));
    }
    return states;
  });
}

/** The same state as the derived tables hold it. */
export function derived(em: EntityManager, enterpriseId: string): Promise<LedgerState[]> {
  return inTransaction(em, async (tx) => {
    const states: LedgerState[] = [];
    for (const kind of await kindsOf(tx, enterpriseId)) states.push(await readTables(tx, enterpriseId, kind));
    return states;
  });
}

/** An enterprise and kind whose books do not agree, and how. */
export interface LedgerMismatch {
  readonly enterpriseId: string;
  readonly kind: string;
  readonly problem: string;
}

/**
 * Compares the derived tables of an enterprise with its entries, bit for bit, and checks the
 * invariants at every entry on the way. An empty answer: all is well.
 */
export function verifyLedger(em: EntityManager, enterpriseId: string): Promise<LedgerMismatch[]> {
  return inTransaction(em, async (tx) => {
    const found: LedgerMismatch[] = [];
    for (const kind of await kindsOf(tx, enterpriseId)) {
      const problem = await verifyKind(tx, enterpriseId, kind);
      if (problem !== undefined) found.push({ enterpriseId, kind, problem });
    }
    return found;
  });
}

/** Every enterprise that has a ledger; `em` must look across tenants. */
export async function enterprisesWithLedger(em: EntityManager): Promise<string[]> {
  const rows = await em.find(QuotaBalance, {}, { fields: ['enterpriseId'], disableIdentityMap: true });
  return [...new Set(rows.map((row) => row.enterpriseId))].sort();
}

async function verifyKind(
  tx: EntityManager,
  enterpriseId: string,
  kind: string,
): Promise<string | undefined> {
  try {
    const fromEntries = stateOf(enterpriseId, kind, await replay(tx, enterpriseId, kind));
    const fromTables = await readTables(tx, enterpriseId, kind);
    for (const part of ['seq', 'figures', 'lots', 'places'] as const) {
      const [told, held] = [JSON.stringify(fromEntries[part]), JSON.stringify(fromTables[part])];
      if (told !== held) return `${part}: the entries make ${told}, the tables hold ${held}`.slice(0, 1_000);
    }
    return undefined;
  } catch (error) {
    if (error instanceof LedgerFault) return error.message;
    throw error;
  }
}

async function replay(tx: EntityManager, enterpriseId: string, kind: string): Promise<Book> {
  const book = emptyBook();
  for (;;) {
    const page = await tx.find(
      QuotaEntry,
      { enterpriseId, kind, seq: { $gt: book.seq } },
      { orderBy: { seq: 'asc' }, limit: pageSize, disableIdentityMap: true },
    );
    for (const entry of page) {
      if (entry.seq !== book.seq + 1) throw new LedgerFault(`entry ${book.seq + 1} is missing`);
      post(book, { ...entry, holderKey: entry.holderKey ?? null, expiresAt: entry.expiresAt ?? null });
    }
    if (page.length < pageSize) return book;
  }
}

function stateOf(enterpriseId: string, kind: string, book: Book): LedgerState {
  return {
    enterpriseId,
    kind,
    seq: book.seq,
    figures: figuresOf(book),
    lots: [...book.lots.values()].sort((a, b) => compare(a.id, b.id)),
    places: [...book.places.values()].sort((a, b) => compare(a.holderKey, b.holderKey)),
  };
}

async function readTables(tx: EntityManager, enterpriseId: string, kind: string): Promise<LedgerState> {
  const options = { disableIdentityMap: true } as const;
  const [balance] = await tx.find(QuotaBalance, { enterpriseId, kind }, options);
  const lots = await tx.find(QuotaLot, { enterpriseId, kind, phase: { $in: ['open', 'ended'] } }, options);
  const places = await tx.find(QuotaPlace, { enterpriseId, kind }, options);
  const { seq, bought, reserved, used } = balance ?? { seq: 0, bought: 0, reserved: 0, used: 0 };
  const book: Book = { seq, bought, reserved, used, lots: new Map(), places: new Map() };
  for (const lot of lots) {
    const { id, phase } = lot;
    const amount = lot.amount - lot.refunded;
    book.lots.set(id, { id, amount, phase, reserved: lot.reserved, used: lot.used });
  }
  for (const { holderKey, lotId, state, since, sinceSeq, expiresAt } of places) {
    book.places.set(holderKey, { holderKey, lotId, state, since, sinceSeq, expiresAt: expiresAt ?? null });
  }
  return stateOf(enterpriseId, kind, book);
}

/** Kinds that any table of the ledger knows, so that a lost row shows. */
async function kindsOf(tx: EntityManager, enterpriseId: string): Promise<string[]> {
  tx.checkTenant('QuotaBalance', { enterpriseId });
  const tables = ['quota_balance', 'quota_lot', 'quota_place', 'quota_entry'];
  const rows = await readRows(
    tx,
    tables.map((table) => `select kind from ${table} where enterprise_id = ?`).join(' union '),
    tables.map(() => enterpriseId),
  );
  return z
    .array(z.object({ kind: z.string() }))
    .parse(rows)
    .map(({ kind }) => kind)
    .sort();
}

/** By code unit: the same on every machine and engine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
