/** One wait of many. */
export interface Wait {
  /** It is over: nothing is told of it any more. */
  end(): void;
}

export interface Deadlines {
  /** `onLate` is called once, unless the wait is ended before. */
  begin(onLate: () => void): Wait;
}

/**
 * A ring of waits in the order in which they began, which is the order in which they end. Who leaves
 * it lets go of its neighbours: an ended wait that the collector has not found yet would keep the
 * next one alive, that the next, and so all of them with the requests that they belong to. (That is
 * what the built-in Set does with its tables: at thousands a second a fifth of all garbage outlived
 * its collection by it.)
 */
class Link implements Wait {
  #before: Link = this;
  #after: Link = this;
  #onLate: (() => void) | undefined;
  readonly until: number;

  constructor(until: number, onLate: (() => void) | undefined) {
    this.until = until;
    this.#onLate = onLate;
  }

  get next(): Link {
    return this.#after;
  }

  /** Takes its place before `other`. */
  stand(other: Link): void {
    this.#before = other.#before;
    this.#after = other;
    other.#before.#after = this;
    other.#before = this;
  }

  end(): void {
    this.#before.#after = this.#after;
    this.#after.#before = this.#before;
    this.#before = this;
    this.#after = this;
    this.#onLate = undefined;
  }

  tell(): void {
    const onLate = this.#onLate;
    this.end();
    onLate?.();
  }
}

/** Waits of one length, however many, with a single timer: a timer for each would cost more than the waits. */
export function createDeadlines(ms: number): Deadlines {
  const ring = new Link(Infinity, undefined);
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer = undefined;
    const now = performance.now();
    for (let first = ring.next; first !== ring; first = ring.next) {
      if (first.until > now) {
        timer = setTimeout(look, Math.ceil(first.until - now));
        return;
      }
      first.tell();
    }
  }

  return {
    begin(onLate) {
      const wait = new Link(performance.now() + ms, onLate);
      wait.stand(ring);
      timer ??= setTimeout(look, ms);
      return wait;
    },
  };
}
