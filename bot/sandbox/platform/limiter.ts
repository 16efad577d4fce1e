/** Counts within a sliding span, for limits by minute and hour. In memory; forgotten when the span is over. */
export class Limiter {
  readonly #now: () => number;
  readonly #hits = new Map<string, number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one and says true, or says false when `most` are counted within `spanMs` already. */
  take(key: string, most: number, spanMs: number): boolean {
    const hits = this.#recent(key, spanMs);
    if (hits.length >= most) return false;
    hits.push(this.#now());
    this.#hits.set(key, hits);
    if (this.#hits.size > 20_000) this.#hits.clear();
    return true;
  }

  clear(): void {
    this.#hits.clear();
  }

  #recent(key: string, spanMs: number): number[] {
    const since = this.#now() - spanMs;
    return (this.#hits.get(key) ?? []).filter((at) => at > since);
  }
}
