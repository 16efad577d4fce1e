/** Repeatable by its seed; for fuzzing, not for secrets. */
export interface Random {
  /** 0 up to `below`, without it. */
  integer(below: number): number;
  bytes(count: number): Buffer;
}

/** The generator «mulberry32», in the public domain. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const integer = (below: number) => Math.floor((next() / 2 ** 32) * below);
  return { integer, bytes: (count) => Buffer.from(Array.from({ length: count }, () => integer(256))) };
}
