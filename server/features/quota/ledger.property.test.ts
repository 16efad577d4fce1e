import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createFixedClock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import type { EntityManager } from '../../kernel/data/orm.ts';
import { inTransaction } from '../../kernel/data/transaction.ts';
import { newId } from '../../kernel/ids.ts';
import { Crash, crashing } from '../../testing/crashing.ts';
import { openTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createLedger } from './ledger.ts';
import { createOracle, type OracleAccount } from './ledger.oracle.ts';
import { QuotaEntry, QuotaLot } from './quota.entity.ts';
import { settleAll } from './quota.jobs.ts';
import { derived, rebuild, verifyLedger } from './rebuild.ts';
import { full } from '../../testing/drill.ts';

/*
 * L1–L9 of reliability.md: random histories of several enterprises, kinds and holders, with
 * repetitions and with a crash at a random statement, are held against a plain model that knows
 * neither entries nor databases. DRILL_FULL=1 runs a hundred times as many; LEDGER_SEED repeats one.
 */
const runs = full ? 1_000 : 10;
const seed = Number(process.env['LEDGER_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const Day = 24 * 60 * 60_000;
const start = new Date('2026-11-24T10:00:00.000Z');
const dayAt = (day: number) => new Date(start.getTime() + day * Day);

const tenants = [0, 1] as const;
const kinds = ['enterprise', 'wechat_user'] as const;
const holders = ['user:a', 'user:b', 'user:c', 'connection:d', 'grant:e', 'own:f'] as const;

/** Most steps meet in one account, or its holders would never crowd each other. */
const target = {
  tenant: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
  kind: fc.constantFrom<(typeof kinds)[number][]>(
    'wechat_user',
    'wechat_user',
    'wechat_user',
    'wechat_user',
    'enterprise',
  ),
};
const place = { ...target, holder: fc.constantFrom(...holders) };
/** Crash at the nth statement of the first try; 99: after the last one, before the commit. */
const crash = {
  crashAt: fc.option(fc.oneof(fc.integer({ min: 1, max: 14 }), fc.constant(99)), { nil: null, freq: 3 }),
};
const stepArb = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ verb: fc.constant('credit' as const), ...target, ...crash },
      amount: fc.integer({ min: 1, max: 3 }),
      from: fc.integer({ min: -3, max: 6 }),
      length: fc.option(fc.integer({ min: 1, max: 15 }), { nil: null, freq: 8 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ verb: fc.constant('reserve' as const), ...place, ...crash },
      lasts: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ verb: fc.constant('use' as const), ...place, ...crash }) },
  { weight: 3, arbitrary: fc.record({ verb: fc.constant('release' as const), ...place, ...crash }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ verb: fc.constant('refund' as const), which: fc.nat(), ...crash },
      amount: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('undo' as const), which: fc.nat(), ...crash }) },
  {
    weight: 4,
    arbitrary: fc.record({ verb: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant('settle' as const) }) },
  /** Something that was done before comes again, as a retry does. */
  { weight: 3, arbitrary: fc.record({ verb: fc.constant('again' as const), which: fc.nat() }) },
);
type Step = typeof stepArb extends fc.Arbitrary<infer S> ? S : never;

