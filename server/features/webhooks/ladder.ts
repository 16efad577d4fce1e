/** Waits before each attempt after the first: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h (reliability.md §1). */
const waitsMs = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000].map((seconds) => seconds * 1000);
/** So that receivers that come back are not met by everything at once: up to a tenth later. */
const jitter = 0.1;

export const attemptsOfRound = waitsMs.length + 1;

/**
 * How long to wait after an attempt that failed.
 * @param step how many attempts of this round were made, from 1
 * @param chance 0 to 1
 * @returns milliseconds; null where the round is over
 */
export function waitAfter(step: number, chance: number): number | null {
  const wait = waitsMs[step - 1];
  return wait === undefined ? null : Math.round(wait * (1 + jitter * chance));
}
