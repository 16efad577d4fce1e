import { UniqueConstraintViolationException } from '@mikro-orm/core';

import { quotaKindSchema } from '../../contract/quota.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { AppError, assertThat } from '../../kernel/errors/app-error.ts';
import { newId as makeId } from '../../kernel/ids.ts';
import { roomOf, type HolderKey, type Lot, type LotPhase, type ReasonValues } from './book.ts';
import * as store from './book-store.ts';
import { readEntries, readFigures, type EntryQuery } from './figures.ts';
import { readPlaceTerm } from './place-term.ts';
import { newsOf, worthTelling, type QuotaListener } from './news.ts';
import { QuotaLot } from './quota.entity.ts';
import type { QuotaReason } from './quota.texts.ts';
import { beginLot, pickLot, restore, settle, type Posting } from './settle.ts';

/** An account of the ledger, and what the statement says about the change. */
export interface LedgerWish {
  readonly enterpriseId: string;
  /** `enterprise`, `wechat_user` or `edition:<name>`. */
  readonly kind: string;
  readonly reason: QuotaReason;
  /** Values of the reason's text; never a person's name: the holder's is read when it is shown. */
  readonly reasonValues?: ReasonValues;
  /** staff:<id>, identity:<id>, system. */
  readonly actor: string;
}

export interface CreditWish extends LedgerWish {
  /** Places, 1 to 1 000 000. */
  readonly amount: number;
  /** The order's line or the grant that pays for it; unique in the installation. */
  readonly sourceKey: string;
  /** In the future: the places count from then on. */
  readonly startsAt: Date;
  /** Null: no end. */
  readonly endsAt: Date | null;
}

export interface PlaceWish extends LedgerWish {
  readonly holder: HolderKey;
  /** What causes it, at most 120 characters: the same again changes nothing and answers the same. */
  readonly causeKey: string;
}

export interface ReleaseWish extends PlaceWish {
  /** When it took effect, where that is noticed later: the end of a tail is dated at its end (Q3). */
  readonly at?: Date;
}

export interface ReserveWish extends PlaceWish {
  /** When the reservation ends by itself; null: it stays until it is used or released. */
  readonly expiresAt: Date | null;
}

/** Free places that go back to the seller, or come again. */
export interface RefundWish extends LedgerWish {
  /** What had credited the lot. */
  readonly sourceKey: string;
  /** Places, at least 1. */
  readonly amount: number;
  /** The refund's id: the same again changes nothing. */
  readonly refundKey: string;
}

/** Without a place nothing was written (L9). */
export type Taken = { readonly taken: true } | { readonly taken: false; readonly remaining: 0 };

const largestCredit = 1_000_000;
const refused: Taken = { taken: false, remaining: 0 };

/**
 * The quota ledger of all enterprises. Each function works in the caller's transaction, so a place
 * and what it is for are there together or not at all. The account (enterprise and kind) is locked
 * until that transaction ends; who needs several kinds takes them in the order enterprise, edition,
 * wechat_user, so that two do not wait for each other. What fell due meanwhile (reservations, lots)
 * is written first, under its own date.
 */