describe('any history of the ledger', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.drop());

  async function live(steps: readonly Step[]): Promise<void> {
    const clock = createFixedClock(start);
    const ledger = createLedger({ clock });
    const ids = tenants.map(() => newId());
    const idOf = (tenant: number) => ids[tenant] ?? '';
    const scopeOf = (tenant: number) => test.db.tenant(idOf(tenant));
    const oracle = createOracle();
    const history = new Map<string, string[]>();
    /** Credits that were made, and refunds that took places out. */
    const bought: { tenant: number; kind: string; source: string }[] = [];
    const refunds: { of: (typeof bought)[number]; amount: number; key: string; undone: boolean }[] = [];
    const done: { tenant: number; run: () => Promise<void> }[] = [];

    async function act<T>(
      tenant: number,
      crashAt: number | null,
      work: (tx: EntityManager) => Promise<T>,
      expected: () => T,
      compare = (got: T, want: T) => expect(got).toEqual(want),
      /** Of a lot that has not begun the ledger knows no repetition: the caller's refund row does. */
      onceOnly = false,
    ): Promise<void> {
      const run = (dies: boolean) =>
        inTransaction(scopeOf(tenant), async (tx) => {
          const answer = await work(tx);
          if (dies) throw new Crash('the process died');
          return answer;
        });
      let ownBefore = await ownEntries(tenant);
      const first: { answer?: T } = {};
      if (crashAt !== null) {
        const before = await wholeState();
        const crashed = await crashing(test.db, crashAt, async () => {
          first.answer = await run(crashAt === 99);
        });
        // Died: nothing of it is there. Else it was shorter than that, and is repeated below.
        if (crashed) expect(await wholeState()).toEqual(before);
      }
      if (first.answer === undefined) ownBefore = await ownEntries(tenant);
      const answer = onceOnly && first.answer !== undefined ? first.answer : await run(false);
      compare(answer, expected());
      const refused =
        typeof answer === 'object' && answer !== null && 'taken' in answer && answer.taken === false;
      // L9: what fell due may have been written on the way (a lot that began bears its buyer's name),
      // but nothing in the name of who was refused.
      if (refused) expect(await ownEntries(tenant)).toBe(ownBefore);
    }
    const ownEntries = (tenant: number) =>
      scopeOf(tenant).count(QuotaEntry, { actor: { $ne: 'system' }, change: { $ne: 'credit' } });
    const wholeState = async () => Promise.all(ids.map(async (id) => derived(test.db.tenant(id), id)));

    function perform(step: Step, nth: number): (() => Promise<void>) | undefined {
      if (step.verb === 'wait' || step.verb === 'settle' || step.verb === 'again') return undefined;
      if (step.verb === 'refund' || step.verb === 'undo') return undefined;
      const { tenant, kind } = step;
      const enterpriseId = idOf(tenant);
      const wish = { enterpriseId, kind, reason: 'granted', actor: 'staff:s' } as const;
      const causeKey = `cause-${nth}`;
      const day = oracle.today();
      const account = () => oracle.account(`${tenant} ${kind}`);
      switch (step.verb) {
        case 'credit': {
          const source = `order:${nth}`;
          const ends = step.length === null ? null : day + step.from + step.length;
          const dates = { startsAt: dayAt(day + step.from), endsAt: ends === null ? null : dayAt(ends) };
          const credit = { source, amount: step.amount, starts: day + step.from, ends };
          const sourceKey = `${enterpriseId}/${source}`;
          return () =>
            act<unknown>(
              tenant,
              step.crashAt,
              (tx) => ledger.credit(tx, { ...wish, amount: step.amount, sourceKey, ...dates }),
              () => account().credit(credit),
              (got) => expect(got).toMatchObject({ lotId: expect.any(String) }),
            );
        }
        case 'reserve': {
          const until = step.lasts === null ? null : day + step.lasts;
          const expiresAt = until === null ? null : dayAt(until);
          return async () => {
            // A retry so late that the reservation would be over is refused by its dates: not this test's matter.
            if (until !== null && until <= oracle.today()) return;
            await act<unknown>(
              tenant,
              step.crashAt,
              (tx) => ledger.reserve(tx, { ...wish, holder: step.holder, expiresAt, causeKey }),
              () => account().reserve(step.holder, until, causeKey),
            );
          };
        }
        case 'use':
          return () =>
            act<unknown>(
              tenant,
              step.crashAt,
              (tx) => ledger.use(tx, { ...wish, holder: step.holder, causeKey }),
              () => account().use(step.holder, causeKey),
            );
        case 'release':
          return () =>
            act<unknown>(
              tenant,
              step.crashAt,
              (tx) => ledger.release(tx, { ...wish, holder: step.holder, causeKey }),
              () => account().release(step.holder, causeKey),
            );
      }
    }

    /** Takes places of some credit out, where that many are free. */
    async function refund(step: Extract<Step, { verb: 'refund' }>, nth: number): Promise<number[]> {
      const of = bought[step.which % Math.max(1, bought.length)];
      if (of === undefined) return [];
      const { tenant, kind, source } = of;
      const key = `refund-${nth}`;
      const wish = { enterpriseId: idOf(tenant), kind, reason: 'order_refunded', actor: 'staff:s' } as const;
      const sourceKey = `${idOf(tenant)}/${source}`;
      const before = refunds.length;
      await act(
        tenant,
        step.crashAt,
        async (tx) => {
          try {
            await ledger.refund(tx, { ...wish, sourceKey, amount: step.amount, refundKey: key });
            return true;
          } catch (error) {
            if (error instanceof AppError && error.code === 'quota.refund_too_many') return false;
            throw error;
          }
        },
        () => {
          const took = oracle.account(`${tenant} ${kind}`).refund(source, step.amount, key);
          if (took) refunds.push({ of, amount: step.amount, key, undone: false });
          return took;
        },
        undefined,
        true,
      );
      expect(refunds.length - before).toBeLessThanOrEqual(1);
      return [tenant];
    }
    async function undo(step: Extract<Step, { verb: 'undo' }>): Promise<number[]> {
      const open = refunds.filter(({ undone }) => !undone);
      const chosen = open[step.which % Math.max(1, open.length)];
      if (chosen === undefined) return [];
      const { of, amount, key } = chosen;
      const { tenant, kind, source } = of;
      const wish = { enterpriseId: idOf(tenant), kind, reason: 'refund_failed', actor: 'system' } as const;
      const sourceKey = `${idOf(tenant)}/${source}`;
      chosen.undone = true;
      await act(
        tenant,
        step.crashAt,
        async (tx) => {
          await ledger.undoRefund(tx, { ...wish, sourceKey, amount, refundKey: key });
          return true;
        },
        () => {
          oracle.account(`${tenant} ${kind}`).undoRefund(source, amount, key);
          return true;
        },
        undefined,
        true,
      );
      return [tenant];
    }

    async function check(touched: readonly number[], settled: boolean): Promise<void> {
      for (const tenant of touched) {
        const em = scopeOf(tenant);
        const enterpriseId = idOf(tenant);
        const figures = await ledger.figures(em);
        for (const kind of kinds) {
          const found = figures.find((figure) => figure.kind === kind);
          const want = oracle.account(`${tenant} ${kind}`).figures();
          // L2, at every moment, written or not.
          const { bought, reserved, used, remaining } = found ?? {
            bought: 0,
            reserved: 0,
            used: 0,
            remaining: 0,
          };
          expect({ bought, reserved, used, remaining }).toEqual(want);
          expect(remaining).toBe(bought - reserved - used);
        }
        expectEntries(enterpriseId, await em.find(QuotaEntry, {}, { orderBy: { kind: 'asc', seq: 'asc' } }));
        // L7 and the invariants of every lot, from the entries alone.
        expect(await rebuild(em, enterpriseId)).toEqual(await derived(em, enterpriseId));
        if (settled) await expectPlaces(tenant);
      }
    }

    function expectEntries(enterpriseId: string, entries: readonly QuotaEntry[]): void {
      for (const kind of kinds) {
        const own = entries.filter((entry) => entry.kind === kind);
        // L1: what was written before stands unchanged before what is new.
        const told = own.map((entry) => JSON.stringify(entry));
        const key = `${enterpriseId} ${kind}`;
        expect(told.slice(0, history.get(key)?.length ?? 0)).toEqual(history.get(key) ?? []);
        history.set(key, told);
        const sum = { bought: 0, reserved: 0, used: 0 };
        const held = new Map<string, number>();
        const credited = new Set<string>();
        for (const entry of own) {
          // L8
          expect(entry.enterpriseId).toBe(enterpriseId);
          sum.bought += entry.boughtDelta;
          sum.reserved += entry.reservedDelta;
          sum.used += entry.usedDelta;
          // Q1: at every prefix.
          expect(
            Math.min(sum.reserved, sum.used, sum.bought - sum.reserved - sum.used),
          ).toBeGreaterThanOrEqual(0);
          // L3: whose place and of which lot; a credit names what paid for it.
          expect(entry.lotId).toMatch(/^[0-9a-f-]{36}$/);
          const delta = entry.reservedDelta + entry.usedDelta;
          if (delta !== 0) expect(entry.holderKey).not.toBeNull();
          if (entry.change === 'refund_undo') {
            expect(entry.causeKey).toMatch(/^refund_undo:refund-/);
          } else if (entry.boughtDelta > 0) {
            expect(entry.causeKey).toContain(`credit:${enterpriseId}/order:`);
            // L4
            expect(credited.has(entry.causeKey)).toBe(false);
            credited.add(entry.causeKey);
          }
          // L5: never two places of a holder at once, at no prefix.
          if (entry.holderKey != null) {
            const now = (held.get(entry.holderKey) ?? 0) + delta;
            expect([0, 1]).toContain(now);
            held.set(entry.holderKey, now);
          }
        }
        const total = oracle.account(`${ids.indexOf(enterpriseId)} ${kind}`).credited();
        expect(credited.size).toBeLessThanOrEqual(total);
      }
    }

    async function expectPlaces(tenant: number): Promise<void> {
      const em = scopeOf(tenant);
      const lots = await em.find(QuotaLot, {}, { disableIdentityMap: true });
      const sources = new Map(lots.map((lot) => [lot.id, lot.sourceKey.split('/')[1]]));
      for (const state of await derived(em, idOf(tenant))) {
        const want: ReturnType<OracleAccount['places']> = oracle.account(`${tenant} ${state.kind}`).places();
        const got = state.places.map(({ holderKey, state: is, lotId }) => ({
          holder: holderKey,
          state: is,
          lot: is === 'suspended' ? null : sources.get(lotId),
        }));
        expect(got).toEqual(want);
      }
    }

    for (const [nth, step] of steps.entries()) {
      let settled = false;
      let touched: readonly number[] = tenants;
      if (step.verb === 'wait') {
        clock.advance(step.days * Day);
        oracle.advance(step.days);
      } else if (step.verb === 'settle') {
        await settleAll(test.db.acrossTenants('work: sweep'), ledger, clock.now());
        settled = true;
      } else if (step.verb === 'again') {
        const before = done[step.which % Math.max(1, done.length)];
        await before?.run();
        touched = before === undefined ? [] : [before.tenant];
      } else if (step.verb === 'refund') {
        touched = await refund(step, nth);
      } else if (step.verb === 'undo') {
        touched = await undo(step);
      } else {
        const run = perform(step, nth);
        if (run !== undefined) {
          await run();
          if (step.verb === 'credit')
            bought.push({ tenant: step.tenant, kind: step.kind, source: `order:${nth}` });
          done.push({ tenant: step.tenant, run });
          touched = [step.tenant];
        }
      }
      await check(touched, settled);
    }
    for (const id of ids) expect(await verifyLedger(test.db.tenant(id), id)).toEqual([]);
  }

  it(
    `keeps L1–L9 (seed ${seed}, ${runs} runs)`,
    async () => {
      console.log(`quota ledger: ${runs} histories, LEDGER_SEED=${seed}`);
      const steps = fc.array(stepArb, { minLength: 20, maxLength: 40, size: 'max' });
      await fc.assert(fc.asyncProperty(steps, live), { seed, numRuns: runs, endOnFailure: false });
    },
    full ? 7_200_000 : 300_000,
  );
});
