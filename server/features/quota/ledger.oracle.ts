/*
 * What the quota ledger should do, told in the plainest way: a list of lots, a list of holders,
 * and a clock that ticks day by day. It knows no entries and no database, and shares no line with
 * the ledger, so that the two can disagree.
 */
interface OracleLot {
  readonly source: string;
  amount: number;
  readonly starts: number;
  readonly ends: number | null;
  readonly order: number;
  phase: 'waiting' | 'running' | 'over';
}
interface OracleHolder {
  readonly holder: string;
  state: 'reserved' | 'used' | 'suspended';
  lot: OracleLot | null;
  until: number | null;
  /** Since when in line. */
  order: number;
}
type Answer = { taken: true } | { taken: false; remaining: 0 };

export interface OracleAccount {
  credit(lot: { source: string; amount: number; starts: number; ends: number | null }): void;
  reserve(holder: string, until: number | null, cause: string): Answer;
  use(holder: string, cause: string): Answer;
  release(holder: string, cause: string): { released: boolean };
  /** Whether it was done. */
  refund(source: string, amount: number, cause: string): boolean;
  undoRefund(source: string, amount: number, cause: string): void;
  figures(): { bought: number; reserved: number; used: number; remaining: number };
  places(): { holder: string; state: string; lot: string | null | undefined }[];
  /** Lots that were ever paid for. */
  credited(): number;
}

export interface Oracle {
  today(): number;
  advance(days: number): void;
  account(name: string): OracleAccount;
}

const no: Answer = { taken: false, remaining: 0 };

export function createOracle(): Oracle {
  let day = 0;
  let ticket = 0;
  const accounts = new Map<string, { account: OracleAccount; tick: () => void }>();

  function createAccount() {
    const lots: OracleLot[] = [];
    let holders: OracleHolder[] = [];
    const told = new Set<string>();

    const running = () => lots.filter((lot) => lot.phase === 'running');
    const room = (lot: OracleLot) =>
      lot.amount - holders.filter((one) => one.lot === lot && one.state !== 'suspended').length;
    const find = (holder: string) => holders.find((one) => one.holder === holder);

    function best(): OracleLot | undefined {
      const soonest = (lot: OracleLot) => lot.ends ?? 1e9;
      return running()
        .filter((lot) => room(lot) > 0 && soonest(lot) > day)
        .sort((a, b) => soonest(a) - soonest(b) || a.starts - b.starts || a.order - b.order)[0];
    }
    function bringBack(): void {
      const waiting = holders.filter((one) => one.state === 'suspended').sort((a, b) => a.order - b.order);
      for (const one of waiting) {
        const lot = best();
        if (lot === undefined) return;
        one.state = 'used';
        one.lot = lot;
      }
    }
    function tick(): void {
      for (const lot of lots) if (lot.phase === 'waiting' && lot.starts <= day) lot.phase = 'running';
      holders = holders.filter(
        (one) => !(one.state === 'reserved' && one.until !== null && one.until <= day),
      );
      bringBack();
      const over = running().filter((lot) => lot.ends !== null && lot.ends <= day);
      const homeless = holders
        .filter((one) => one.lot !== null && over.includes(one.lot) && one.state !== 'suspended')
        .sort((a, b) => Number(a.state === 'reserved') - Number(b.state === 'reserved') || a.order - b.order);
      for (const lot of over) lot.phase = 'over';
      for (const one of homeless) {
        one.lot = best() ?? null;
        if (one.lot !== null) continue;
        if (one.state === 'used') one.state = 'suspended';
        else holders = holders.filter((other) => other !== one);
      }
    }

    const account: OracleAccount = {
      credit({ source, amount, starts, ends }) {
        if (lots.some((lot) => lot.source === source)) return;
        lots.push({ source, amount, starts, ends, order: (ticket += 1), phase: 'waiting' });
        tick();
      },
      reserve(holder, until, cause) {
        const key = `reserve ${holder} ${cause}`;
        if (told.has(key)) return { taken: true };
        const has = find(holder);
        if (has?.state === 'suspended') return no;
        if (has !== undefined) {
          if (has.state === 'reserved' && has.until !== null && (until === null || until > has.until)) {
            has.until = until;
            told.add(key);
          }
          return { taken: true };
        }
        const lot = best();
        if (lot === undefined) return no;
        told.add(key);
        holders.push({ holder, state: 'reserved', lot, until, order: (ticket += 1) });
        return { taken: true };
      },
      use(holder, cause) {
        const key = `use ${holder} ${cause}`;
        if (told.has(key)) return { taken: true };
        const has = find(holder);
        if (has?.state === 'suspended') return no;
        if (has?.state === 'used') return { taken: true };
        const lot = has?.lot ?? best();
        if (lot === undefined) return no;
        told.add(key);
        holders = holders.filter((one) => one !== has);
        holders.push({ holder, state: 'used', lot, until: null, order: (ticket += 1) });
        return { taken: true };
      },
      release(holder, cause) {
        const key = `release ${holder} ${cause}`;
        if (told.has(key)) return { released: true };
        const has = find(holder);
        if (has === undefined) return { released: false };
        told.add(key);
        holders = holders.filter((one) => one !== has);
        bringBack();
        return { released: true };
      },
      refund(source, amount, cause) {
        if (told.has(`refund ${cause}`)) return true;
        const lot = lots.find((one) => one.source === source);
        const free =
          lot === undefined || lot.phase === 'over' ? 0 : lot.phase === 'waiting' ? lot.amount : room(lot);
        if (lot === undefined || amount > free) return false;
        told.add(`refund ${cause}`);
        lot.amount -= amount;
        return true;
      },
      undoRefund(source, amount, cause) {
        if (told.has(`undo ${cause}`)) return;
        told.add(`undo ${cause}`);
        const lot = lots.find((one) => one.source === source);
        if (lot === undefined || lot.phase === 'over') return;
        lot.amount += amount;
        bringBack();
      },
      figures() {
        const bought = running().reduce((sum, lot) => sum + lot.amount, 0);
        const count = (state: string) => holders.filter((one) => one.state === state).length;
        const [reserved, used] = [count('reserved'), count('used')];
        return { bought, reserved, used, remaining: bought - reserved - used };
      },
      places: () =>
        holders
          .map(({ holder, state, lot }) => ({
            holder,
            state,
            lot: state === 'suspended' ? null : lot?.source,
          }))
          .sort((a, b) => (a.holder < b.holder ? -1 : 1)),
      credited: () => lots.length,
    };
    return { account, tick };
  }

  return {
    today: () => day,
    advance(days) {
      for (let passed = 0; passed < days; passed += 1) {
        day += 1;
        for (const { tick } of accounts.values()) tick();
      }
    },
    account(name) {
      const found = accounts.get(name) ?? createAccount();
      accounts.set(name, found);
      return found.account;
    },
  };
}
