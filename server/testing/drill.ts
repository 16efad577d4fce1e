/** `npm run drills` sets it: the full counts. `npm test` runs about one per cent with the same code. */
export const full = process.env['DRILL_FULL'] === '1';

/** What of a count runs here. */
export const countOf = (counts: { readonly full: number; readonly part: number }): number =>
  full ? counts.full : counts.part;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number below the bound. */
  below(bound: number): number;
  /** One of them. @throws Error for an empty list */
  pick<T>(list: readonly T[]): T;
}

/**
 * Chance that can be had again: the seed is printed, and `DRILL_SEED` repeats it.
 * @param drill whose seed it is, in the printed line
 */
export function openRandom(drill: string): Random {
  const given = process.env['DRILL_SEED'];
  let state = given === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(given);
  console.log(`${drill}: DRILL_SEED=${state}`);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    pick(list) {
      const picked = list[Math.floor(next() * list.length)];
      if (picked === undefined) throw new Error('There is nothing to choose from');
      return picked;
    },
  };
}

/** Does the work of each, so many side by side; the first failure ends it. */
export async function eachOf<T>(
  all: readonly T[],
  sideBySide: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const left = all[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: sideBySide }, async () => {
      for (const one of left) await work(one);
    }),
  );
}