export function createLedger(deps: { clock: Clock; newId?: () => string }) {
  const newId = deps.newId ?? makeId;
  const listeners: QuotaListener[] = [];

  async function settleDue(tx: EntityManager, opened: store.OpenBook, now: Date): Promise<void> {
    if (await store.loadDue(tx, opened, now)) settle(opened, now);
  }

  async function finish(tx: EntityManager, opened: store.OpenBook): Promise<void> {
    await store.saveBook(tx, opened, newId);
    const news = newsOf(opened);
    if (worthTelling(news)) for (const tell of listeners) await tell(tx, news);
  }

  const entryOf = (wish: LedgerWish, at: Date) => ({
    boughtDelta: 0,
    reservedDelta: 0,
    usedDelta: 0,
    expiresAt: null,
    at,
    reason: wish.reason,
    reasonValues: wish.reasonValues ?? {},
    actor: wish.actor,
  });

  /** Settles, then does what is wished unless its cause was there already. */
  async function change<T>(
    tx: EntityManager,
    wish: PlaceWish,
    verb: 'reserve' | 'use' | 'release',
    answers: { repeated: T; empty: T },
    work: (opened: store.OpenBook, entry: Omit<Posting, 'change' | 'lotId'>) => Promise<T>,
  ): Promise<T> {
    const opened = await store.openBook(tx, wish);
    if (opened === null) return answers.empty;
    const now = deps.clock.now();
    const causeKey = `${verb}:${wish.holder}:${wish.causeKey}`;
    await settleDue(tx, opened, now);
    const repeated = await store.isCaused(tx, wish, causeKey);
    const answer = repeated
      ? answers.repeated
      : await work(opened, { ...entryOf(wish, now), holderKey: wish.holder, causeKey });
    await finish(tx, opened);
    return answer;
  }

  /** Settles, then changes the size of one lot, unless its cause was there already. */
  async function changeLot(
    tx: EntityManager,
    wish: RefundWish,
    verb: 'refund' | 'refund_undo',
    work: (opened: store.OpenBook, lot: Lot, row: QuotaLot, entry: Omit<Posting, 'change' | 'lotId'>) => void,
  ): Promise<void> {
    const { enterpriseId, amount } = wish;
    assertThat(
      Number.isInteger(amount) && amount >= 1 && amount <= largestCredit,
      'quota.amount_invalid',
      422,
    );
    const opened = await store.openBook(tx, wish);
    assertThat(opened, 'not_found', 404);
    const now = deps.clock.now();
    await settleDue(tx, opened, now);
    const row = await store.findLot(tx, enterpriseId, wish.sourceKey);
    assertThat(row !== undefined && row.kind === wish.kind, 'not_found', 404);
    const causeKey = `${verb}:${wish.refundKey}`;
    if (await store.isCaused(tx, wish, causeKey)) {
      await finish(tx, opened);
      return;
    }
    const lot = opened.book.lots.get(row.id) ?? store.addLot(opened, row);
    const before = lot.amount;
    await store.loadSuspended(tx, opened);
    work(opened, lot, row, { ...entryOf(wish, now), holderKey: null, causeKey });
    if (verb === 'refund_undo') {
      settle(opened, now);
      restore(opened, now);
    }
    await finish(tx, opened);
    await store.saveRefunded(tx, opened, row, lot, before);
  }

  return {
    /**
     * Puts a lot of places into an account, once for each source: the same again answers the same.
     * Places that a lot's end had suspended come back, oldest holder first.
     * @throws quota.amount_invalid | quota.dates_invalid
     * @throws quota.source_reused when the source has credited something else
     */
    async credit(tx: EntityManager, wish: CreditWish): Promise<{ lotId: string }> {
      const { enterpriseId, amount, sourceKey, startsAt, endsAt } = wish;
      const kind = quotaKindSchema.parse(wish.kind);
      assertThat(
        Number.isInteger(amount) && amount >= 1 && amount <= largestCredit,
        'quota.amount_invalid',
        422,
      );
      assertThat(endsAt === null || startsAt < endsAt, 'quota.dates_invalid', 422);
      const now = deps.clock.now();
      const opened = await store.openOrMakeBook(tx, { enterpriseId, kind }, newId);
      await settleDue(tx, opened, now);
      const known = await store.findLot(tx, enterpriseId, sourceKey);
      if (known !== undefined) {
        const same =
          known.kind === kind &&
          known.amount === amount &&
          known.startsAt.getTime() === startsAt.getTime() &&
          known.endsAt?.getTime() === endsAt?.getTime();
        assertThat(same, 'quota.source_reused', 409, { source: sourceKey });
        await finish(tx, opened);
        return { lotId: known.id };
      }
      const row: QuotaLot = {
        ...{ id: newId(), enterpriseId, kind, sourceKey, amount, startsAt, endsAt, createdAt: now },
        ...{ reason: wish.reason, reasonValues: wish.reasonValues ?? {}, actor: wish.actor },
        ...{ phase: 'pending', refunded: 0, reserved: 0, used: 0 },
      };
      try {
        await tx.insert(QuotaLot, row);
      } catch (cause) {
        if (!(cause instanceof UniqueConstraintViolationException)) throw cause;
        throw new AppError('quota.source_reused', { status: 409, data: { source: sourceKey }, cause });
      }
      const lot = store.addLot(opened, row);
      if (startsAt <= now) {
        await store.loadSuspended(tx, opened);
        const term = opened.terms.get(lot.id);
        if (term !== undefined) beginLot(opened, lot, term, now);
        restore(opened, now);
        settle(opened, now);
      }
      await finish(tx, opened);
      return { lotId: row.id };
    },

    /**
     * Keeps a place for a holder until it is used, released or expires (row 330). Who has one
     * already keeps it; a reservation is then prolonged, never shortened.
     * @throws quota.dates_invalid when it would be over already
     */
    reserve(tx: EntityManager, wish: ReserveWish): Promise<Taken> {
      return change<Taken>(
        tx,
        wish,
        'reserve',
        { repeated: { taken: true }, empty: refused },
        async (opened, entry) => {
          const { expiresAt } = wish;
          const place = await store.loadPlace(tx, opened, wish.holder);
          if (place?.state === 'suspended') return refused;
          if (place !== undefined) {
            const longer =
              place.state === 'reserved' &&
              place.expiresAt !== null &&
              (expiresAt === null || place.expiresAt < expiresAt);
            if (longer) opened.write({ ...entry, change: 'reserve', lotId: place.lotId, expiresAt });
            return { taken: true };
          }
          assertThat(expiresAt === null || expiresAt > entry.at, 'quota.dates_invalid', 422);
          const lot = pickLot(opened);
          if (lot === undefined) return refused;
          opened.write({ ...entry, change: 'reserve', lotId: lot.id, reservedDelta: 1, expiresAt });
          return { taken: true };
        },
      );
    },

    /** Turns the holder's reservation into a use, or takes a free place. Who has one already keeps it. */
    use(tx: EntityManager, wish: PlaceWish): Promise<Taken> {
      return change<Taken>(
        tx,
        wish,
        'use',
        { repeated: { taken: true }, empty: refused },
        async (opened, entry) => {
          const place = await store.loadPlace(tx, opened, wish.holder);
          if (place?.state === 'suspended') return refused;
          if (place?.state === 'used') return { taken: true };
          if (place !== undefined) {
            opened.write({ ...entry, change: 'use', lotId: place.lotId, reservedDelta: -1, usedDelta: 1 });
            return { taken: true };
          }
          const lot = pickLot(opened);
          if (lot === undefined) return refused;
          opened.write({ ...entry, change: 'use', lotId: lot.id, usedDelta: 1 });
          return { taken: true };
        },
      );
    },

    /** Gives a place back, whatever its state. Without one there is nothing to do, and no entry. */
    release(tx: EntityManager, wish: ReleaseWish): Promise<{ released: boolean }> {
      const answers = { repeated: { released: true }, empty: { released: false } };
      return change(tx, wish, 'release', answers, async (opened, entry) => {
        const place = await store.loadPlace(tx, opened, wish.holder);
        if (place === undefined) return { released: false };
        if (!opened.book.lots.has(place.lotId)) await store.loadLot(tx, opened, place.lotId);
        opened.write({
          ...entry,
          at: wish.at ?? entry.at,
          change: 'release',
          lotId: place.lotId,
          reservedDelta: place.state === 'reserved' ? -1 : 0,
          usedDelta: place.state === 'used' ? -1 : 0,
        });
        await store.loadSuspended(tx, opened);
        restore(opened, entry.at);
        return { released: true };
      });
    },

    /**
     * Takes free places of a lot out for a refund, before the money goes: nobody can use them
     * meanwhile. Used and reserved places stay (row 311, L10). Of a lot that has not begun there is no
     * entry to know a repetition by: the caller's refund row says that it was done.
     * @throws not_found | quota.refund_too_many, with `free`, the places that can be refunded; then
     *   nothing is written
     */
    async refund(tx: EntityManager, wish: RefundWish): Promise<void> {
      await changeLot(tx, wish, 'refund', (opened, lot, row, entry) => {
        const free = lot.phase === 'pending' ? lot.amount : roomOf(lot);
        assertThat(wish.amount <= free, 'quota.refund_too_many', 409, { free });
        // Before a lot begins the statement knows nothing of it: it will begin with less.
        if (lot.phase === 'pending') {
          lot.amount -= wish.amount;
          if (lot.amount === 0) lot.phase = 'void';
        } else opened.write({ ...entry, change: 'refund', lotId: row.id, boughtDelta: -wish.amount });
      });
    },

    /**
     * Gives back what `refund` took out, for the money did not go. Once, and only what was taken out;
     * to a lot that is over nothing comes back.
     */
    async undoRefund(tx: EntityManager, wish: RefundWish): Promise<void> {
      await changeLot(tx, wish, 'refund_undo', (opened, lot, row, entry) => {
        if (lot.phase === 'ended') return;
        assertThat(wish.amount <= row.refunded, 'quota.amount_invalid', 422);
        if (lot.phase === 'open') {
          opened.write({ ...entry, change: 'refund_undo', lotId: row.id, boughtDelta: wish.amount });
        } else {
          lot.amount += wish.amount;
          lot.phase = 'pending';
        }
      });
    },

    /** When the last lot of a kind ends that is not over; null: there is none, or one has no end. */
    async lastEnd(tx: EntityManager, enterpriseId: string, kind: string): Promise<Date | null> {
      const phase: { $in: LotPhase[] } = { $in: ['pending', 'open'] };
      const lots = await tx.find(QuotaLot, { enterpriseId, kind, phase }, { disableIdentityMap: true });
      const ends = lots.filter((lot) => lot.amount > lot.refunded).map((lot) => lot.endsAt?.getTime());
      const known = ends.flatMap((end) => (end === undefined ? [] : [end]));
      return known.length === 0 || known.length < ends.length ? null : new Date(Math.max(...known));
    },

    /** Places of a lot that can be refunded at this moment; 0 where there is no such lot. */
    async refundable(em: EntityManager, enterpriseId: string, sourceKey: string): Promise<number> {
      const [row] = await em.find(QuotaLot, { enterpriseId, sourceKey }, { disableIdentityMap: true });
      if (row === undefined || (row.phase !== 'pending' && row.phase !== 'open')) return 0;
      const over = row.endsAt != null && row.endsAt <= deps.clock.now();
      return over ? 0 : row.amount - row.refunded - row.reserved - row.used;
    },

    /** Writes what fell due in one account; the clockwork calls it, so that nobody has to. */
    async settleAccount(tx: EntityManager, account: store.Account): Promise<void> {
      const opened = await store.openBook(tx, account);
      if (opened === null) return;
      await settleDue(tx, opened, deps.clock.now());
      await finish(tx, opened);
    },

    /** Of whom a holder's place is, and until when; see `readPlaceTerm`. */
    placeTerm: (tx: EntityManager, wish: Pick<PlaceWish, 'enterpriseId' | 'kind' | 'holder'>) =>
      readPlaceTerm(tx, wish),

    /** The figures at this moment, of the enterprise that `em` is bound to; see `readFigures`. */
    figures: (em: EntityManager, kind?: string) => readFigures(em, deps.clock.now(), kind),

    /** The statement, newest first; see `readEntries`. */
    entries: (em: EntityManager, query: EntryQuery) => readEntries(em, query),

    /** Whoever must act when places come and go by themselves; called in the same transaction. */
    onNews(listener: QuotaListener): void {
      listeners.push(listener);
    },
  };
}
export type Ledger = ReturnType<typeof createLedger>;
